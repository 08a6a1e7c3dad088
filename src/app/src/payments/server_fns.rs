//! Payment methods, from the browser.

use crate::error::AppError;
use domain::{
    money::Cents,
    payments::{PayoutAccount, SavedMethod},
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// What somebody can pay with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Means {
    pub methods: Vec<SavedMethod>,
    pub balance_cents: Cents,
    /// No real money moves, and test cards are offered.
    pub sandbox: bool,
}

#[cfg(feature = "ssr")]
pub(crate) async fn means(app: &backend::App, actor: &domain::auth::Actor) -> Result<Means, AppError> {
    Ok(Means {
        methods: backend::payments::methods::list(app, actor).await?.items,
        balance_cents: backend::wallet::service::summary(app, actor).await?.balance_cents,
        sandbox: app.payments.pretended(),
    })
}

/// The page of methods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MethodsView {
    pub means: Means,
    /// Where a tester is paid out to; nothing for who is none.
    pub bank: Option<PayoutAccount>,
}

#[server(prefix = "/sfn", endpoint = "payments/methods", input = Json)]
pub async fn load_methods() -> Result<MethodsView, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let bank = if domain::policy::may_be_paid(&actor) {
        Some(backend::payments::methods::payout_account(&app, &actor).await?)
    } else {
        None
    };
    Ok(MethodsView {
        means: means(&app, &actor).await?,
        bank,
    })
}

/// Saves a method, or goes to the page of the processor's on which that is done.
#[server(prefix = "/sfn", endpoint = "payments/save-method")]
pub async fn save_method(#[server(default)] payment_method: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let input = domain::payments::MethodInput { payment_method };
    let methods = backend::payments::methods::save(&app, &actor, &input).await?;
    if let Some(url) = methods.url {
        leptos_axum::redirect(&url);
    }
    Ok(())
}

#[server(prefix = "/sfn", endpoint = "payments/remove-method")]
pub async fn remove_method(#[server(default)] method: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    Ok(backend::payments::methods::remove(&app, &actor, &method).await?)
}

#[server(prefix = "/sfn", endpoint = "payments/choose-method")]
pub async fn choose_method(#[server(default)] method: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    backend::payments::methods::make_default(&app, &actor, &method).await?;
    Ok(())
}

/// Sets the bank, or goes to the page of the processor's on which that is done.
#[server(prefix = "/sfn", endpoint = "payments/bank")]
pub async fn set_bank(#[server(default)] account_number: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let input = domain::payments::BankInput { account_number };
    let account = backend::payments::methods::set_payout_account(&app, &actor, &input).await?;
    if let Some(url) = account.url {
        leptos_axum::redirect(&url);
    }
    Ok(())
}
