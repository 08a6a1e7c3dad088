//! Showing an address to be one's own, and setting a password anew. Whoever asks learns nothing of who has an account.

use super::{
    passwords, repo,
    tickets::{self, Purpose},
};
use crate::{
    App, Error, Result,
    app::fresh,
    audit_log::{self, service::Event},
    db::Sql,
    limits::{
        self,
        service::{Limited, Who},
    },
    mail::{self, Letter},
    users,
    worker::{self, Work},
};
use domain::{
    audit_log::AuditKind,
    auth::{
        Actor,
        recovery::{ForgotInput, LinkInput, PasswordInput, ResetInput},
        sessions::Visit,
    },
    error::Conflict,
    ids::{TicketId, UserId},
    validation::Invalid,
};

/// A refused link, as one of the fields that came with it.
pub(super) fn spent(error: Error) -> Error {
    match error {
        Error::Conflict(conflict @ Conflict::LinkSpent) => {
            Invalid::one("token", conflict.code(), &conflict.to_string()).into()
        }
        other => other,
    }
}

pub(super) fn reader(email: &str, name: &str) -> mail::Reader {
    mail::Reader {
        email: email.to_owned(),
        name: name.to_owned(),
    }
}

/// Part of a transaction: sends the link that shows an address to be the account's.
pub(super) fn confirmation(app: &App, user: &UserId, email: &str, name: &str) -> Result<Sql> {
    let ticket: TicketId = fresh()?;
    let letter = Letter::Confirm {
        to: reader(email, name),
        ticket: ticket.clone(),
    };
    Ok(tickets::issue(app, Purpose::Confirm, &ticket, user, email).then(mail::post(app, letter)?))
}

/// Sends that link again. Nothing happens to an address that is confirmed already.
///
/// # Errors
/// When the database fails.
pub async fn send_confirmation(app: &App, actor: &Actor) -> Result<()> {
    let who = Who::asking_for(actor.from.address, actor.user.as_str());
    limits::service::check(app, Limited::Verification, &who).await?;
    let user = users::service::me(app, actor).await?;
    if !user.email_verified {
        let sql = confirmation(app, &user.id, &user.email, &user.full_name)?;
        app.db.write(sql).await?;
        app.wake_mail.notify_one();
    }
    Ok(())
}

/// Takes the link: the address is the account's own from now on.
///
/// # Errors
/// A refused `token`: it was used, has run out, or was never one.
pub async fn confirm(app: &App, input: &LinkInput, visit: &Visit) -> Result<()> {
    input.validate()?;
    limits::service::check(app, Limited::Verification, &Who::at(visit.address)).await?;
    let ticket = tickets::read(app, Purpose::Confirm, &input.token).map_err(spent)?;
    let user = ticket_owner(app, &ticket).await?;
    let logged = Event::by_nobody(AuditKind::EmailConfirmed, &user.id, visit);
    let sql = tickets::spend(app, Purpose::Confirm, &ticket)
        .then(users::service::verified("$spent"))
        .then(audit_log::service::record(app, &logged)?);
    app.db.write(sql).await.map_err(spent)?;
    Ok(())
}

/// Asks for a link that sets a new password. The worker finds out whether there is an account: the answer is the same, and
/// takes as long, either way.
///
/// # Errors
/// When what came can be no address.
pub async fn forgot(app: &App, input: &ForgotInput, visit: &Visit) -> Result<()> {
    let email = input.validate()?;
    limits::service::check(app, Limited::Reset, &Who::asking_for(visit.address, &email)).await?;
    let key: TicketId = fresh()?;
    let work = Work::Forgot {
        key: key.to_string(),
        email,
        from: visit.clone(),
    };
    app.db.write(worker::enqueue(app, &work)).await?;
    app.wake_mail.notify_one();
    Ok(())
}

