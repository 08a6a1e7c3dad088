//! Refusals as `application/problem+json` (RFC 9457), and what the document says of them.

use crate::Error;
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::error::Failure;
use std::{any::Any, collections::BTreeMap};
use utoipa::{
    IntoResponses, ToSchema as _,
    openapi::{
        ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response as Described, ResponseBuilder, schema::Type,
    },
};

pub const PROBLEM_JSON: &str = "application/problem+json";

/// A refusal on its way out.
pub struct Problem(pub Failure);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Response::new(Body::from(serde_json::to_vec(&self.0).unwrap_or_default()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let retry_after = self.retry_after();
        let mut response = Problem(self.failure()).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// For addresses of the interface that lead nowhere.
pub async fn not_found() -> Problem {
    Problem(Failure::new(404, "not_found", "There is nothing at this address."))
}

/// For methods that an address does not know.
pub async fn method_not_allowed() -> Problem {
    Problem(Failure::new(
        405,
        "method_not_allowed",
        "This address does not take this method.",
    ))
}

/// For a request that took too long, on either side.
#[must_use]
pub fn timeout() -> Problem {
    let mut failure = Failure::new(408, "timeout", "This took too long and was given up. Try again.");
    failure.title = "Timeout".into();
    Problem(failure)
}

/// For a handler that panicked. The reason goes to the log and nowhere else.
pub fn panicked(reason: Box<dyn Any + Send + 'static>) -> Response {
    let reason = reason
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| reason.downcast_ref::<&'static str>().copied())
        .unwrap_or("no reason given");
    Error::Internal(format!("a handler panicked: {reason}")).into_response()
}

/// A problem as the document describes it.
#[must_use]
pub fn described(text: &str) -> Described {
    let schema = Ref::from_schema_name(Failure::name());
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new()
        .description(text)
        .content(PROBLEM_JSON, content)
        .build()
}

/// The refusal that every call may answer with which asks who is there.
#[must_use]
pub fn limited() -> Described {
    let seconds = HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::Integer)))
        .description(Some("In how many seconds to try again"))
        .build();
    let mut described = described("That was too often; `Retry-After` says when to try again");
    described.headers.insert("Retry-After".to_owned(), RefOr::T(seconds));
    described
}

/// Names for the document's `responses(…)`: each adds the problems that a call of its kind may answer with.
macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident { $($status:literal $text:literal),* })*) => {$(
        $(#[$doc])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Described>> {
                [$(($status.to_owned(), RefOr::T(described($text)))),*].into()
            }
        }
    )*};
}

problems! {
    /// A call that needs a session.
    Private { "401" "Nobody has signed in, or the session is over" }
    /// A call about one thing.
    Missing { "404" "There is no such thing, or it is not the caller's to see" }
    /// A call that reads parameters of the address.
    Asked { "422" "A parameter breaks its rule; `errors` names it" }
    /// A call that takes JSON.
    Taken {
        "400" "The body is no JSON",
        "413" "The body is larger than 1 MiB",
        "415" "The body is not declared as JSON",
        "422" "A field breaks its rule; `errors` names each"
    }
    /// A call that takes an idempotency key and no body.
    Keyed { "422" "The idempotency key is no key, or was used for another request" }
    /// A call that takes a file.
    Uploaded {
        "400" "The form cannot be read",
        "413" "The file is larger than 10 MiB or 50 megapixels, or takes more memory to open than there is",
        "415" "Not a form, or the file is no PNG, JPEG or WebP",
        "422" "A field breaks its rule; `errors` names it"
    }
    /// A call that takes a piece of a file.
    Pieces {
        "400" "The request ended before its body did",
        "413" "The piece is larger than 1 MiB",
        "415" "The body is not declared as bytes",
        "422" "The piece is empty, or more than the file was said to have"
    }
    /// A call that answers in parts.
    Parted { "416" "It has no such part; `Content-Range` says how large it is" }
    /// A call that not every account may make.
    Guarded { "403" "This account may not do that" }
    /// A call that the state of things may forbid.
    Contested { "409" "The state of things forbids it; `code` says which rule" }
    /// A call that charges.
    Charging { "402" "The payment was declined; `detail` says why" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_it_is() {
        let response = Error::Unauthorized.into_response();
        assert_eq!(response.status(), 401);
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
        assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer");
    }
}
