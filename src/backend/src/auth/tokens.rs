//! Personal API tokens. What is kept is a hash: 256 random bits need no slow one.

use super::{
    second_factor::in_person,
    service::{digest, hex},
};
use crate::{
    App, Error, Result,
    app::fresh,
    audit_log::{self, service::Event},
    db::{self, Sql},
};
use domain::{
    audit_log::AuditKind,
    auth::{
        Actor,
        sessions::Visit,
        tokens::{ApiToken, ApiTokenInput, NewApiToken, Scope, TOKEN_PREFIX},
    },
    error::Conflict,
    ids::{SessionId, TokenId, UserId},
    timestamp::Timestamp,
    users::Role,
};
use surrealdb::types::{RecordId, SurrealValue};

/// Nobody needs more, and each is one to lose.
const MOST: usize = 20;

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    name: String,
    scopes: Vec<String>,
    created_at: i64,
    expires_at: i64,
}

#[derive(SurrealValue)]
struct Live {
    user_id: String,
    hash: String,
    scopes: Vec<String>,
    expires_at: i64,
    roles: Vec<String>,
    verified: bool,
}

impl Row {
    fn token(self) -> Result<ApiToken> {
        Ok(ApiToken {
            id: TokenId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            name: self.name,
            scopes: self.scopes.iter().filter_map(|code| Scope::from_code(code)).collect(),
            created_at: Timestamp::from_millis(self.created_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        })
    }
}

/// One's own, oldest first; those that have run out are gone.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<ApiToken>> {
    let sql = Sql::new(
        "SELECT id, name, scopes, created_at, expires_at FROM api_token WHERE user_id = $user AND expires_at > $now",
    )
    .bind("user", actor.user.to_string())
    .bind("now", app.now().millis());
    let rows: Vec<Row> = app.db.ask(sql).await?.rows(0)?;
    let mut tokens = rows.into_iter().map(Row::token).collect::<Result<Vec<_>>>()?;
    tokens.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    Ok(tokens)
}

/// # Errors
/// Refused fields; a conflict when there are twenty already.
pub async fn create(app: &App, actor: &Actor, input: &ApiTokenInput) -> Result<NewApiToken> {
    in_person(actor)?;
    let wish = input.validate()?;
    if list(app, actor).await?.len() >= MOST {
        return Err(Conflict::TooManyTokens.into());
    }
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret).map_err(|e| Error::Internal(format!("no randomness: {e}")))?;
    let now = app.now();
    let about = ApiToken {
        id: fresh()?,
        name: wish.name,
        scopes: wish.scopes,
        created_at: now,
        expires_at: now.plus_hours(wish.days * 24),
    };
    let token = format!("{TOKEN_PREFIX}{}_{}", about.id, hex(&secret));
    let codes: Vec<String> = about.scopes.iter().map(|scope| scope.code().to_owned()).collect();
    let logged = Event::own(AuditKind::TokenMade, actor).on(&about.id, &*about.name);
    let sql = Sql::new(
        "CREATE type::record('api_token', $api_token) SET user_id = $user, name = $name, scopes = $scopes, hash = $hash,
             created_at = $now, expires_at = $end;
         DELETE api_token WHERE user_id = $user AND expires_at < $now;",
    )
    .bind("api_token", about.id.to_string())
    .bind("user", actor.user.to_string())
    .bind("name", about.name.clone())
    .bind("scopes", codes)
    .bind("hash", digest(&token))
    .bind("now", now.millis())
    .bind("end", about.expires_at.millis())
    .then(audit_log::service::record(app, &logged)?);
    app.db.write(sql).await?;
    Ok(NewApiToken { about, token })
}

/// # Errors
/// [`Error::NotFound`] when there is none of that name.
pub async fn revoke(app: &App, actor: &Actor, id: &TokenId) -> Result<()> {
    in_person(actor)?;
    let mut own = list(app, actor).await?.into_iter();
    let token = own.find(|token| token.id == *id).ok_or(Error::NotFound)?;
    let logged = Event::own(AuditKind::TokenRevoked, actor).on(id, token.name);
    let sql = Sql::new("DELETE type::record('api_token', $api_token);")
        .bind("api_token", id.to_string())
        .then(audit_log::service::record(app, &logged)?);
    app.db.write(sql).await.map(drop)
}

/// Whose token it is.
///
/// # Errors
/// [`Error::Unauthorized`] for one that is unknown, revoked or over.
pub(super) async fn authenticate(app: &App, token: &str) -> Result<Actor> {
    let id = token.strip_prefix(TOKEN_PREFIX).and_then(|rest| rest.split_once('_'));
    let id = id
        .and_then(|(id, _)| TokenId::parse(id).ok())
        .ok_or(Error::Unauthorized)?;
    let sql = Sql::new(
        "SELECT user_id, hash, scopes, expires_at, type::record('user', user_id).roles ?? [] AS roles,
             type::record('user', user_id).email_verified ?? false AS verified
         FROM type::record('api_token', $api_token)",
    );
    let row: Option<Live> = app.db.ask(sql.bind("api_token", id.to_string())).await?.row(0)?;
    let row = row.ok_or(Error::Unauthorized)?;
    // Hashes are compared, so that the time it takes says nothing of the token.
    if row.hash != digest(token) || row.expires_at <= app.now().millis() {
        return Err(Error::Unauthorized);
    }
    let roles = row.roles.iter().filter_map(|code| Role::from_code(code));
    Ok(Actor {
        user: UserId::parse(row.user_id).map_err(Error::bad_id)?,
        session: SessionId::parse(id.as_str()).map_err(Error::bad_id)?,
        // What only admins do is done in person.
        roles: roles.filter(|role| *role != Role::Admin).collect(),
        verified: row.verified,
        from: Visit::default(),
        scopes: Some(row.scopes.iter().filter_map(|code| Scope::from_code(code)).collect()),
    })
}
