//! What handlers take out of a request. Whatever does not fit is refused here as a [`crate::Error`], so that a handler
//! sees only what it can use.

use super::{body, session::Credential};
use crate::{Error, Result};
use axum::{
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{HeaderMap, header::CONTENT_TYPE, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{auth::Actor, ids::BadId, validation::Invalid};
use serde::{
    Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use std::{collections::HashSet, convert::Infallible};

/// Who is asking; 401 when nobody has signed in. [`super::session`] found out.
pub struct Session(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts
            .extensions
            .get::<Actor>()
            .cloned()
            .map(Self)
            .ok_or(Error::Unauthorized)
    }
}

/// The access token that the asker's session is known by, for what outlives the request; 401 when nobody has signed in.
pub struct Token(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Token {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let credential = parts.extensions.get::<Credential>().cloned();
        credential.map(|found| Self(found.0)).ok_or(Error::Unauthorized)
    }
}

/// Who is asking, if anybody.
pub struct MaybeSession(pub Option<Actor>);

impl<S: Send + Sync> FromRequestParts<S> for MaybeSession {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get::<Actor>().cloned()))
    }
}

/// The id in the path. What is no id belongs to nothing: 404.
pub struct Id<T>(pub T);

impl<T: TryFrom<String, Error = BadId>, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Error::NotFound)?;
        T::try_from(text).map(Self).map_err(Error::bad_id)
    }
}

/// The two ids in the path.
pub struct Ids<A, B>(pub A, pub B);

impl<A, B, S> FromRequestParts<S> for Ids<A, B>
where
    A: TryFrom<String, Error = BadId>,
    B: TryFrom<String, Error = BadId>,
    S: Send + Sync,
{
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Path((a, b)) = Path::<(String, String)>::from_request_parts(parts, state)
            .await
            .map_err(|_| Error::NotFound)?;
        Ok(Self(
            A::try_from(a).map_err(Error::bad_id)?,
            B::try_from(b).map_err(Error::bad_id)?,
        ))
    }
}

/// Parameters of the address. An empty one counts as absent, as forms send them.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parse_query(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T> {
    let mut seen = HashSet::new();
    let mut clean = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()) {
        if !seen.insert(name.clone()) {
            return Err(Invalid::one(&name, "repeated", "Give this once.").into());
        }
        clean.append_pair(&name, &value);
    }
    let clean = clean.finish();
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(clean.as_bytes()));
    serde_path_to_error::deserialize(pairs)
        .map_err(|error| Invalid::one(&error.path().to_string(), "invalid_type", &error.inner().to_string()).into())
}

/// A JSON object of at most 1 MiB. As an answer, a value as JSON.
///
/// Fields that are missing are not judged here: inputs have defaults, and their validation names what is needed.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;
    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let bytes = json_body(request, body::MAX_JSON, "A request may have 1 MiB at most.").await?;
        parse_json(&bytes).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Like [`Json`], but the body may be left out, which means the default.
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for OptionalJson<T> {
    type Rejection = Error;
    async fn from_request(request: Request, state: &S) -> Result<Self> {
        if request.headers().contains_key(CONTENT_TYPE) {
            return Json::from_request(request, state).await.map(|Json(value)| Self(value));
        }
        let bytes = body::read(request.into_body(), body::MAX_JSON, "A request may have 1 MiB at most.").await?;
        if bytes.is_empty() {
            Ok(Self(T::default()))
        } else {
            Err(NOT_JSON)
        }
    }
}

const NOT_JSON: Error = Error::Unsupported("Send JSON, and say so: Content-Type: application/json.");

/// The body of a request that says that it is JSON.
///
/// # Errors
/// 415 when it says otherwise, 413 beyond `limit`.
pub async fn json_body(request: Request, limit: usize, told: &'static str) -> Result<bytes::Bytes> {
    if !says_json(request.headers()) {
        return Err(NOT_JSON);
    }
    body::read(request.into_body(), limit, told).await
}

fn says_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// 400 when it is no JSON or nested too deep, 422 with the path of the field when it is of another shape.
fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let malformed = |error: serde_json::Error| Error::Malformed(format!("This is not JSON: {error}."));
    // Lists are refused here because serde would take one for an object, field by field.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        serde_json::from_slice::<IgnoredAny>(bytes).map_err(malformed)?;
        return Err(Invalid::one("", "invalid_type", "Send a JSON object.").into());
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() {
            Invalid::one(if path == "." { "" } else { &path }, "invalid_type", &inner.to_string()).into()
        } else {
            malformed(inner)
        }
    })?;
    reader.end().map_err(malformed)?;
    Ok(value)
}

