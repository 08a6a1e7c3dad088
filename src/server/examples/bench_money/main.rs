//! Measures money: whole lives of jobs from posting to the bank, and a ledger of a million entries. `.ci/bench --money` runs
//! it; docs/benchmarks.md says what it measures and why.
//!
//!     bench_money     measures, and prints Markdown

mod ledger;
mod lives;

use backend::{
    App, Clock, Gateways, Parts, SystemClock,
    auth::keys::Keys,
    config::{Config, Secret},
    db::Db,
    gateways::{mail, payments::Sandbox, storage},
};
use std::{path::Path, sync::Arc, time::Duration};

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A hub on an embedded database on disk, as an installation has it.
pub async fn hub(folder: &Path) -> Result<App, Failure> {
    let database = format!("surrealkv://{}", folder.join("db").display());
    let files = format!("file://{}", folder.join("uploads").display());
    std::fs::create_dir_all(folder.join("uploads"))?;
    let settings = [
        ("DATABASE_URL", database.as_str()),
        ("STORAGE_URL", files.as_str()),
        ("RATE_LIMIT", "off"),
    ];
    let lookup = |name: &str| {
        let found = settings.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let config = Config::read(&lookup, "127.0.0.1:3000").map_err(|e| e.to_string())?;
    let db = Db::connect(&config.database).await?;
    db.migrate().await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let gateways = Gateways {
        payments: Arc::new(Sandbox::new(db.clone(), clock.clone())),
        mailer: mail::open(&config, &db, &clock)?,
        storage: storage::open(&config.storage)?,
    };
    let keys = Keys::new(&Secret::new("nobody signs in while this is measured"), &[]);
    Ok(App::new(Parts::new(config, db, clock, keys, gateways)))
}

/// The value in the middle, and the one that only one in a hundred exceeds.
pub fn middle_and_worst(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
    (at(50), at(99))
}

pub fn ms(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    let text = runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let lives = lives::measure(&hub(folder.path()).await?).await?;
        drop(folder);
        let folder = tempfile::tempdir()?;
        let ledger = ledger::measure(&hub(folder.path()).await?).await?;
        Ok::<_, Failure>(format!("{lives}\n{ledger}"))
    })?;
    std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes())?;
    Ok(())
}
