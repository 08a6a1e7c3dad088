//! How Stripe is asked: under our idempotency keys, within a time, and again a bounded number of times.

use crate::{Error, Result, config::StripeKeys};
use serde::de::DeserializeOwned;
use std::time::Duration;
use stripe::{Client, ClientBuilder, IdempotencyKey, RequestStrategy, StripeError};
use stripe_client_core::StripeRequest;
use stripe_shared::{AccountId, ApiErrors, ApiErrorsType};

/// How long one try may take. Stripe waits for the card's bank within it.
const TIMEOUT: Duration = Duration::from_secs(20);
/// How often a request is tried before whoever asked is told; the worker's own retries come on top.
const TRIES: u32 = 3;
/// Before the second try; twice as long before the third.
const PAUSE: Duration = Duration::from_millis(400);

pub struct Api {
    client: Client,
}

/// Why nothing came of a request.
#[derive(Debug)]
pub enum Failed {
    /// Stripe has decided against it.
    Refused(Refusal),
    /// Nobody knows what became of it.
    Unanswered(String),
}

/// What Stripe says of a request that it refuses. Its error carries whole objects, client secrets among them, so only this
/// is kept.
#[derive(Debug)]
pub struct Refusal {
    pub status: u16,
    /// About the payer's card, for the payer to read.
    pub card: bool,
    pub code: Option<String>,
    pub message: String,
}

impl Refusal {
    fn new(error: &ApiErrors, status: u16) -> Self {
        Self {
            status,
            card: status == 402 || error.type_ == ApiErrorsType::CardError,
            code: error.code.as_ref().map(|code| code.as_str().to_owned()),
            message: error.message.clone().unwrap_or_default(),
        }
    }

    /// Whether it is about something that is not there, or not any more.
    pub fn missing(&self) -> bool {
        self.status == 404 || self.code.as_deref() == Some("resource_missing")
    }

    /// Whether it is about what was asked for, and asking again changes nothing.
    pub fn final_word(&self) -> bool {
        matches!(self.status, 400 | 402 | 403 | 404)
    }

    /// Whether the next try may go better: a key in use, too many requests, an error of Stripe's own.
    fn passing(&self) -> bool {
        matches!(self.status, 409 | 424 | 429 | 500..)
    }
}

impl From<Failed> for Error {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Refused(refusal) if refusal.card => Self::Declined(refusal.message),
            Failed::Refused(Refusal {
                status, code, message, ..
            }) => unanswered(format!("{status} {}: {message}", code.unwrap_or_default())),
            Failed::Unanswered(why) => unanswered(why),
        }
    }
}

/// The processor's side does not work at the moment; `why` is for the log.
pub fn unanswered(why: impl Into<String>) -> Error {
    Error::Upstream("The payment processor", why.into().into())
}

/// What a write is named, so that it is done once, and on whose account.
#[derive(Clone, Copy, Default)]
pub struct Ask<'a> {
    key: Option<&'a str>,
    account: Option<&'a str>,
}

impl<'a> Ask<'a> {
    pub fn reading() -> Self {
        Self::default()
    }

    pub fn writing(key: &'a str) -> Self {
        Self {
            key: Some(key),
            account: None,
        }
    }

    /// On the account of a payee, which has a book of its own.
    pub fn on(self, account: &'a str) -> Self {
        Self {
            account: Some(account),
            ..self
        }
    }
}

impl Api {
    /// # Errors
    /// When the keys cannot be sent, or the address of a test server is none.
    pub fn new(keys: &StripeKeys) -> Result<Self> {
        // One of two providers in the tree has to be chosen. Whoever was faster has chosen the same.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut builder = ClientBuilder::new(keys.secret.expose()).timeout(TIMEOUT).app_info(
            "peertest-hub",
            Some(env!("CARGO_PKG_VERSION").to_owned()),
            None,
        );
        if let Some(base) = &keys.api_base {
            builder = builder.url(format!("{base}/"));
        }
        let client = builder.build().map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Self { client })
    }

    /// Asks, and reads of the answer what `T` has: the whole objects of the generated types reject accounts whose version of
    /// the interface is another.
    pub async fn send<T: DeserializeOwned>(&self, request: &impl StripeRequest, ask: Ask<'_>) -> Result<T, Failed> {
        let mut tries = 1;
        loop {
            let failed = match self.once(request, ask).await {
                Ok(answer) => return read(&answer),
                Err(failed) => failed,
            };
            let again = match &failed {
                Failed::Refused(refusal) => refusal.passing(),
                Failed::Unanswered(_) => true,
            };
            if !again || tries == TRIES {
                return Err(failed);
            }
            tracing::warn!(tries, ?failed, "Stripe is asked again");
            let jitter = Duration::from_millis(u64::from(rand::random::<u8>()));
            tokio::time::sleep(PAUSE * tries + jitter).await;
            tries += 1;
        }
    }

    async fn once(&self, request: &impl StripeRequest, ask: Ask<'_>) -> Result<miniserde::json::Value, Failed> {
        let unusable = |error: String| Failed::Unanswered(error);
        let mut request = request.build().customize::<miniserde::json::Value>();
        if let Some(key) = ask.key {
            let key = IdempotencyKey::new(key).map_err(|error| unusable(error.to_string()))?;
            // The library's own retries would make up keys of their own.
            request = request.request_strategy(RequestStrategy::Idempotent(key));
        }
        if let Some(account) = ask.account {
            request = request.account_id(AccountId::from(account));
        }
        request.send(&self.client).await.map_err(|error| match error {
            StripeError::Stripe(error, status) => Failed::Refused(Refusal::new(&error, status)),
            StripeError::ClientError(why) | StripeError::JSONDeserialize(why) | StripeError::ConfigError(why) => {
                unusable(why)
            }
            StripeError::Timeout => unusable("no answer within the time".to_owned()),
        })
    }
}

fn read<T: DeserializeOwned>(answer: &miniserde::json::Value) -> Result<T, Failed> {
    let text = miniserde::json::to_string(answer);
    serde_json::from_str(&text).map_err(|error| Failed::Unanswered(format!("an answer that cannot be read: {error}")))
}
