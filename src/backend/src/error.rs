//! The one error type of the backend, and the one place that decides what of it is shown.

use domain::{
    auth::tokens::Scope,
    error::{Conflict, Failure},
    ledger::LedgerError,
    limits::in_words,
    validation::Invalid,
};

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request itself cannot be read.
    #[error("{0}")]
    Malformed(String),
    #[error("Sign in to go on.")]
    Unauthorized,
    /// E-mail address and password do not belong together; never says which is wrong.
    #[error("This e-mail address and password do not belong together.")]
    BadCredentials,
    /// The password is right; a code is needed, or the one that was given is not good.
    #[error("{}", if *given { "This code is not good. Wait for the next one, or use a recovery code." } else { "Now the code of your authenticator app, or a recovery code." })]
    SecondFactor { given: bool },
    /// The charge was refused; the text says why, for the payer.
    #[error("{0}")]
    Declined(String),
    #[error("{0}")]
    Forbidden(&'static str),
    #[error(
        "Confirm your e-mail address first: open the link in the mail that we sent, or ask for it again in your settings."
    )]
    Unconfirmed,
    /// A personal API token that was made for less.
    #[error("This token is not good for that. Make one with the scope {}, or sign in.", .0.code())]
    OutOfScope(Scope),
    /// Also for what one may not know of.
    #[error("There is no such thing, or it is not yours to see.")]
    NotFound,
    #[error("{0}")]
    Conflict(#[from] Conflict),
    #[error("{0}")]
    TooLarge(&'static str),
    #[error("{0}")]
    Unsupported(&'static str),
    /// More than is allowed within the time.
    #[error("That was too often. Try again in {}.", in_words(*.retry_after_seconds))]
    TooMany { retry_after_seconds: u32 },
    #[error("{} invalid field(s)", .0.0.len())]
    Invalid(Invalid),
    /// Another service does not answer as it should.
    #[error("{0} does not answer at the moment. Try again in a minute.")]
    Upstream(&'static str, #[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the database: {0}")]
    Database(surrealdb::Error),
    #[error("{0}")]
    Internal(String),
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<LedgerError> for Error {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Insufficient => Self::Conflict(Conflict::InsufficientFunds),
            other => Self::Internal(format!("the ledger refused a booking: {other}")),
        }
    }
}

impl From<surrealdb::Error> for Error {
    fn from(error: surrealdb::Error) -> Self {
        Self::Database(error)
    }
}

impl Error {
    /// An id that does not even parse belongs to nothing.
    #[must_use]
    pub fn bad_id(_: domain::ids::BadId) -> Self {
        Self::NotFound
    }

    /// When to try again, in seconds, where that is known.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooMany { retry_after_seconds } => Some(*retry_after_seconds),
            _ => None,
        }
    }

    /// The wire shape. Internals are logged here, once, and not shown.
    #[must_use]
    pub fn failure(&self) -> Failure {
        let detail = self.to_string();
        match self {
            Self::Malformed(_) => Failure::new(400, "malformed", detail),
            Self::Unauthorized => Failure::new(401, "unauthorized", detail),
            Self::BadCredentials => Failure::new(401, "bad_credentials", detail),
            Self::SecondFactor { given: false } => Failure::new(401, "second_factor_required", detail),
            Self::SecondFactor { given: true } => Failure::new(401, "bad_second_factor", detail),
            Self::Declined(_) => Failure::new(402, "payment_declined", detail),
            Self::Forbidden(_) => Failure::new(403, "forbidden", detail),
            Self::OutOfScope(_) => Failure::new(403, "out_of_scope", detail),
            Self::Unconfirmed => Failure::new(403, "email_unverified", detail),
            Self::NotFound => Failure::new(404, "not_found", detail),
            Self::Conflict(conflict) => {
                let mut failure = Failure::new(409, conflict.code(), detail);
                if *conflict == Conflict::EmailTaken {
                    failure.errors = Invalid::one("email", conflict.code(), &conflict.to_string()).0;
                }
                failure
            }
            Self::TooLarge(_) => Failure::new(413, "too_large", detail),
            Self::Unsupported(_) => Failure::new(415, "unsupported_media_type", detail),
            Self::TooMany { .. } => Failure::new(429, "rate_limited", detail),
            Self::Invalid(invalid) => Failure::invalid(invalid.clone()),
            Self::Upstream(name, source) => {
                tracing::error!(service = name, error = %source, "an upstream service failed");
                Failure::new(502, "upstream", detail)
            }
            Self::Database(error) => {
                tracing::error!(%error, "the database failed");
                Failure::new(
                    500,
                    "internal",
                    "Something went wrong on our side. Nothing of your request was kept.",
                )
            }
            Self::Internal(reason) => {
                tracing::error!(%reason, "internal error");
                Failure::new(500, "internal", "Something went wrong on our side.")
            }
        }
    }
}
