//! Settings, read from the environment once and judged before anything is touched.

mod storage;
mod stripe;

pub use storage::{Bucket, Storage};
pub use stripe::StripeKeys;

use crate::rest::{address::Proxies, csrf};
use domain::{fees::FeeRate, money::Cents, site::UNNAMED_OPERATOR, validation::Invalid};
use std::net::IpAddr;

/// A setting that cannot be used; the text names it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct BadSetting(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    Development,
    Production,
}

/// A value that is neither printed nor serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

#[derive(Debug, Clone)]
pub struct Config {
    pub environment: Environment,
    /// Where browsers find the site, without a slash at the end.
    pub public_url: String,
    /// `None`: made at the first start and kept in the data folder.
    pub secret_key: Option<Secret>,
    /// Secrets that signed before it, and are still believed.
    pub former_keys: Vec<Secret>,
    pub database: crate::db::Target,
    pub storage: Storage,
    /// `None`: mail stays in a mailbox that developers can look into.
    pub smtp_url: Option<Secret>,
    pub from_email: String,
    /// `None`: payments are pretended.
    pub stripe: Option<StripeKeys>,
    pub fee: FeeRate,
    /// The least that is paid out at once.
    pub payout_minimum: Cents,
    pub claim_hours: i64,
    pub auto_approve_days: i64,
    pub dispute_hours: i64,
    /// What the pictures of one report may take together, in bytes.
    pub evidence_quota: i64,
    pub operator: Operator,
    /// Whether anything is limited; only load runs do without.
    pub rate_limit: bool,
    /// Who may say on whose behalf they ask.
    pub trusted_proxies: Proxies,
    /// Other sites whose scripts may use the interface, as browsers spell them.
    pub cors_origins: Vec<String>,
}

/// Who runs the site, as its pages say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    pub name: String,
    /// Lines of a postal address, split by line breaks.
    pub address: Option<String>,
    pub support_email: Option<String>,
}

/// Where what the server makes for itself is kept.
pub const DATA_DIR: &str = "data";

