//! Writes that move money take an idempotency key: the same key and request give the same answer, the same key with
//! another request is refused. The key is written in the transaction of the write it protects.

use crate::{App, Error, Result, db::Sql};
use domain::{auth::Actor, validation::Invalid};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use surrealdb::types::SurrealValue;

const MAX_KEY: usize = 255;

/// Whether a request is new.
pub enum Once<T> {
    /// Do it, and write [`Ticket::spend`] with it.
    New(Ticket),
    /// It was done; this was the answer.
    Done(T),
}

/// The right to do a request once. Without a key it protects nothing and costs nothing.
pub struct Ticket(Option<Key>);

struct Key {
    id: String,
    fingerprint: String,
}

#[derive(SurrealValue)]
struct Row {
    fingerprint: String,
    answer: Option<String>,
}

fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Looks the key up. Keys of different people never meet; `action` and `request` make the fingerprint.
///
/// # Errors
/// 422 when the key was used for another request, or is no key.
pub async fn begin<T: DeserializeOwned>(
    app: &App,
    actor: &Actor,
    key: Option<&str>,
    action: &str,
    request: &impl Serialize,
) -> Result<Once<T>> {
    let Some(key) = key.map(str::trim).filter(|key| !key.is_empty()) else {
        return Ok(Once::New(Ticket(None)));
    };
    if key.len() > MAX_KEY {
        return Err(Invalid::one("Idempotency-Key", "too_long", "Use at most 255 characters.").into());
    }
    let request = serde_json::to_string(request).map_err(|e| Error::Internal(e.to_string()))?;
    let key = Key {
        id: hash(&[actor.user.as_str(), key]),
        fingerprint: hash(&[action, &request]),
    };
    let sql = Sql::new("SELECT fingerprint, answer FROM type::record('idempotency', $id)").bind("id", key.id.clone());
    match app.db.ask(sql).await?.row::<Row>(0)? {
        None => Ok(Once::New(Ticket(Some(key)))),
        Some(row) if row.fingerprint != key.fingerprint => {
            let told = "This key was used for another request. Use a new key for a new request.";
            Err(Invalid::one("Idempotency-Key", "key_reused", told).into())
        }
        Some(row) => {
            let answer = row.answer.unwrap_or_default();
            serde_json::from_str(&answer)
                .map(Once::Done)
                .map_err(|e| Error::Internal(format!("a kept answer: {e}")))
        }
    }
}

impl Ticket {
    /// Writes the key and the answer, as part of the transaction it protects. Throws `stale` when somebody was faster.
    ///
    /// # Errors
    /// When the answer cannot be written as JSON.
    pub fn spend(&self, app: &App, subject: &str, answer: &impl Serialize) -> Result<Sql> {
        let Some(key) = &self.0 else { return Ok(Sql::new("")) };
        let answer = serde_json::to_string(answer).map_err(|e| Error::Internal(e.to_string()))?;
        Ok(Sql::new(
            "IF record::exists(type::record('idempotency', $idem_id)) { THROW 'stale' };
             CREATE type::record('idempotency', $idem_id) SET fingerprint = $idem_fingerprint, subject = $idem_subject,
                 answer = $idem_answer, created_at = $idem_now;",
        )
        .bind("idem_id", key.id.clone())
        .bind("idem_fingerprint", key.fingerprint.clone())
        .bind("idem_subject", subject.to_owned())
        .bind("idem_answer", answer)
        .bind("idem_now", app.now().millis()))
    }
}
