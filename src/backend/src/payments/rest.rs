//! Payments over REST: one's own, saved methods, prepaid money, the bank for payouts; and the processor's door.

use super::{methods, notices, prepaid, service};
use crate::{
    App, Error, Result,
    rest::{
        extract::{Id, IdemKey, Json, Query, Session},
        problem::{Asked, Charging, Contested, Guarded, Missing, Private, Taken},
    },
};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::{
    ids::{MethodId, PaymentId},
    page::{Page, PageQuery},
    payments::{BankInput, MethodInput, Methods, PayInput, Payment, PayoutAccount, WithdrawInput},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(list_payments))
        .routes(routes!(get_payment))
        .routes(routes!(list_methods, save_method))
        .routes(routes!(remove_method))
        .routes(routes!(choose_method))
        .routes(routes!(get_payout_account, set_payout_account))
        .routes(routes!(top_up_balance))
        .routes(routes!(withdraw_balance))
        .routes(routes!(take_notice))
}

/// One's own payments, newest first.
#[utoipa::path(
    get, path = "/payments", tag = "payments", params(PageQuery),
    responses((status = 200, description = "A page of payments", body = Page<Payment>), Private, Asked)
)]
pub async fn list_payments(
    State(app): State<App>,
    Session(actor): Session,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Payment>>> {
    service::list(&app, &actor, &query).await.map(Json)
}

/// One of one's own payments: whether it has gone through.
#[utoipa::path(
    get, path = "/payments/{id}", tag = "payments", params(("id" = PaymentId, Path, description = "The payment")),
    responses((status = 200, description = "The payment", body = Payment), Private, Missing)
)]
pub async fn get_payment(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<PaymentId>,
) -> Result<Json<Payment>> {
    service::get(&app, &actor, &id).await.map(Json)
}

/// Saved payment methods, the default one first.
#[utoipa::path(
    get, path = "/payment-methods", tag = "payments",
    responses((status = 200, description = "The methods", body = Methods), Private)
)]
pub async fn list_methods(State(app): State<App>, Session(actor): Session) -> Result<Json<Methods>> {
    methods::list(&app, &actor).await.map(Json)
}

/// Saves a method; with Stripe it answers with the page on which that is done.
#[utoipa::path(
    post, path = "/payment-methods", tag = "payments",
    responses((status = 201, description = "The methods", body = Methods), Private, Charging, Guarded, Taken)
)]
pub async fn save_method(
    State(app): State<App>,
    Session(actor): Session,
    Json(input): Json<MethodInput>,
) -> Result<(StatusCode, Json<Methods>)> {
    Ok((StatusCode::CREATED, Json(methods::save(&app, &actor, &input).await?)))
}

/// Forgets a method.
#[utoipa::path(
    delete, path = "/payment-methods/{id}", tag = "payments",
    params(("id" = MethodId, Path, description = "The method")),
    responses((status = 204, description = "It is gone"), Private, Guarded, Missing)
)]
pub async fn remove_method(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<MethodId>,
) -> Result<StatusCode> {
    methods::remove(&app, &actor, id.as_str()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Offers a method first from now on.
#[utoipa::path(
    post, path = "/payment-methods/{id}/default", tag = "payments",
    params(("id" = MethodId, Path, description = "The method")),
    responses((status = 200, description = "The methods", body = Methods), Private, Guarded, Missing)
)]
pub async fn choose_method(
    State(app): State<App>,
    Session(actor): Session,
    Id(id): Id<MethodId>,
) -> Result<Json<Methods>> {
    methods::make_default(&app, &actor, id.as_str()).await.map(Json)
}

/// Where one is paid out to. Needs the tester role.
#[utoipa::path(
    get, path = "/wallet/payout-account", tag = "wallet",
    responses((status = 200, description = "The account", body = PayoutAccount), Private, Guarded)
)]
pub async fn get_payout_account(State(app): State<App>, Session(actor): Session) -> Result<Json<PayoutAccount>> {
    methods::payout_account(&app, &actor).await.map(Json)
}

/// Sets the bank; with Stripe it answers with the page on which that is done. Needs the tester role.
#[utoipa::path(
    put, path = "/wallet/payout-account", tag = "wallet",
    responses((status = 200, description = "The account", body = PayoutAccount), Private, Guarded, Taken)
)]
pub async fn set_payout_account(
    State(app): State<App>,
    Session(actor): Session,
    Json(input): Json<BankInput>,
) -> Result<Json<PayoutAccount>> {
    methods::set_payout_account(&app, &actor, &input).await.map(Json)
}

/// Pays into one's balance. Needs the client role.
#[utoipa::path(
    post, path = "/wallet/top-ups", tag = "wallet", params(IdemKey),
    responses(
        (status = 201, description = "The payment, or with Stripe the page on which it is paid", body = Payment),
        Private, Charging, Guarded, Contested, Taken
    )
)]
pub async fn top_up_balance(
    State(app): State<App>,
    Session(actor): Session,
    key: IdemKey,
    Json(input): Json<PayInput>,
) -> Result<(StatusCode, Json<Payment>)> {
    let payment = prepaid::top_up(&app, &actor, &input, key.get()).await?;
    Ok((StatusCode::CREATED, Json(payment)))
}

/// Sends prepaid money back to the cards it came from.
#[utoipa::path(
    post, path = "/wallet/withdrawals", tag = "wallet", params(IdemKey),
    responses(
        (status = 204, description = "It is on its way"),
        Private, Guarded, Contested, Taken
    )
)]
pub async fn withdraw_balance(
    State(app): State<App>,
    Session(actor): Session,
    key: IdemKey,
    Json(input): Json<WithdrawInput>,
) -> Result<StatusCode> {
    prepaid::withdraw(&app, &actor, &input, key.get()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The payment processor's door: a notice, signed over its raw body. Answered once it is kept.
#[utoipa::path(
    post, path = "/webhooks/stripe", tag = "payments", security(()),
    params(("Stripe-Signature" = String, Header, description = "Stripe's signature of the raw body")),
    request_body(content = String, content_type = "application/json", description = "The event"),
    responses(
        (status = 200, description = "It is kept"),
        (status = 400, description = "No signature, or no event"),
        (status = 403, description = "A signature that is wrong or too old"),
        Missing
    )
)]
pub async fn take_notice(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Result<StatusCode> {
    let signature = headers.get("Stripe-Signature").and_then(|value| value.to_str().ok());
    let signature = signature.ok_or_else(|| Error::Malformed("The header Stripe-Signature is missing.".into()))?;
    notices::receive(&app, &body, signature).await?;
    Ok(StatusCode::OK)
}
