//! Ordered migrations, applied once each and recorded with their hash.

use super::{Db, Sql};
use crate::{Error, Result};
use sha2::{Digest, Sha256};
use surrealdb::types::SurrealValue;

/// In the order in which they are applied. A migration that has landed is never edited; a change is a new one.
const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_main_job", include_str!("migrations/0001_main_job.surql")),
    (
        "0002_notifications",
        include_str!("migrations/0002_notifications.surql"),
    ),
    ("0003_dashboards", include_str!("migrations/0003_dashboards.surql")),
    ("0004_marketplace", include_str!("migrations/0004_marketplace.surql")),
    ("0005_accounts", include_str!("migrations/0005_accounts.surql")),
    ("0006_limits", include_str!("migrations/0006_limits.surql")),
    ("0007_money", include_str!("migrations/0007_money.surql")),
    ("0008_notices", include_str!("migrations/0008_notices.surql")),
    ("0009_pictures", include_str!("migrations/0009_pictures.surql")),
    ("0010_runner", include_str!("migrations/0010_runner.surql")),
    ("0011_remarks", include_str!("migrations/0011_remarks.surql")),
    ("0012_uploads", include_str!("migrations/0012_uploads.surql")),
    ("0013_recordings", include_str!("migrations/0013_recordings.surql")),
];

const RECORD: &str = "
    DEFINE TABLE IF NOT EXISTS migration SCHEMAFULL;
    DEFINE FIELD IF NOT EXISTS name ON migration TYPE string;
    DEFINE FIELD IF NOT EXISTS hash ON migration TYPE string;
    DEFINE FIELD IF NOT EXISTS applied_at ON migration TYPE datetime DEFAULT time::now();
";

#[derive(SurrealValue)]
struct Applied {
    name: String,
    hash: String,
}

async fn applied(db: &Db) -> Result<Vec<Applied>> {
    db.ask(Sql::new(RECORD)).await?;
    db.ask(Sql::new("SELECT name, hash FROM migration ORDER BY name"))
        .await?
        .rows(0)
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

pub(super) async fn pending(db: &Db) -> Result<usize> {
    let applied = applied(db).await?;
    Ok(MIGRATIONS
        .iter()
        .filter(|(name, _)| !applied.iter().any(|a| a.name == *name))
        .count())
}

/// Applies what is missing and returns the names of what was applied.
pub(super) async fn run(db: &Db) -> Result<Vec<&'static str>> {
    let applied = applied(db).await?;
    let mut done = Vec::new();
    for (name, text) in MIGRATIONS {
        let hash = hash(text);
        if let Some(before) = applied.iter().find(|a| a.name == *name) {
            if before.hash != hash {
                return Err(Error::Internal(format!(
                    "migration {name} was changed after it had been applied"
                )));
            }
            continue;
        }
        let record = Sql::new("CREATE type::record('migration', $name) SET name = $name, hash = $hash;")
            .bind("name", (*name).to_owned())
            .bind("hash", hash);
        db.write(Sql::new(*text).then(record)).await?;
        tracing::info!(migration = name, "applied");
        done.push(*name);
    }
    Ok(done)
}
