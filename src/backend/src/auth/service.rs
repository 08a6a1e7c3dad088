//! Sign-in and sessions. A refresh token is used once; using an old one again ends the session, because two hold it.
//! What follows a refresh token is derived from it, so that tabs which refresh at the same moment all get the same one.

use super::{cookies::REFRESH_SECONDS, passwords, recovery, repo, second_factor, tokens as api_tokens};
use crate::{
    App, Error, Result,
    app::fresh,
    audit_log::{self, service::Event},
    config::Environment,
    limits::{
        self,
        service::{Limited, Who},
    },
    users::{self, service::NewAccount},
};
use domain::{
    agent,
    audit_log::AuditKind,
    auth::{
        ACCESS_TOKEN_SECONDS, Actor, LoginInput, RegisterInput, Tokens,
        sessions::{Session, Visit},
        tokens::TOKEN_PREFIX,
    },
    ids::{SessionId, UserId},
    timestamp::Timestamp,
    users::{Role, User},
};
use sha2::{Digest, Sha256};

/// Two tabs may refresh at the same moment; the token before the current one is good for this long.
const ROTATION_GRACE_SECONDS: i64 = 30;

/// A successful sign-in.
pub struct SignIn {
    pub user: User,
    pub tokens: Tokens,
}

/// Makes an account and sends a mail to its address, with a link that shows it to be theirs.
///
/// # Errors
/// Refused fields, an address that has an account already, or [`Error::TooMany`].
pub async fn register(app: &App, input: &RegisterInput, visit: &Visit) -> Result<User> {
    input.validate()?;
    limits::service::check(app, Limited::Registration, &Who::at(visit.address)).await?;
    let account = judged(app, input, false).await?;
    let logged = Event::by_nobody(AuditKind::Registered, &account.id, visit);
    let also = recovery::confirmation(app, &account.id, &account.email, &account.full_name)?
        .then(audit_log::service::record(app, &logged)?);
    let user = users::service::create(app, &account, Some(also)).await?;
    app.wake_mail.notify_one();
    Ok(user)
}

/// Makes an account whose address the operator vouches for, as that of the demo's people.
///
/// # Errors
/// As for [`register`].
pub async fn register_known(app: &App, input: &RegisterInput) -> Result<User> {
    users::service::create(app, &judged(app, input, true).await?, None).await
}

async fn judged(app: &App, input: &RegisterInput, verified: bool) -> Result<NewAccount> {
    let registration = input.validate()?;
    passwords::refuse_common("password", &registration.password)?;
    Ok(NewAccount {
        id: fresh()?,
        password_hash: passwords::hash(app, &registration.password).await?,
        email: registration.email,
        full_name: registration.full_name,
        role: registration.role,
        verified,
    })
}

/// # Errors
/// Refused fields, or [`Error::BadCredentials`], which takes as long for an unknown address as for a wrong password;
/// [`Error::TooMany`] after several of them, for an unknown address as well.
pub async fn login(app: &App, input: &LoginInput, visit: &Visit) -> Result<SignIn> {
    let input = input.validate()?;
    let attempt = limits::service::begin_sign_in(app, visit.address, &input.email).await?;
    let found = users::service::credentials(app, &input.email).await?;
    let (id, hash) = match found {
        Some((id, hash)) => (Some(id), hash),
        None => (None, passwords::decoy()?),
    };
    let matched = passwords::check(app, &input.password, hash).await?;
    let good = matched != passwords::Match::No;
    let Some(id) = id.clone().filter(|_| good) else {
        // Written down for an address without an account as well, so that it takes as long.
        let whose = id.map_or_else(nobody, Ok)?;
        audit_log::service::write(app, &Event::by_nobody(AuditKind::SignInFailed, &whose, visit)).await?;
        return Err(Error::BadCredentials);
    };
    if matched == passwords::Match::Outdated {
        let hash = passwords::hash(app, &input.password).await?;
        app.db.write(users::service::rehashed(&id, &hash)).await?;
    }
    if let Err(error) = second_factor::pass(app, &id, input.code.as_deref()).await {
        if matches!(error, Error::SecondFactor { given: true }) {
            audit_log::service::write(app, &Event::by_nobody(AuditKind::SecondFactorFailed, &id, visit)).await?;
        }
        return Err(error);
    }
    attempt.succeeded(app).await?;
    let user = users::service::by_id(app, &id).await?;
    audit_log::service::write(app, &Event::by_nobody(AuditKind::SignedIn, &id, visit)).await?;
    Ok(SignIn {
        tokens: start_session(app, &user.id, user.role, visit).await?,
        user,
    })
}

/// Stands in the log for an account that does not exist.
fn nobody() -> Result<UserId> {
    UserId::parse("nobody").map_err(Error::bad_id)
}

/// Opens a session for somebody who has shown who they are.
///
/// # Errors
/// When the database fails.
pub async fn start_session(app: &App, user: &UserId, role: Role, visit: &Visit) -> Result<Tokens> {
    let session: SessionId = fresh()?;
    let (token, hash) = refresh_token(&session)?;
    let now = app.now();
    let end = now.plus_seconds(REFRESH_SECONDS);
    repo::create(&app.db, &session, user, &hash, visit, now, end).await?;
    tokens(app, user, role, &session, token, now)
}

