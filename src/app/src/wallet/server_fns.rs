//! The wallet, from the browser.

use crate::{error::AppError, payments::server_fns::Means};
use domain::{
    page::Page,
    statements::{EntryFilter, MonthlyStatement, Receipt, StatementMonth, WalletWeeks},
    wallet::{Payout, StatementLine, Wallet},
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalletView {
    pub wallet: Wallet,
    pub statement: Page<StatementLine>,
    pub payouts: Page<Payout>,
    /// Those with a statement of their own.
    pub months: Vec<StatementMonth>,
    pub weeks: WalletWeeks,
    /// Only testers earn.
    pub earns: bool,
    /// What a client can pay in with; nothing for who is none.
    pub means: Option<Means>,
}

#[server(prefix = "/sfn", endpoint = "wallet/load", input = Json)]
pub async fn load_wallet(cursor: Option<String>, filter: EntryFilter) -> Result<WalletView, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let first = domain::page::PageQuery {
        limit: Some(10),
        cursor: None,
    };
    let lines = domain::page::PageQuery { limit: None, cursor };
    let wallet = backend::wallet::service::summary(&app, &actor).await?;
    let statement = backend::wallet::service::statement(&app, &actor, &lines, &filter).await?;
    let earns = domain::policy::may_be_paid(&actor);
    let payouts = if earns {
        backend::wallet::payouts::list(&app, &actor, &first).await?
    } else {
        Page {
            items: Vec::new(),
            next_cursor: None,
        }
    };
    let means = if domain::policy::may_own_projects(&actor) {
        Some(crate::payments::server_fns::means(&app, &actor).await?)
    } else {
        None
    };
    Ok(WalletView {
        means,
        wallet,
        statement,
        payouts,
        months: backend::wallet::statements::months(&app, &actor).await?.items,
        weeks: backend::wallet::figures::by_side(&app, &actor).await?,
        earns,
    })
}

/// A month such as `2026-11`.
#[server(prefix = "/sfn", endpoint = "wallet/statement")]
pub async fn load_statement(month: String) -> Result<MonthlyStatement, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let month = domain::statements::Month::parse(&month).ok_or_else(AppError::not_found)?;
    Ok(backend::wallet::statements::monthly(&app, &actor, month).await?)
}

#[server(prefix = "/sfn", endpoint = "wallet/receipt")]
pub async fn load_receipt(transaction: String) -> Result<Receipt, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    let transaction = domain::ids::TransactionId::parse(transaction).map_err(|_| AppError::not_found())?;
    Ok(backend::wallet::statements::receipt(&app, &actor, &transaction).await?)
}

/// Sends earnings to the bank. `seen` is the state of the wallet that the amount was typed under: sent twice from the
/// same page, it is paid once.
#[server(prefix = "/sfn", endpoint = "wallet/pay-out")]
pub async fn pay_out(#[server(default)] amount: String, #[server(default)] seen: String) -> Result<Payout, AppError> {
    let (app, actor) = crate::context::signed_in()?;
    if let Some(message) = crate::ui::rules::amount(&amount) {
        return Err(AppError::from(domain::validation::Invalid::one("amount_cents", "unreadable", &message)).noted());
    }
    let input = domain::wallet::PayoutInput {
        amount_cents: domain::money::Cents::parse_typed(&amount).map(|c| c.0),
    };
    let key = (!seen.is_empty()).then_some(seen.as_str());
    Ok(backend::wallet::payouts::request(&app, &actor, &input, key).await?)
}

/// Pays into one's balance. `seen` is the state of the wallet that the amount was typed under, as for payouts.
#[server(prefix = "/sfn", endpoint = "wallet/top-up")]
pub async fn top_up(
    #[server(default)] amount: String,
    #[server(default)] payment_method: String,
    #[server(default)] seen: String,
) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    if let Some(message) = crate::ui::rules::amount(&amount) {
        return Err(AppError::from(domain::validation::Invalid::one("amount_cents", "unreadable", &message)).noted());
    }
    let input = domain::payments::PayInput {
        amount_cents: domain::money::Cents::parse_typed(&amount).map(|c| c.0),
        payment_method,
    };
    let key = (!seen.is_empty()).then_some(seen.as_str());
    let payment = backend::payments::prepaid::top_up(&app, &actor, &input, key).await?;
    if let Some(url) = payment.checkout_url {
        leptos_axum::redirect(&url);
    }
    Ok(())
}

/// Sends prepaid money back to the cards it came from.
#[server(prefix = "/sfn", endpoint = "wallet/withdraw")]
pub async fn withdraw(#[server(default)] amount: String, #[server(default)] seen: String) -> Result<(), AppError> {
    let (app, actor) = crate::context::signed_in()?;
    if let Some(message) = crate::ui::rules::amount(&amount) {
        return Err(AppError::from(domain::validation::Invalid::one("amount_cents", "unreadable", &message)).noted());
    }
    let input = domain::payments::WithdrawInput {
        amount_cents: domain::money::Cents::parse_typed(&amount).map(|c| c.0),
    };
    let key = (!seen.is_empty()).then_some(seen.as_str());
    Ok(backend::payments::prepaid::withdraw(&app, &actor, &input, key).await?)
}