/// Sends the link, where the address has an account. `key` names the request: doing it again sends nothing more.
pub(crate) async fn answer_forgot(app: &App, key: &str, email: &str, from: &Visit) -> Result<()> {
    let ticket = TicketId::parse(key).map_err(Error::bad_id)?;
    let Some((id, _)) = users::service::credentials(app, email).await? else {
        return Ok(());
    };
    if tickets::owner(app, &ticket).await?.is_some() {
        return Ok(());
    }
    let user = users::service::by_id(app, &id).await?;
    let letter = Letter::Reset {
        to: reader(email, &user.full_name),
        ticket: ticket.clone(),
    };
    let work = Work::Mail {
        key: format!("reset-{key}"),
        letter,
    };
    let sql = tickets::issue(app, Purpose::Reset, &ticket, &id, email)
        .then(worker::enqueue(app, &work))
        .then(audit_log::service::record(
            app,
            &Event::by_nobody(AuditKind::ResetAsked, &id, from),
        )?);
    app.db.write(sql).await.map(drop)
}

/// Takes the link and sets the password; every session of the account ends. Who can read mail to an address has shown that
/// it is theirs.
///
/// # Errors
/// A refused `token` or `password`; the link stays good when it is the password.
pub async fn reset(app: &App, input: &ResetInput, visit: &Visit) -> Result<()> {
    input.validate()?;
    limits::service::check(app, Limited::Reset, &Who::at(visit.address)).await?;
    let ticket = tickets::read(app, Purpose::Reset, &input.token).map_err(spent)?;
    let user = ticket_owner(app, &ticket).await?;
    let mut v = Invalid::default();
    domain::auth::check_password(&mut v, "password", &input.password, &user.email);
    v.into_result(())?;
    passwords::refuse_common("password", &input.password)?;
    let hash = passwords::hash(app, &input.password).await?;
    let told = Letter::PasswordChanged {
        to: reader(&user.email, &user.full_name),
    };
    let logged = Event::by_nobody(AuditKind::PasswordReset, &user.id, visit);
    let sql = tickets::spend(app, Purpose::Reset, &ticket)
        .then(users::service::verified("$spent"))
        .then(users::service::rehashed(&user.id, &hash))
        .then(repo::end_all("$spent.user_id", None))
        .then(mail::post(app, told)?)
        .then(audit_log::service::record(app, &logged)?);
    app.db.write(sql).await.map_err(spent)?;
    app.listeners.wake(&user.id);
    app.wake_mail.notify_one();
    Ok(())
}

/// Whose account a link is about; taking it is the transaction's business.
async fn ticket_owner(app: &App, ticket: &TicketId) -> Result<domain::users::User> {
    let owner = tickets::owner(app, ticket).await?;
    let owner = owner.ok_or(Error::Conflict(Conflict::LinkSpent)).map_err(spent)?;
    users::service::by_id(app, &owner).await
}

/// Changes the password of whoever is signed in; their other sessions end.
///
/// # Errors
/// Refused fields, the present password among them when it is another.
pub async fn change_password(app: &App, actor: &Actor, input: &PasswordInput) -> Result<()> {
    super::second_factor::in_person(actor)?;
    let user = users::service::me(app, actor).await?;
    input.validate(&user.email)?;
    passwords::refuse_common("password", &input.password)?;
    prove(app, &user.email, "current_password", &input.current_password).await?;
    let hash = passwords::hash(app, &input.password).await?;
    let told = Letter::PasswordChanged {
        to: reader(&user.email, &user.full_name),
    };
    let sql = users::service::rehashed(&user.id, &hash)
        .then(repo::end_all("$rehashed", Some(&actor.session)))
        .then(mail::post(app, told)?)
        .then(audit_log::service::record(
            app,
            &Event::own(AuditKind::PasswordChanged, actor),
        )?);
    app.db.write(sql).await?;
    app.listeners.wake(&user.id);
    app.wake_mail.notify_one();
    Ok(())
}

/// Lets nobody change an account who has only found its browser open.
pub(super) async fn prove(app: &App, email: &str, field: &str, password: &str) -> Result<()> {
    let found = users::service::credentials(app, email).await?;
    let (_, kept) = found.ok_or(Error::NotFound)?;
    if passwords::check(app, password, kept).await? == passwords::Match::No {
        return Err(Invalid::one(field, "wrong", "This is not your password.").into());
    }
    Ok(())
}