/// # Errors
/// [`Error::Unauthorized`] for a token that is unknown, over, or was used before; [`Error::TooMany`].
pub async fn refresh(app: &App, token: &str, visit: &Visit) -> Result<Tokens> {
    limits::service::refresh(app, visit.address)?;
    let (session, _) = token.split_once('.').ok_or(Error::Unauthorized)?;
    let session = SessionId::parse(session).map_err(|_| Error::Unauthorized)?;
    let row = repo::find(&app.db, &session).await?.ok_or(Error::Unauthorized)?;
    let now = app.now();
    if row.expires_at <= now.millis() {
        return Err(Error::Unauthorized);
    }
    let user = UserId::parse(row.user_id).map_err(Error::bad_id)?;
    let role = row
        .role
        .as_deref()
        .and_then(Role::from_code)
        .ok_or(Error::Unauthorized)?;
    let hash = digest(token);
    let mut next = app.keys.successors(&session, token)?;
    if hash == row.refresh_hash {
        repo::rotate(
            &app.db,
            &session,
            &hash,
            &digest(&next[0]),
            now,
            now.plus_seconds(REFRESH_SECONDS),
        )
        .await?;
    } else {
        let since = now.seconds_since(Timestamp::from_millis(row.rotated_at));
        if row.previous_hash.as_ref() != Some(&hash) || since > ROTATION_GRACE_SECONDS {
            tracing::warn!(session = %session, "a spent refresh token was used again; the session is ended");
            repo::end(&app.db, &session).await?;
            audit_log::service::write(app, &Event::by_nobody(AuditKind::TokenReplayed, &user, visit)).await?;
            app.listeners.wake(&user);
            return Err(Error::Unauthorized);
        }
        // Another tab was faster. It may have asked a server that signs with another of the platform's secrets.
        next.retain(|token| digest(token) == row.refresh_hash);
    }
    let next = next.into_iter().next().ok_or(Error::Unauthorized)?;
    tokens(app, &user, role, &session, next, now)
}

/// # Errors
/// When the database fails.
pub async fn logout(app: &App, actor: &Actor) -> Result<()> {
    repo::end(&app.db, &actor.session).await?;
    audit_log::service::write(app, &Event::own(AuditKind::SignedOut, actor)).await?;
    // Streams of this session end as they find it gone.
    app.listeners.wake(&actor.user);
    Ok(())
}

/// Who holds this access token; where they ask from is for the door to say. The session is looked up each time, so that ending one takes effect at once.
///
/// # Errors
/// [`Error::Unauthorized`] when nobody does.
pub async fn authenticate(app: &App, access_token: &str) -> Result<Actor> {
    if access_token.starts_with(TOKEN_PREFIX) {
        return api_tokens::authenticate(app, access_token).await;
    }
    let now = app.now();
    let (user, session) = app.keys.read(access_token, now)?;
    let live = repo::live(&app.db, &session).await?.ok_or(Error::Unauthorized)?;
    if live.user_id != user.as_str() || live.expires_at <= now.millis() {
        return Err(Error::Unauthorized);
    }
    let mut roles: Vec<Role> = live.roles.iter().filter_map(|code| Role::from_code(code)).collect();
    if app.config.environment == Environment::Production && !live.second_factor {
        // A password alone is too little for what admins see and do.
        roles.retain(|role| *role != Role::Admin);
    }
    Ok(Actor {
        user,
        session,
        roles,
        verified: live.verified,
        from: Visit::default(),
        scopes: None,
    })
}

/// Where one is signed in, last used first.
///
/// # Errors
/// When the database fails.
pub async fn sessions(app: &App, actor: &Actor) -> Result<Vec<Session>> {
    let mut rows = repo::devices(&app.db, &actor.user, app.now()).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.rotated_at));
    let session = |row: repo::DeviceRow| {
        let id = SessionId::parse(crate::db::key(&row.id)).map_err(Error::bad_id)?;
        Ok(Session {
            current: id == actor.session,
            id,
            device: agent::describe(&row.agent),
            address: row.address,
            created_at: Timestamp::from_millis(row.created_at),
            seen_at: Timestamp::from_millis(row.rotated_at),
        })
    };
    rows.into_iter().map(session).collect()
}

/// Ends one of one's own sessions, with every token of it.
///
/// # Errors
/// [`Error::NotFound`] when there is none of that name.
pub async fn end_session(app: &App, actor: &Actor, id: &SessionId) -> Result<()> {
    second_factor::in_person(actor)?;
    if !repo::end_of(&app.db, &actor.user, id).await? {
        return Err(Error::NotFound);
    }
    let event = Event::own(AuditKind::SessionsEnded, actor).on(id, "");
    audit_log::service::write(app, &event).await?;
    app.listeners.wake(&actor.user);
    Ok(())
}

/// Ends every session of one's own but the one that asks.
///
/// # Errors
/// When the database fails.
pub async fn end_other_sessions(app: &App, actor: &Actor) -> Result<()> {
    second_factor::in_person(actor)?;
    let sql = repo::end_all("$owner", Some(&actor.session)).bind("owner", actor.user.to_string());
    let logged = audit_log::service::record(app, &Event::own(AuditKind::SessionsEnded, actor))?;
    app.db.write(sql.then(logged)).await?;
    app.listeners.wake(&actor.user);
    Ok(())
}

fn tokens(
    app: &App,
    user: &UserId,
    role: Role,
    session: &SessionId,
    refresh_token: String,
    now: Timestamp,
) -> Result<Tokens> {
    Ok(Tokens {
        access_token: app.keys.sign(user, role, session, now)?,
        token_type: "Bearer".into(),
        expires_in: ACCESS_TOKEN_SECONDS,
        refresh_token,
    })
}

/// A new refresh token of 256 random bits, and the hash under which it is kept.
fn refresh_token(session: &SessionId) -> Result<(String, String)> {
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret).map_err(|e| Error::Internal(format!("no randomness: {e}")))?;
    let token = format!("{session}.{}", hex(&secret));
    let hash = digest(&token);
    Ok((token, hash))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn digest(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}
