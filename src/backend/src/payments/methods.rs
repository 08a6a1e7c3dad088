//! Saved payment methods, and the bank that somebody is paid out to.

use super::repo;
use crate::{
    App, Error, Result,
    app::fresh,
    audit_log::{self, service::Event},
    gateways::payments::{Customer, Payee, Return},
    users,
};
use domain::{
    audit_log::AuditKind,
    auth::{Actor, tokens::Scope},
    ids::{TicketId, UserId},
    payments::{BALANCE, BankInput, CHECKOUT, MethodInput, Methods, PayoutAccount, SavedMethod},
    policy,
    validation::Invalid,
};

/// How many methods somebody may save.
const MAX_METHODS: usize = 20;
/// How names of test cards begin.
const TEST_CARD: &str = "pm_card_";

/// Somebody as the processor names them; made known to it when they are not.
pub(super) async fn customer(app: &App, user: &UserId) -> Result<Customer> {
    if let Some(known) = repo::payer(&app.db, user).await?.customer {
        return Ok(Customer(known));
    }
    let account = users::service::by_id(app, user).await?;
    let made = app
        .payments
        .customer(&format!("customer-{user}"), &account.email, &account.full_name)
        .await?;
    app.db.write(repo::set_payer(user, "customer", Some(&made.0))).await?;
    Ok(made)
}

/// Somebody's account for payouts; opened when there is none.
pub(crate) async fn payee(app: &App, user: &UserId) -> Result<Payee> {
    if let Some(known) = repo::payer(&app.db, user).await?.payee {
        return Ok(Payee(known));
    }
    let account = users::service::by_id(app, user).await?;
    let made = app.payments.payee(&format!("payee-{user}"), &account.email).await?;
    app.db.write(repo::set_payer(user, "payee", Some(&made.0))).await?;
    Ok(made)
}

fn guard(actor: &Actor) -> Result<()> {
    if policy::may_move_money(actor) {
        return Ok(());
    }
    Err(Error::OutOfScope(Scope::Money))
}

fn back(app: &App) -> Return {
    let page = format!("{}/wallet/methods", app.config.public_url);
    Return {
        done: page.clone(),
        cancelled: page,
    }
}

async fn saved(app: &App, user: &UserId) -> Result<Vec<SavedMethod>> {
    let payer = repo::payer(&app.db, user).await?;
    let Some(customer) = payer.customer else {
        return Ok(Vec::new());
    };
    let mut methods = app.payments.methods(&Customer(customer)).await?;
    let chosen = methods
        .iter()
        .position(|method| Some(method.id.as_str()) == payer.default_method.as_deref());
    // Without a choice it is the newest.
    if let Some(first) = methods.get_mut(chosen.unwrap_or(0)) {
        first.is_default = true;
    }
    methods.sort_by_key(|method| !method.is_default);
    Ok(methods)
}

/// The actor's saved methods, the default one first.
///
/// # Errors
/// When the processor does not answer.
pub async fn list(app: &App, actor: &Actor) -> Result<Methods> {
    Ok(Methods {
        items: saved(app, &actor.user).await?,
        url: None,
    })
}

/// Saves a method, or answers with the page on which it is saved.
///
/// # Errors
/// Refused fields: a method that does not exist, or one too many.
pub async fn save(app: &App, actor: &Actor, input: &MethodInput) -> Result<Methods> {
    guard(actor)?;
    let customer = customer(app, &actor.user).await?;
    if saved(app, &actor.user).await?.len() >= MAX_METHODS {
        let told = "There are twenty methods already. Remove one that is not used any more.";
        return Err(Invalid::one("payment_method", "too_many", told).into());
    }
    let id: TicketId = fresh()?;
    let method = input.payment_method.trim();
    if method.is_empty() {
        let page = app.payments.save_method(id.as_str(), &customer, &back(app)).await?;
        let page = page.ok_or_else(|| Invalid::one("payment_method", "required", "Choose a test card."))?;
        return Ok(Methods {
            items: saved(app, &actor.user).await?,
            url: Some(page.url),
        });
    }
    let made = app.payments.attach_method(id.as_str(), &customer, method).await?;
    let logged = Event::own(AuditKind::MethodSaved, actor).on(&made.id, format!("{} {}", made.brand, made.last4));
    audit_log::service::write(app, &logged).await?;
    list(app, actor).await
}

