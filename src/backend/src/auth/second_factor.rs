//! The second factor of an account. Its secret is kept encrypted under the platform's; recovery codes are kept as hashes.

use super::{recovery, service::digest};
use crate::{
    App, Error, Result,
    audit_log::{self, service::Event},
    db::Sql,
    users,
};
use domain::{
    audit_log::AuditKind,
    auth::{
        Actor,
        second_factor::{CodeInput, ProofInput, RECOVERY_CODES, RecoveryCodes, SecondFactor, SecondFactorSetup, plain},
    },
    error::Conflict,
    ids::UserId,
    validation::Invalid,
};
use surrealdb::types::SurrealValue;
use totp_rs::{Builder, Totp};

const ISSUER: &str = "PeerTest Hub";
/// Of entropy, for a secret that SHA-1 codes are made from (RFC 4226 asks for 16 at least and recommends 20).
const SECRET_BYTES: usize = 20;
/// Half a minute on either side, for clocks that are not quite right.
const SKEW: u16 = 1;

#[derive(SurrealValue)]
struct Row {
    sealed: String,
    confirmed: bool,
    last_step: i64,
    recovery: Vec<String>,
}

async fn find(app: &App, user: &UserId) -> Result<Option<Row>> {
    let sql = Sql::new("SELECT sealed, confirmed, last_step, recovery FROM type::record('second_factor', $user)");
    app.db.ask(sql.bind("user", user.to_string())).await?.row(0)
}

fn totp(secret: &[u8], account: &str) -> Result<Totp> {
    let builder = Builder::new()
        .with_secret(secret.to_vec())
        .with_skew(SKEW)
        .with_account_name(account)
        .with_issuer(Some(ISSUER));
    builder
        .build()
        .map_err(|e| Error::Internal(format!("a second factor: {e}")))
}

/// # Errors
/// When the database fails.
pub async fn status(app: &App, actor: &Actor) -> Result<SecondFactor> {
    let row = find(app, &actor.user).await?.filter(|row| row.confirmed);
    Ok(row.map_or_else(SecondFactor::default, |row| SecondFactor {
        enabled: true,
        recovery_codes_left: i64::try_from(row.recovery.len()).unwrap_or_default(),
    }))
}

/// Makes a secret, which is not in force yet. Another one takes its place when this is called again.
///
/// # Errors
/// A wrong password; a conflict when there is a second factor already.
pub async fn begin(app: &App, actor: &Actor, input: &ProofInput) -> Result<SecondFactorSetup> {
    input.validate()?;
    in_person(actor)?;
    let user = users::service::me(app, actor).await?;
    recovery::prove(app, &user.email, "password", &input.password).await?;
    if status(app, actor).await?.enabled {
        return Err(Conflict::SecondFactorOn.into());
    }
    let mut secret = [0_u8; SECRET_BYTES];
    getrandom::fill(&mut secret).map_err(|e| Error::Internal(format!("no randomness: {e}")))?;
    // The issuer and the account share a label, in which a colon divides them.
    let totp = totp(&secret, &user.email.replace(':', ""))?;
    let url = totp
        .to_url()
        .map_err(|e| Error::Internal(format!("a second factor: {e}")))?;
    let sql = Sql::new(
        "UPSERT type::record('second_factor', $user) SET sealed = $sealed, confirmed = false, last_step = 0,
             recovery = [], created_at = $now;",
    )
    .bind("user", user.id.to_string())
    .bind("sealed", app.keys.encrypt(&secret)?)
    .bind("now", app.now().millis());
    app.db.write(sql).await?;
    Ok(SecondFactorSetup {
        secret: totp.secret().to_base32(),
        qr_svg: qr(&url)?,
        url,
    })
}

fn qr(text: &str) -> Result<String> {
    let code = qrcode::QrCode::new(text).map_err(|e| Error::Internal(format!("a QR code: {e}")))?;
    Ok(code
        .render::<qrcode::render::svg::Color<'_>>()
        .min_dimensions(200, 200)
        .build())
}

