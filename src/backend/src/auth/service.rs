//! Sign-in and sessions. A refresh token is used once; using an old one again ends the session, because two hold it.
//! What follows a refresh token is derived from it, so that tabs which refresh at the same moment all get the same one.

use super::{cookies::REFRESH_SECONDS, repo};
use crate::{App, Error, Result, app::fresh, users};
use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use domain::{
    auth::{ACCESS_TOKEN_SECONDS, Actor, LoginInput, RegisterInput, Tokens},
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

/// # Errors
/// Refused fields, or an address that has an account already.
pub async fn register(app: &App, input: &RegisterInput) -> Result<User> {
    let registration = input.validate()?;
    let password = registration.password.clone();
    let hash = app.heavy(move || hash_password(&password)).await?;
    users::service::create(
        app,
        &registration.email,
        &registration.full_name,
        registration.role,
        &hash,
    )
    .await
}

/// # Errors
/// Refused fields, or [`Error::BadCredentials`], which takes as long for an unknown address as for a wrong password.
pub async fn login(app: &App, input: &LoginInput) -> Result<SignIn> {
    let input = input.validate()?;
    let found = users::service::credentials(app, &input.email).await?;
    let (id, hash) = match found {
        Some((id, hash)) => (Some(id), hash),
        None => (None, decoy()?),
    };
    let good = app.heavy(move || verify_password(&input.password, &hash)).await?;
    let id = id.filter(|_| good).ok_or(Error::BadCredentials)?;
    let tokens = start_session(app, &id).await?;
    Ok(SignIn {
        user: users::service::by_id(app, &id).await?,
        tokens,
    })
}

/// Opens a session without a password: for who has just registered.
///
/// # Errors
/// When the database fails.
pub async fn start_session(app: &App, user: &UserId) -> Result<Tokens> {
    let session: SessionId = fresh()?;
    let (token, hash) = refresh_token(&session)?;
    let now = app.now();
    repo::create(&app.db, &session, user, &hash, now, now.plus_seconds(REFRESH_SECONDS)).await?;
    tokens(app, user, &session, token, now)
}

/// # Errors
/// [`Error::Unauthorized`] for a token that is unknown, over, or was used before.
pub async fn refresh(app: &App, token: &str) -> Result<Tokens> {
    let (session, _) = token.split_once('.').ok_or(Error::Unauthorized)?;
    let session = SessionId::parse(session).map_err(|_| Error::Unauthorized)?;
    let row = repo::find(&app.db, &session).await?.ok_or(Error::Unauthorized)?;
    let now = app.now();
    if row.expires_at <= now.millis() {
        return Err(Error::Unauthorized);
    }
    let user = UserId::parse(row.user_id).map_err(Error::bad_id)?;
    let hash = digest(token);
    let next = app.keys.successor(&session, token)?;
    if hash == row.refresh_hash {
        repo::rotate(
            &app.db,
            &session,
            &hash,
            &digest(&next),
            now,
            now.plus_seconds(REFRESH_SECONDS),
        )
        .await?;
    } else {
        let since = now.seconds_since(Timestamp::from_millis(row.rotated_at));
        if row.previous_hash.as_ref() != Some(&hash) || since > ROTATION_GRACE_SECONDS {
            tracing::warn!(session = %session, "a spent refresh token was used again; the session is ended");
            repo::end(&app.db, &session).await?;
            app.listeners.wake(&user);
            return Err(Error::Unauthorized);
        }
    }
    tokens(app, &user, &session, next, now)
}

/// # Errors
/// When the database fails.
pub async fn logout(app: &App, actor: &Actor) -> Result<()> {
    repo::end(&app.db, &actor.session).await?;
    // Streams of this session end as they find it gone.
    app.listeners.wake(&actor.user);
    Ok(())
}

/// Who holds this access token. The session is looked up each time, so that ending one takes effect at once.
///
/// # Errors
/// [`Error::Unauthorized`] when nobody does.
pub async fn authenticate(app: &App, access_token: &str) -> Result<Actor> {
    let now = app.now();
    let (user, session) = app.keys.read(access_token, now)?;
    let live = repo::live(&app.db, &session).await?.ok_or(Error::Unauthorized)?;
    if live.user_id != user.as_str() || live.expires_at <= now.millis() {
        return Err(Error::Unauthorized);
    }
    let roles = live.roles.iter().filter_map(|code| Role::from_code(code)).collect();
    Ok(Actor { user, session, roles })
}

fn tokens(app: &App, user: &UserId, session: &SessionId, refresh_token: String, now: Timestamp) -> Result<Tokens> {
    Ok(Tokens {
        access_token: app.keys.sign(user, session, now)?,
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digest(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// # Errors
/// When the hasher fails.
pub fn hash_password(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash
        .map_err(|e| Error::Internal(format!("hashing a password: {e}")))?
        .to_string())
}

fn verify_password(password: &str, hash: &str) -> Result<bool> {
    let hash = PasswordHash::new(hash).map_err(|e| Error::Internal(format!("a stored password hash: {e}")))?;
    Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// A hash that no password has, so that an unknown address costs the same time.
fn decoy() -> Result<String> {
    static DECOY: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    if let Some(hash) = DECOY.get() {
        return Ok(hash.clone());
    }
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret).map_err(|e| Error::Internal(format!("no randomness: {e}")))?;
    let hash = hash_password(&hex(&secret))?;
    Ok(DECOY.get_or_init(|| hash).clone())
}