/// The `Idempotency-Key` header, if there is one.
#[derive(utoipa::IntoParams)]
#[into_params(names("Idempotency-Key"), parameter_in = Header)]
pub struct IdemKey(
    /// The same key and request give the same answer, the same key and another request are refused.
    #[param(max_length = 255, pattern = "^[ -~]*$")]
    pub Option<String>,
);

impl<S: Send + Sync> FromRequestParts<S> for IdemKey {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        const NAME: &str = "Idempotency-Key";
        let Some(value) = parts.headers.get(NAME) else {
            return Ok(Self(None));
        };
        let Some(key) = value
            .to_str()
            .ok()
            .filter(|key| key.bytes().all(|b| matches!(b, b' '..=b'~')))
        else {
            return Err(Invalid::one(NAME, "control_character", "Use visible ASCII characters.").into());
        };
        if key.len() > 255 {
            return Err(Invalid::one(NAME, "too_long", "Use at most 255 characters.").into());
        }
        Ok(Self(Some(key.to_owned())))
    }
}

impl IdemKey {
    /// As services take it.
    #[must_use]
    pub fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// The `Last-Event-ID` header, by which a listener who was cut off comes back.
#[derive(utoipa::IntoParams)]
#[into_params(names("Last-Event-ID"), parameter_in = Header)]
pub struct LastEventId(
    /// The last id that was heard; goes before `after`.
    #[param(pattern = "^n[0-7][0-9a-f]{15}$")]
    Option<String>,
);

impl<S: Send + Sync> FromRequestParts<S> for LastEventId {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // What is no text is no id either; whoever reads it refuses it.
        let read = |value: &axum::http::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        Ok(Self(parts.headers.get("Last-Event-ID").map(read)))
    }
}

impl LastEventId {
    #[must_use]
    pub fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{jobs::JobInput, page::PageQuery};

    fn refused<T: std::fmt::Debug>(result: Result<T>) -> (u16, Vec<String>) {
        let failure = result.expect_err("it is refused").failure();
        (
            failure.status,
            failure
                .errors
                .into_iter()
                .map(|e| format!("{}:{}", e.field, e.code))
                .collect(),
        )
    }

    #[test]
    fn a_wrong_type_is_named_by_its_path() {
        let parse = |text: &str| refused(parse_json::<JobInput>(text.as_bytes()));
        let at = |path: &str| (422, vec![format!("{path}:invalid_type")]);
        assert_eq!(
            parse(r#"{"journey":{"steps":[{"action":5}]}}"#),
            at("journey.steps[0].action")
        );
        assert_eq!(parse(r#"{"price_cents":12.5}"#), at("price_cents"));
        assert_eq!(parse(r#"{"project_id":"a b"}"#), at("project_id"));
        for other in ["[]", "null", "\"x\"", " 5", "true"] {
            assert_eq!(parse(other), at(""), "{other}");
        }
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        let deep = format!("{{\"unknown\":{}", "[".repeat(100_000));
        let nested = format!("{{\"known_bugs\":{}{}}}", "[".repeat(1000), "]".repeat(1000));
        for text in [
            "",
            "{",
            "{\"title\":}",
            "{} {}",
            "{\"title\":\"\u{1}\"}",
            "{'a':1}",
            "[",
            &deep,
        ] {
            assert_eq!(refused(parse_json::<JobInput>(text.as_bytes())).0, 400, "{:.20}", text);
        }
        assert_eq!(refused(parse_json::<serde_json::Value>(nested.as_bytes())).0, 400);
        assert_eq!(refused(parse_json::<JobInput>(b"{\"title\":\"\xff\"}")).0, 400);
    }

    #[test]
    fn parameters_are_named_and_empty_ones_are_absent() {
        assert_eq!(
            parse_query::<PageQuery>("limit=&cursor=").expect("good"),
            PageQuery::default()
        );
        assert_eq!(
            refused(parse_query::<PageQuery>("limit=ten")),
            (422, vec!["limit:invalid_type".into()])
        );
        assert_eq!(
            refused(parse_query::<PageQuery>("limit=1&limit=2")),
            (422, vec!["limit:repeated".into()])
        );
        assert!(parse_query::<PageQuery>("unknown=1&%ff=%00").is_ok());
    }
}