/// Puts it in force once an app has shown a code of it, and gives the recovery codes.
///
/// # Errors
/// A wrong code; a conflict when there is none to be confirmed.
pub async fn confirm(app: &App, actor: &Actor, input: &CodeInput) -> Result<RecoveryCodes> {
    in_person(actor)?;
    let code = input.validate()?;
    let row = find(app, &actor.user).await?.ok_or(Conflict::SecondFactorOff)?;
    if row.confirmed {
        return Err(Conflict::SecondFactorOn.into());
    }
    let step = step(app, &row, &code)?.ok_or_else(|| wrong("code"))?;
    let codes = recovery_codes()?;
    let hashes: Vec<String> = codes.iter().map(|code| digest(&plain(code))).collect();
    let sql = Sql::new(
        "UPDATE type::record('second_factor', $user) SET confirmed = true, last_step = $step, recovery = $hashes
             WHERE sealed = $sealed;",
    )
    .bind("user", actor.user.to_string())
    .bind("step", step)
    .bind("hashes", hashes)
    .bind("sealed", row.sealed)
    .then(audit_log::service::record(
        app,
        &Event::own(AuditKind::SecondFactorOn, actor),
    )?);
    app.db.write(sql).await?;
    Ok(RecoveryCodes { codes })
}

/// Takes it away.
///
/// # Errors
/// A wrong password.
pub async fn remove(app: &App, actor: &Actor, input: &ProofInput) -> Result<()> {
    in_person(actor)?;
    input.validate()?;
    let user = users::service::me(app, actor).await?;
    recovery::prove(app, &user.email, "password", &input.password).await?;
    let sql = Sql::new("DELETE type::record('second_factor', $user);")
        .bind("user", user.id.to_string())
        .then(audit_log::service::record(
            app,
            &Event::own(AuditKind::SecondFactorOff, actor),
        )?);
    app.db.write(sql).await.map(drop)
}

/// At a sign-in, behind the password: a code of the app that was not used before, or one of the recovery codes.
///
/// # Errors
/// [`Error::SecondFactor`] when one is needed and was not given, or is not good.
pub(super) async fn pass(app: &App, user: &UserId, code: Option<&str>) -> Result<()> {
    let Some(row) = find(app, user).await?.filter(|row| row.confirmed) else {
        return Ok(());
    };
    let code = code.map(plain).filter(|code| !code.is_empty());
    let Some(code) = code else {
        return Err(Error::SecondFactor { given: false });
    };
    let sql = match step(app, &row, &code)? {
        Some(step) => Sql::new(
            "UPDATE type::record('second_factor', $user) SET last_step = $step WHERE last_step < $step RETURN VALUE last_step;",
        )
        .bind("step", step),
        None => Sql::new(
            "UPDATE type::record('second_factor', $user) SET recovery -= $hash WHERE recovery CONTAINS $hash
                 RETURN VALUE last_step;",
        )
        .bind("hash", digest(&code)),
    };
    let taken: Vec<i64> = app.db.write(sql.bind("user", user.to_string())).await?.rows(0)?;
    if taken.is_empty() {
        return Err(Error::SecondFactor { given: true });
    }
    Ok(())
}

/// The half minute that a code belongs to, if it is one of those around now.
fn step(app: &App, row: &Row, code: &str) -> Result<Option<i64>> {
    let secret = app.keys.decrypt(&row.sealed)?;
    let seconds = u64::try_from(app.now().millis() / 1000).unwrap_or_default();
    let step = totp(&secret, "account")?.check(code, seconds);
    Ok(step
        .and_then(|step| i64::try_from(step).ok())
        .filter(|step| *step > row.last_step))
}

/// Eighty random bits each, in groups that can be read out.
fn recovery_codes() -> Result<Vec<String>> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).map_err(|e| Error::Internal(format!("no randomness: {e}")))?;
        let letters: Vec<char> = bytes
            .iter()
            .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
            .collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        codes.push(groups.join("-"));
    }
    Ok(codes)
}

fn wrong(field: &str) -> Error {
    Invalid::one(
        field,
        "wrong",
        "This code is not good now. Wait for the next one and check the clock of your phone.",
    )
    .into()
}

/// A program with a token changes nothing about how somebody signs in.
pub(super) fn in_person(actor: &Actor) -> Result<()> {
    if actor.in_person() {
        return Ok(());
    }
    Err(Error::Forbidden(
        "A token cannot change how its owner signs in. Sign in yourself.",
    ))
}
