//! Changing the mail address of an account. Both addresses have to confirm: the new one, so that it is theirs; the old one, so
//! that who has found a browser open, and knows the password, does not walk off with the account.

use super::{
    recovery::{prove, reader, spent},
    second_factor::in_person,
    tickets::{self, Purpose},
};
use crate::{
    App, Result,
    app::fresh,
    audit_log::{self, service::Event},
    db::Sql,
    limits::{
        self,
        service::{Limited, Who},
    },
    mail::{self, Letter},
    users,
};
use domain::{
    audit_log::AuditKind,
    auth::{
        Actor,
        recovery::{CHANGE_SECONDS, EmailChange, EmailInput, LinkInput},
        sessions::Visit,
    },
    error::Conflict,
    ids::{TicketId, UserId},
    users::User,
    validation::Invalid,
};

/// Sends a link to either address. An old address that was never confirmed has nothing to say.
///
/// # Errors
/// Refused fields, the password among them.
pub async fn begin(app: &App, actor: &Actor, input: &EmailInput) -> Result<()> {
    in_person(actor)?;
    let email = input.validate()?;
    let who = Who::asking_for(actor.from.address, actor.user.as_str());
    limits::service::check(app, Limited::Verification, &who).await?;
    let user = users::service::me(app, actor).await?;
    if email == user.email {
        return Err(Invalid::one("email", "same", "This is your address already.").into());
    }
    prove(app, &user.email, "password", &input.password).await?;
    let arrive = arrival(app, &user, &email)?.then(audit_log::service::record(
        app,
        &Event::own(AuditKind::EmailChangeAsked, actor).on(&user.id, &*email),
    )?);
    app.db.write(arrive).await?;
    if user.email_verified {
        app.db.write(departure(app, &user, &email)?).await?;
    }
    app.wake_mail.notify_one();
    Ok(())
}

/// Part of a transaction: what is wished for, in place of what was; and the link to the new address.
fn arrival(app: &App, user: &User, email: &str) -> Result<Sql> {
    let ticket: TicketId = fresh()?;
    let letter = Letter::Arrive {
        to: reader(email, &user.full_name),
        ticket: ticket.clone(),
    };
    let wish = Sql::new(
        "DELETE ticket WHERE user_id = $changing AND purpose IN ['arrive', 'leave'];
         UPSERT type::record('email_change', $changing) SET email = $wished, arrived = false, left = $free, expires_at = $end;",
    )
    .bind("changing", user.id.to_string())
    .bind("wished", email.to_owned())
    .bind("free", !user.email_verified)
    .bind("end", app.now().plus_seconds(CHANGE_SECONDS).millis());
    Ok(wish
        .then(tickets::issue(app, Purpose::Arrive, &ticket, &user.id, email))
        .then(mail::post(app, letter)?))
}

/// Part of a transaction: the link to the old address.
fn departure(app: &App, user: &User, email: &str) -> Result<Sql> {
    let ticket: TicketId = fresh()?;
    let letter = Letter::Leave {
        to: reader(&user.email, &user.full_name),
        new: email.to_owned(),
        ticket: ticket.clone(),
    };
    Ok(tickets::issue(app, Purpose::Leave, &ticket, &user.id, email).then(mail::post(app, letter)?))
}

/// Takes one of the two links; with the second the address changes.
///
/// # Errors
/// A refused `token`; a conflict when somebody else has taken the address meanwhile.
pub async fn confirm(app: &App, input: &LinkInput, visit: &Visit) -> Result<EmailChange> {
    input.validate()?;
    limits::service::check(app, Limited::Verification, &Who::at(visit.address)).await?;
    let (purpose, ticket) = which(app, &input.token).map_err(spent)?;
    let owner = tickets::owner(app, &ticket).await?;
    let owner = owner.ok_or_else(|| spent(Conflict::LinkSpent.into()))?;
    let seen = if purpose == Purpose::Arrive { "arrived" } else { "left" };
    let logged = Event::by_nobody(AuditKind::EmailChangeConfirmed, &owner, visit);
    let sql = tickets::spend(app, purpose, &ticket)
        .then(switch(seen).bind("now", app.now().millis()))
        .then(audit_log::service::record(app, &logged)?);
    app.db.write(sql).await.map_err(spent)?;
    Ok(EmailChange {
        done: !is_pending(app, &owner).await?,
    })
}

fn which(app: &App, token: &str) -> Result<(Purpose, TicketId)> {
    let arrive = tickets::read(app, Purpose::Arrive, token).map(|ticket| (Purpose::Arrive, ticket));
    arrive.or_else(|_| Ok((Purpose::Leave, tickets::read(app, Purpose::Leave, token)?)))
}

/// Part of a transaction behind a spent ticket: notes that one of the two has confirmed, and changes the address once both
/// have.
fn switch(seen: &str) -> Sql {
    Sql::new(format!(
        "LET $change = (SELECT email, expires_at FROM ONLY type::record('email_change', $spent.user_id));
         IF $change = NONE OR $change.email != $spent.email OR $change.expires_at <= $now {{ THROW 'link_spent' }};
         UPDATE type::record('email_change', $spent.user_id) SET {seen} = true;
         LET $known = (SELECT arrived, left FROM ONLY type::record('email_change', $spent.user_id));
         IF $known.arrived AND $known.left {{
             IF record::exists(type::record('email', $change.email)) {{ THROW 'email_taken' }};
             DELETE type::record('email', (SELECT VALUE email FROM ONLY type::record('user', $spent.user_id)));
             CREATE type::record('email', $change.email) SET user_id = $spent.user_id;
             UPDATE type::record('user', $spent.user_id) SET email = $change.email, email_verified = true;
             DELETE type::record('email_change', $spent.user_id);
             DELETE ticket WHERE user_id = $spent.user_id AND purpose IN ['confirm', 'reset'];
         }};"
    ))
}

async fn is_pending(app: &App, user: &UserId) -> Result<bool> {
    let sql = Sql::new("SELECT VALUE email FROM type::record('email_change', $user)");
    let found: Option<String> = app.db.ask(sql.bind("user", user.to_string())).await?.row(0)?;
    Ok(found.is_some())
}
