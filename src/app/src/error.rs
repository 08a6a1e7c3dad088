//! How a refusal reaches a page: [`domain::error::Failure`], the same that REST sends.

use domain::error::{Conflict, Failure};
use leptos::{
    prelude::*,
    server_fn::{
        codec::JsonEncoding,
        error::{FromServerFnError, ServerFnErrorErr, ServerFnUrlError},
    },
};
use serde::{Deserialize, Serialize};

/// The error of every server function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError(pub Failure);

impl AppError {
    #[must_use]
    pub fn new(status: u16, code: &str, detail: impl Into<String>) -> Self {
        Self(Failure::new(status, code, detail))
    }

    #[must_use]
    pub fn sign_in() -> Self {
        Self::new(401, "unauthorized", "Sign in to see this page.")
    }

    #[must_use]
    pub fn not_found() -> Self {
        Self::new(404, "not_found", "There is nothing at this address.")
    }

    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.detail)
    }
}

impl std::error::Error for AppError {}

impl From<Conflict> for AppError {
    fn from(conflict: Conflict) -> Self {
        Self::new(409, conflict.code(), conflict.to_string())
    }
}

impl From<Failure> for AppError {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl From<domain::validation::Invalid> for AppError {
    fn from(invalid: domain::validation::Invalid) -> Self {
        Self(Failure::invalid(invalid))
    }
}

impl From<domain::ids::BadId> for AppError {
    /// What is no id cannot name anything that exists.
    fn from(_: domain::ids::BadId) -> Self {
        Self::not_found().noted()
    }
}

#[cfg(feature = "ssr")]
impl From<backend::Error> for AppError {
    fn from(error: backend::Error) -> Self {
        if let Some(seconds) = error.retry_after() {
            crate::context::set_retry_after(seconds);
        }
        Self(error.failure()).noted()
    }
}

impl AppError {
    /// Gives the response under way this error's status (nothing to do in the browser).
    #[must_use]
    pub fn noted(self) -> Self {
        #[cfg(feature = "ssr")]
        crate::context::set_status_of(&self.0);
        self
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            ServerFnErrorErr::Request(_) => Self::new(
                503,
                "unreachable",
                "The server could not be reached. Check your connection and try again.",
            ),
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::new(
                400,
                "malformed",
                "That could not be read. Load the page again and retry.",
            ),
            _ => Self::new(500, "internal", "Something went wrong here. Try again in a moment."),
        }
    }
}

/// The refusal an action ended with, if it did.
pub fn failure_of<S, T>(action: ServerAction<S>) -> Signal<Option<Failure>>
where
    S: leptos::server_fn::ServerFn<Output = T, Error = AppError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    let value = action.value();
    Signal::derive(move || value.with(|v| v.as_ref().and_then(|r| r.as_ref().err().map(|e| e.0.clone()))))
}

/// What a form that was sent to `path` without JavaScript was refused for. For where no action stands for the form: one
/// that goes to REST, or one that is not shown any more.
#[must_use]
pub fn refused_at(path: &str) -> Option<Failure> {
    use_context::<ServerActionError>()
        .filter(|error| error.path() == path)
        .map(|error| ServerFnUrlError::<AppError>::decode_err(error.err()).0)
}
