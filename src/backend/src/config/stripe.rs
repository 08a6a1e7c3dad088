//! The settings of Stripe: without them payments are pretended.

use super::{BadSetting, Lookup, Secret, bad};

/// What Stripe is reached and believed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StripeKeys {
    /// `sk_…`, or a restricted key `rk_…`.
    pub secret: Secret,
    /// `whsec_…`, one for each endpoint: events of payees' accounts come through one of their own.
    pub webhook_secrets: Vec<Secret>,
    /// Another server in place of Stripe's, without a slash at the end.
    pub api_base: Option<String>,
}

impl StripeKeys {
    /// `None` when nothing is set.
    ///
    /// # Errors
    /// The first setting that is missing beside the others, or cannot be used.
    pub fn read(get: Lookup<'_>) -> Result<Option<Self>, BadSetting> {
        let secrets = get("STRIPE_WEBHOOK_SECRET").unwrap_or_default();
        let api_base = get("STRIPE_API_BASE");
        let Some(secret) = get("STRIPE_SECRET_KEY") else {
            if !secrets.is_empty() || api_base.is_some() {
                return bad("STRIPE_SECRET_KEY", "is missing beside the other settings of Stripe");
            }
            return Ok(None);
        };
        // Secrets are not repeated.
        if !secret.starts_with("sk_") && !secret.starts_with("rk_") || !plain(&secret) {
            return bad(
                "STRIPE_SECRET_KEY",
                "must be a secret key of Stripe's: it begins with sk_ or rk_",
            );
        }
        let secrets: Vec<&str> = secrets.split_whitespace().collect();
        if secrets.is_empty() {
            return bad("STRIPE_WEBHOOK_SECRET", "must be set beside STRIPE_SECRET_KEY");
        }
        if secrets.iter().any(|secret| !secret.starts_with("whsec_")) {
            return bad(
                "STRIPE_WEBHOOK_SECRET",
                "must be the signing secret of an endpoint, or several with blanks between them: each begins with whsec_",
            );
        }
        Ok(Some(Self {
            secret: Secret::new(secret),
            webhook_secrets: secrets.into_iter().map(Secret::new).collect(),
            api_base: api_base.map(|base| base_address(&base)).transpose()?,
        }))
    }

    /// Whether the key belongs to Stripe's test mode, where no money is real.
    #[must_use]
    pub fn test_mode(&self) -> bool {
        self.secret
            .expose()
            .get(2..)
            .is_some_and(|rest| rest.starts_with("_test_"))
    }
}

/// Fit to be sent in a header.
fn plain(secret: &str) -> bool {
    secret.bytes().all(|b| b.is_ascii_graphic())
}

fn base_address(base: &str) -> Result<String, BadSetting> {
    let host = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"));
    if host.is_none_or(|host| host.is_empty() || !plain(host) || host.contains(['?', '#', '@'])) {
        return bad(
            "STRIPE_API_BASE",
            &format!("is {base:?}; use an address such as http://127.0.0.1:8420"),
        );
    }
    Ok(base.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: (&str, &str) = ("STRIPE_SECRET_KEY", "sk_test_0123456789");
    const HOOK: (&str, &str) = ("STRIPE_WEBHOOK_SECRET", "whsec_one whsec_two");

    fn read(pairs: &[(&str, &str)]) -> Result<Option<StripeKeys>, String> {
        let get = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        StripeKeys::read(&get).map_err(|error| error.to_string())
    }

    #[test]
    fn without_settings_there_is_no_stripe() {
        assert_eq!(read(&[]), Ok(None));
    }

    #[test]
    fn endpoints_have_secrets_of_their_own() {
        let keys = read(&[KEY, HOOK, ("STRIPE_API_BASE", "http://127.0.0.1:8420/")]);
        let keys = keys.expect("good").expect("set");
        let secrets: Vec<&str> = keys.webhook_secrets.iter().map(Secret::expose).collect();
        assert_eq!(secrets, ["whsec_one", "whsec_two"]);
        assert_eq!(keys.api_base.as_deref(), Some("http://127.0.0.1:8420"));
        assert!(keys.test_mode());
        let live = read(&[("STRIPE_SECRET_KEY", "rk_live_0123456789"), HOOK]).expect("good");
        assert!(!live.expect("set").test_mode());
        assert!(!format!("{keys:?}").contains("0123456789"));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_and_no_secret_repeated() {
        for (name, pairs) in [
            ("STRIPE_SECRET_KEY", [HOOK, ("", "")]),
            (
                "STRIPE_SECRET_KEY",
                [("STRIPE_API_BASE", "http://127.0.0.1:1"), ("", "")],
            ),
            ("STRIPE_SECRET_KEY", [("STRIPE_SECRET_KEY", "pk_test_0123456789"), HOOK]),
            (
                "STRIPE_SECRET_KEY",
                [("STRIPE_SECRET_KEY", "sk_test_0123456789 é"), HOOK],
            ),
            ("STRIPE_WEBHOOK_SECRET", [KEY, ("", "")]),
            (
                "STRIPE_WEBHOOK_SECRET",
                [KEY, ("STRIPE_WEBHOOK_SECRET", "whsec_1 0123456789")],
            ),
        ] {
            let told = read(&pairs).expect_err(name);
            assert!(told.starts_with(name) && !told.contains("0123456789"), "{told}");
        }
        for base in ["127.0.0.1:8420", "https://", "http://key@stripe.test", "http://a b"] {
            let told = read(&[KEY, HOOK, ("STRIPE_API_BASE", base)]).expect_err(base);
            assert!(told.starts_with("STRIPE_API_BASE"), "{told}");
        }
    }
}
