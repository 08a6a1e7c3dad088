//! Puts an [`App`] together from its configuration.

use crate::{
    App, Clock, Error, Parts, Result, SystemClock,
    app::Gateways,
    auth::keys::Keys,
    config::{Config, DATA_DIR, Secret},
    db::Db,
    gateways::{
        mail,
        payments::{Payments, Sandbox, Stripe},
        storage,
    },
};
use std::{path::Path, sync::Arc};

/// Connects, brings the schema up to date and opens the gateways. The second value tells whether the database was empty.
///
/// # Errors
/// What keeps the server from starting.
pub async fn start(config: Config) -> Result<(App, bool)> {
    let db = Db::connect(&config.database).await?;
    let fresh = db.migrate().await?.first().is_some_and(|name| name.starts_with("0001"));
    let secret = match &config.secret_key {
        Some(secret) => secret.clone(),
        None => kept_secret(Path::new(DATA_DIR))?,
    };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let gateways = Gateways {
        payments: payments(&config, &db, &clock)?,
        mailer: mail::open(&config, &db, &clock)?,
        storage: storage::open(&config.storage)?,
    };
    let keys = Keys::new(&secret, &config.former_keys);
    let app = App::new(Parts::new(config, db, clock, keys, gateways));
    Ok((app, fresh))
}

/// Stripe where its keys are set, and the sandbox where they are not.
fn payments(config: &Config, db: &Db, clock: &Arc<dyn Clock>) -> Result<Arc<dyn Payments>> {
    let Some(keys) = &config.stripe else {
        return Ok(Arc::new(Sandbox::new(db.clone(), clock.clone())));
    };
    if keys.test_mode() {
        tracing::warn!("STRIPE_SECRET_KEY is a key of Stripe's test mode: no money is real");
    }
    Ok(Arc::new(Stripe::new(keys, clock.clone())?))
}

/// The secret of a server that was given none: made at its first start, readable by its user only.
fn kept_secret(dir: &Path) -> Result<Secret> {
    let file = dir.join("secret");
    let told = |e: std::io::Error| Error::Internal(format!("SECRET_KEY: cannot keep one in {}: {e}", file.display()));
    match std::fs::read_to_string(&file) {
        Ok(text) if text.trim().len() >= 32 => return Ok(Secret::new(text.trim())),
        Ok(_) => return Err(Error::Internal(format!("SECRET_KEY: {} is too short", file.display()))),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        Err(e) => return Err(told(e)),
    }
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::Internal(format!("no randomness: {e}")))?;
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::create_dir_all(dir).map_err(told)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(&file).map_err(told)?;
    std::io::Write::write_all(&mut out, text.as_bytes()).map_err(told)?;
    Ok(Secret::new(text))
}
