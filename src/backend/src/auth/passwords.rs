//! Passwords: which are refused, how they are kept, and how one is checked.
//!
//! Kept as argon2id with the parameters that OWASP's password storage cheat sheet names first for it: 19 MiB, two passes, one lane.

use crate::{App, Error, Result};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash};
use domain::validation::Invalid;
use std::{collections::HashSet, sync::LazyLock};

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The commonest passwords of leaked collections, in lower case, one a line.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../../data/common-passwords.txt").lines().collect());

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|e| Error::Internal(format!("parameters of argon2: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// # Errors
/// When it is one of those that are tried first, as it is or with figures and signs behind it.
pub fn refuse_common(field: &str, password: &str) -> Result<(), Invalid> {
    let lower = password.trim().to_lowercase();
    let word = lower.trim_end_matches(|c: char| !c.is_alphabetic());
    if COMMON.contains(lower.as_str()) || COMMON.contains(word) {
        let told = "This is among the passwords that are tried first. Use one that nobody else would think of.";
        return Err(Invalid::one(field, "common", told));
    }
    Ok(())
}

/// Takes a core for some 20 ms, so it runs beside the threads that serve.
///
/// # Errors
/// When the hasher fails.
pub async fn hash(app: &App, password: &str) -> Result<String> {
    let password = password.to_owned();
    app.heavy(move || hash_now(&password)).await
}

/// [`hash`] on this very thread.
///
/// # Errors
/// When the hasher fails.
pub fn hash_now(password: &str) -> Result<String> {
    let hash = hasher()?.hash_password(password.as_bytes());
    Ok(hash
        .map_err(|e| Error::Internal(format!("hashing a password: {e}")))?
        .to_string())
}

/// How a password stands to a hash that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    No,
    Yes,
    /// It is the one, and is kept with parameters that are no longer those of today.
    Outdated,
}

/// # Errors
/// When what is kept is no hash.
pub async fn check(app: &App, password: &str, kept: String) -> Result<Match> {
    let password = password.to_owned();
    app.heavy(move || {
        let hash = PasswordHash::new(&kept).map_err(|e| Error::Internal(format!("a stored password hash: {e}")))?;
        // The hash names its own parameters.
        if Argon2::default().verify_password(password.as_bytes(), &hash).is_err() {
            return Ok(Match::No);
        }
        Ok(if is_of_today(&hash) {
            Match::Yes
        } else {
            Match::Outdated
        })
    })
    .await
}

fn is_of_today(hash: &PasswordHash) -> bool {
    let parameter = |name: &str| hash.params.get_decimal(name);
    hash.algorithm.as_str() == "argon2id"
        && hash.version == Some(Version::V0x13.into())
        && [("m", MEMORY_KIB), ("t", PASSES), ("p", LANES)]
            .into_iter()
            .all(|(name, value)| parameter(name) == Some(value))
}

/// A hash that no password has, so that an unknown address costs the same time.
///
/// # Errors
/// When there is no randomness, or the hasher fails.
pub fn decoy() -> Result<String> {
    static DECOY: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    if let Some(hash) = DECOY.get() {
        return Ok(hash.clone());
    }
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret).map_err(|e| Error::Internal(format!("no randomness: {e}")))?;
    let hash = hash_now(&super::service::hex(&secret))?;
    Ok(DECOY.get_or_init(|| hash).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_takes_is_refused() {
        for common in [
            "Password123",
            "qwertyuiop",
            "1234567890",
            "liverpool1!",
            "elizabeth1999",
        ] {
            assert!(refuse_common("password", common).is_err(), "{common}");
        }
        for good in ["correct horse battery", "demo-password", "9f2c-kelp-47"] {
            assert!(refuse_common("password", good).is_ok(), "{good}");
        }
    }

    #[test]
    fn other_parameters_are_of_another_day() {
        let today = hash_now("correct horse battery").expect("hashes");
        assert!(is_of_today(&PasswordHash::new(&today).expect("a hash")));
        let params = Params::new(8 * 1024, 1, 1, None).expect("parameters");
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password(b"correct horse battery");
        let weak = weak.expect("hashes").to_string();
        assert!(!is_of_today(&PasswordHash::new(&weak).expect("a hash")));
    }
}