type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Config {
    /// Reads every setting through `lookup`. `site_addr` is the default of `PUBLIC_URL`.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub fn read(lookup: Lookup<'_>, site_addr: &str) -> Result<Self, BadSetting> {
        let get = |name: &str| lookup(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let environment = match get("ENVIRONMENT").as_deref() {
            None | Some("development") => Environment::Development,
            Some("production") => Environment::Production,
            Some(other) => return bad("ENVIRONMENT", &format!("is {other:?}; use development or production")),
        };
        let public_url = get("PUBLIC_URL").unwrap_or_else(|| format!("http://{site_addr}"));
        let mut url = Invalid::default();
        url.web_url("PUBLIC_URL", &public_url);
        if !url.0.is_empty() {
            return bad(
                "PUBLIC_URL",
                &format!("is {public_url:?}; use an address such as https://hub.example.org"),
            );
        }
        let database_url = get("DATABASE_URL").unwrap_or_else(|| format!("surrealkv://{DATA_DIR}/db"));
        check_scheme(
            "DATABASE_URL",
            &database_url,
            &[
                "mem://",
                "surrealkv://",
                "rocksdb://",
                "ws://",
                "wss://",
                "http://",
                "https://",
                "tikv://",
            ],
        )?;
        for (scheme, feature) in [
            ("rocksdb://", cfg!(feature = "rocksdb")),
            ("tikv://", cfg!(feature = "tikv")),
        ] {
            if database_url.starts_with(scheme) && !feature {
                return bad(
                    "DATABASE_URL",
                    &format!("uses {scheme}, which this build leaves out; build with its Cargo feature"),
                );
            }
        }
        let secret_key = get("SECRET_KEY").map(Secret::new);
        let former_keys = get("SECRET_KEY_PREVIOUS").unwrap_or_default();
        let former_keys: Vec<Secret> = former_keys.split_whitespace().map(Secret::new).collect();
        for (name, key) in secret_key
            .iter()
            .map(|key| ("SECRET_KEY", key))
            .chain(former_keys.iter().map(|key| ("SECRET_KEY_PREVIOUS", key)))
        {
            if key.expose().len() < 32 {
                return bad(name, "is too short; use at least 32 random characters");
            }
        }
        let smtp_url = get("SMTP_URL");
        if smtp_url
            .as_ref()
            .is_some_and(|url| !url.starts_with("smtp://") && !url.starts_with("smtps://"))
        {
            // It may hold a password, so it is not repeated.
            return bad("SMTP_URL", "must begin with smtp:// or smtps://");
        }
        let from_email = get("FROM_EMAIL").unwrap_or_else(|| "noreply@peertest.local".into());
        let mut sender = Invalid::default();
        let from_email = sender.email("FROM_EMAIL", &from_email);
        if !sender.0.is_empty() {
            return bad(
                "FROM_EMAIL",
                "is no e-mail address; use one such as noreply@hub.example.org",
            );
        }
        let percent = number(&get, "PLATFORM_FEE_PERCENT", 15.0, 0.0, 100.0)?;
        let Some(fee) = FeeRate::from_percent(percent) else {
            return bad("PLATFORM_FEE_PERCENT", "must lie between 0 and 100");
        };
        let payout_minimum = whole(&get, "PAYOUT_MINIMUM_CENTS", 100, 1, 1_000_000)?;
        let rate_limit = match get("RATE_LIMIT").as_deref() {
            None | Some("on") => true,
            Some("off") if environment == Environment::Development => false,
            Some("off") => return bad("RATE_LIMIT", "cannot be off in production"),
            Some(other) => return bad("RATE_LIMIT", &format!("is {other:?}; use on or off")),
        };
        let trusted_proxies = get("TRUSTED_PROXIES").unwrap_or_default().parse();
        let trusted_proxies = trusted_proxies.or_else(|told: String| bad("TRUSTED_PROXIES", &told))?;
        let operator = Operator::read(&get, &public_url)?;
        let config = Self {
            environment,
            public_url: public_url.trim_end_matches('/').to_owned(),
            secret_key,
            former_keys,
            database: crate::db::Target {
                url: database_url,
                namespace: get("DATABASE_NS").unwrap_or_else(|| "peertest".into()),
                database: get("DATABASE_NAME").unwrap_or_else(|| "hub".into()),
                user: get("DATABASE_USER"),
                password: get("DATABASE_PASSWORD"),
            },
            storage: Storage::read(&get)?,
            smtp_url: smtp_url.map(Secret::new),
            from_email,
            stripe: StripeKeys::read(&get)?,
            fee,
            payout_minimum: Cents(payout_minimum),
            claim_hours: whole(&get, "CLAIM_HOURS", 24, 1, 24 * 90)?,
            auto_approve_days: whole(&get, "AUTO_APPROVE_DAYS", 7, 1, 365)?,
            dispute_hours: whole(&get, "DISPUTE_HOURS", 72, 0, 24 * 90)?,
            evidence_quota: whole(&get, "EVIDENCE_QUOTA_MIB", 200, 1, 100_000)? * 1024 * 1024,
            operator,
            rate_limit,
            trusted_proxies,
            cors_origins: cors_origins(&get)?,
        };
        config.fit_for_production()?;
        Ok(config)
    }

    fn fit_for_production(&self) -> Result<(), BadSetting> {
        if self.environment != Environment::Production {
            return Ok(());
        }
        if self.secret_key.is_none() {
            return bad("SECRET_KEY", "must be set in production");
        }
        if !self.public_url.starts_with("https://") {
            return bad("PUBLIC_URL", "must begin with https:// in production");
        }
        if self.stripe.is_none() {
            return bad(
                "STRIPE_SECRET_KEY",
                "must be set in production: without it payments are pretended",
            );
        }
        Ok(())
    }

    /// Whether browsers come over https: then nothing may travel without it, cookies included.
    #[must_use]
    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

impl Operator {
    fn read(get: Lookup<'_>, public_url: &str) -> Result<Self, BadSetting> {
        // A file of settings may spell a line break as `\n`.
        let address = get("OPERATOR_ADDRESS").map(|text| text.replace("\\n", "\n"));
        let mut v = Invalid::default();
        let name = get("OPERATOR_NAME").unwrap_or_else(|| UNNAMED_OPERATOR.to_owned());
        let name = v.text("OPERATOR_NAME", &name, 1, 200);
        let address = v.optional_text("OPERATOR_ADDRESS", address.as_deref(), 500);
        let support_email = get("SUPPORT_EMAIL").map(|email| v.email("SUPPORT_EMAIL", &email));
        match v.0.first() {
            Some(refused) if refused.field == "SUPPORT_EMAIL" => bad(
                "SUPPORT_EMAIL",
                "is no e-mail address; use one such as support@hub.example.org",
            ),
            Some(refused) => bad(&refused.field, &format!("cannot be used: {}", refused.message)),
            None => Ok(Self {
                name,
                address,
                support_email: support_email.or_else(|| support_at(public_url)),
            }),
        }
    }
}

/// `support@` and the site's own domain; nothing where the site has none, as on a developer's machine.
fn support_at(public_url: &str) -> Option<String> {
    let (_, rest) = public_url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit_once(':').map_or(host, |(host, _port)| host);
    if host.parse::<IpAddr>().is_ok() {
        return None;
    }
    let mut v = Invalid::default();
    let email = v.email("support", &format!("support@{host}"));
    v.into_result(email).ok()
}

/// Origins over https, in the spelling of browsers.
fn cors_origins(get: Lookup<'_>) -> Result<Vec<String>, BadSetting> {
    let text = get("CORS_ORIGINS").unwrap_or_default();
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let in_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let read = |part: &str| match part.strip_prefix("https://") {
        Some(host) if !host.is_empty() && host.chars().all(in_host) => Ok(csrf::origin(part)),
        _ => bad(
            "CORS_ORIGINS",
            &format!("names {part:?}; use origins such as https://tools.example.org, without a path"),
        ),
    };
    parts.map(read).collect()
}

fn bad<T>(name: &str, why: &str) -> Result<T, BadSetting> {
    Err(BadSetting(format!("{name} {why}")))
}

fn check_scheme(name: &str, value: &str, schemes: &[&str]) -> Result<(), BadSetting> {
    if schemes.iter().any(|scheme| value.starts_with(scheme)) {
        return Ok(());
    }
    bad(
        name,
        &format!("is {value:?}; it must begin with one of {}", schemes.join(", ")),
    )
}

fn number(
    get: &dyn Fn(&str) -> Option<String>,
    name: &str,
    default: f64,
    min: f64,
    max: f64,
) -> Result<f64, BadSetting> {
    let Some(text) = get(name) else { return Ok(default) };
    match text.parse::<f64>() {
        Ok(value) if (min..=max).contains(&value) => Ok(value),
        _ => bad(name, &format!("is {text:?}; use a number from {min} to {max}")),
    }
}

fn whole(
    get: &dyn Fn(&str) -> Option<String>,
    name: &str,
    default: i64,
    min: i64,
    max: i64,
) -> Result<i64, BadSetting> {
    let Some(text) = get(name) else { return Ok(default) };
    match text.parse::<i64>() {
        Ok(value) if (min..=max).contains(&value) => Ok(value),
        _ => bad(name, &format!("is {text:?}; use a whole number from {min} to {max}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, String> {
        let lookup = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Config::read(&lookup, "127.0.0.1:3000").map_err(|e| e.to_string())
    }

    #[test]
    fn nothing_set_is_enough() {
        let config = read(&[]).expect("defaults are good");
        assert_eq!(config.public_url, "http://127.0.0.1:3000");
        assert_eq!(config.database.url, "surrealkv://data/db");
        assert_eq!(
            (config.claim_hours, config.auto_approve_days, config.dispute_hours),
            (24, 7, 72)
        );
        assert_eq!(config.evidence_quota, 200 * 1024 * 1024);
    }

    #[test]
    fn limits_are_on_and_nobody_speaks_for_others_until_told() {
        let config = read(&[]).expect("good");
        let peer = "10.1.2.3".parse().expect("an address");
        assert!(config.rate_limit && !config.trusted_proxies.trust(peer));
        let set = read(&[("RATE_LIMIT", "off"), ("TRUSTED_PROXIES", "::1, 10.0.0.0/8")]).expect("good");
        assert!(!set.rate_limit && set.trusted_proxies.trust(peer));
    }

    #[test]
    fn no_other_site_may_ask_until_it_is_named() {
        assert_eq!(read(&[]).expect("good").cors_origins, Vec::<String>::new());
        let set = read(&[("CORS_ORIGINS", "https://Tools.example.org:443, https://a.example:8443,")]);
        assert_eq!(
            set.expect("good").cors_origins,
            ["https://tools.example.org", "https://a.example:8443"]
        );
    }

    #[test]
    fn an_operator_is_named_as_set() {
        let unnamed = read(&[]).expect("good").operator;
        assert_eq!(unnamed.name, "the operator of this site");
        assert_eq!((unnamed.address, unnamed.support_email), (None, None));
        let set = read(&[
            ("OPERATOR_NAME", "Greenbasket Ltd"),
            ("OPERATOR_ADDRESS", r"1 Orchard Lane\n12345 Riverton"),
            ("SUPPORT_EMAIL", "Help@Greenbasket.example"),
        ]);
        let operator = Operator {
            name: "Greenbasket Ltd".into(),
            address: Some("1 Orchard Lane\n12345 Riverton".into()),
            support_email: Some("help@greenbasket.example".into()),
        };
        assert_eq!(set.expect("good").operator, operator);
    }

    #[test]
    fn support_is_reached_at_the_sites_own_domain() {
        let at = |url: &str| read(&[("PUBLIC_URL", url)]).expect(url).operator.support_email;
        assert_eq!(
            at("https://Hub.example.org:8443/").as_deref(),
            Some("support@hub.example.org")
        );
        for bare in [
            "http://localhost:3000",
            "http://192.0.2.7:3000",
            "http://192.0.2.7",
            "http://[2001:db8::7]:3000",
        ] {
            assert_eq!(at(bare), None, "{bare}");
        }
    }

    #[test]
    fn a_bad_value_names_its_setting() {
        let long = "x".repeat(501);
        for (name, value) in [
            ("ENVIRONMENT", "prod"),
            ("PUBLIC_URL", "hub.example.org"),
            ("DATABASE_URL", "postgres://x"),
            ("DATABASE_URL", "tikv://localhost:2379"),
            ("STORAGE_URL", "ftp://x"),
            ("SECRET_KEY", "short"),
            ("SECRET_KEY_PREVIOUS", "0123456789abcdef0123456789abcdef short"),
            ("SMTP_URL", "mail.example.org"),
            ("FROM_EMAIL", "PeerTest Hub"),
            ("PLATFORM_FEE_PERCENT", "lots"),
            ("PLATFORM_FEE_PERCENT", "101"),
            ("PAYOUT_MINIMUM_CENTS", "0"),
            ("CLAIM_HOURS", "0"),
            ("AUTO_APPROVE_DAYS", "7.5"),
            ("EVIDENCE_QUOTA_MIB", "0"),
            ("EVIDENCE_QUOTA_MIB", "1.5"),
            ("RATE_LIMIT", "maybe"),
            ("TRUSTED_PROXIES", "10.0.0.0/33"),
            ("TRUSTED_PROXIES", "10.0.0.1, proxy.local"),
            ("CORS_ORIGINS", "http://tools.example.org"),
            ("CORS_ORIGINS", "https://tools.example.org/"),
            ("CORS_ORIGINS", "https://tools.example.org, *"),
            ("CORS_ORIGINS", "https://*.example.org"),
            ("OPERATOR_NAME", long.as_str()),
            ("OPERATOR_NAME", "a\u{7}b"),
            ("OPERATOR_ADDRESS", long.as_str()),
            ("SUPPORT_EMAIL", "support"),
            ("SUPPORT_EMAIL", "support@localhost"),
        ] {
            let error = read(&[(name, value)]).expect_err(name);
            assert!(error.starts_with(name), "{error}");
        }
    }

    #[test]
    fn production_is_strict() {
        let key = ("SECRET_KEY", "0123456789abcdef0123456789abcdef");
        let production = ("ENVIRONMENT", "production");
        assert!(read(&[production]).expect_err("no key").starts_with("SECRET_KEY"));
        assert!(
            read(&[production, key])
                .expect_err("no https")
                .starts_with("PUBLIC_URL")
        );
        let https = ("PUBLIC_URL", "https://hub.example.org");
        assert!(
            read(&[production, key, https])
                .expect_err("sandbox")
                .starts_with("STRIPE_SECRET_KEY")
        );
        let stripe = [
            ("STRIPE_SECRET_KEY", "sk_live_0123456789"),
            ("STRIPE_WEBHOOK_SECRET", "whsec_0123456789"),
        ];
        let [secret, hook] = stripe;
        let config = read(&[production, key, https, secret, hook]).expect("all that it needs");
        assert!(config.stripe.is_some());
        assert!(
            read(&[production, key, https, secret, hook, ("RATE_LIMIT", "off")])
                .expect_err("limits")
                .starts_with("RATE_LIMIT")
        );
    }

    #[test]
    fn secrets_are_not_printed() {
        let config = read(&[("SECRET_KEY", "0123456789abcdef0123456789abcdef")]).expect("good");
        assert!(!format!("{config:?}").contains("0123456789"));
    }
}