/// The method that is offered first from now on.
///
/// # Errors
/// [`Error::NotFound`] for one that is not saved.
pub async fn make_default(app: &App, actor: &Actor, method: &str) -> Result<Methods> {
    guard(actor)?;
    own(app, actor, method).await?;
    app.db
        .write(repo::set_payer(&actor.user, "default_method", Some(method)))
        .await?;
    list(app, actor).await
}

/// # Errors
/// [`Error::NotFound`] for one that is not saved.
pub async fn remove(app: &App, actor: &Actor, method: &str) -> Result<()> {
    guard(actor)?;
    let gone = own(app, actor, method).await?;
    let id: TicketId = fresh()?;
    let customer = customer(app, &actor.user).await?;
    app.payments.detach_method(id.as_str(), &customer, method).await?;
    let logged = Event::own(AuditKind::MethodRemoved, actor).on(&gone.id, format!("{} {}", gone.brand, gone.last4));
    audit_log::service::write(app, &logged).await
}

/// What a payer pays with who asks for `method`: names of the processor's test methods, and what they have saved themselves.
/// A real processor knows no test cards; whoever names one is sent to its page.
///
/// # Errors
/// Refused fields for a method that somebody else has saved.
pub(crate) async fn chosen<'a>(app: &App, user: &UserId, method: &'a str) -> Result<&'a str> {
    let by_name = method.starts_with(TEST_CARD);
    if by_name && !app.payments.pretended() {
        return Ok(CHECKOUT);
    }
    if by_name
        || [BALANCE, CHECKOUT].contains(&method)
        || saved(app, user).await?.iter().any(|known| known.id.as_str() == method)
    {
        return Ok(method);
    }
    let told = if app.payments.pretended() {
        "Use pm_card_visa, pm_card_chargeDeclined to see a declined card, or a method that you have saved."
    } else {
        "You have not saved such a method. Choose another one, or pay with a new card."
    };
    Err(Invalid::one("payment_method", "unknown", told).into())
}

async fn own(app: &App, actor: &Actor, method: &str) -> Result<SavedMethod> {
    let methods = saved(app, &actor.user).await?;
    methods
        .into_iter()
        .find(|known| known.id.as_str() == method)
        .ok_or(Error::NotFound)
}

fn earns(actor: &Actor) -> Result<()> {
    guard(actor)?;
    if policy::may_be_paid(actor) {
        return Ok(());
    }
    Err(Error::Forbidden(
        "Only testers are paid out. Add the tester role in your profile.",
    ))
}

/// Where the actor is paid out to.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no tester.
pub async fn payout_account(app: &App, actor: &Actor) -> Result<PayoutAccount> {
    earns(actor)?;
    let Some(payee) = repo::payer(&app.db, &actor.user).await?.payee else {
        // The sandbox has a bank for everybody; at a real processor there is none before it was given.
        return Ok(PayoutAccount {
            ready: app.payments.pretended(),
            ..PayoutAccount::default()
        });
    };
    let state = app.payments.payee_state(&Payee(payee)).await?;
    Ok(PayoutAccount {
        ready: state.ready,
        label: state.label,
        url: None,
    })
}

/// Sets the bank, or answers with the page on which it is given.
///
/// # Errors
/// [`Error::Forbidden`] for whoever is no tester; refused fields.
pub async fn set_payout_account(app: &App, actor: &Actor, input: &BankInput) -> Result<PayoutAccount> {
    earns(actor)?;
    if !policy::is_confirmed(actor) {
        return Err(Error::Unconfirmed);
    }
    let number = input.validate()?;
    let payee = payee(app, &actor.user).await?;
    let id: TicketId = fresh()?;
    let url = match number {
        Some(number) => {
            app.payments.choose_bank(&payee, &number).await?;
            None
        }
        None => {
            let page = app.payments.onboard(id.as_str(), &payee, &back(app)).await?;
            let page =
                page.ok_or_else(|| Invalid::one("account_number", "required", "Give the number of a test account."))?;
            Some(page.url)
        }
    };
    audit_log::service::write(app, &Event::own(AuditKind::BankChanged, actor)).await?;
    Ok(PayoutAccount {
        url,
        ..payout_account(app, actor).await?
    })
}

/// A payer has saved a method on the processor's page.
pub(super) async fn saved_elsewhere(app: &App, customer: &str) -> Result<()> {
    if let Some(user) = repo::payer_by_customer(&app.db, customer).await? {
        app.listeners.wake(&user);
    }
    Ok(())
}
