//! Finds out who is asking, once, for pages and REST alike, and leaves an [`Actor`] in the request.
//!
//! A bearer token is an explicit credential: one that is not good is refused, on any address. Cookies come along by
//! themselves: when they are not good, nobody is asking. An access cookie that has run out is replaced silently while the
//! refresh cookie is good.

use super::{address, cors, visit};
use crate::{App, Error, Result, auth, limits};
use axum::{
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use domain::{
    auth::{Actor, sessions::Visit, tokens::Scope},
    limits::ClientAddress,
};

/// Addresses that never ask who is there: files of the site, and what operators' tools read.
const ANONYMOUS: [&str; 5] = ["/pkg/", "/fonts/", "/images/", "/health", "/metrics"];

/// The access token that somebody came with, or that was made for them on the way.
#[derive(Clone)]
pub struct Credential(pub String);

/// The middleware.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if ANONYMOUS.iter().any(|prefix| request.uri().path().starts_with(prefix)) {
        return next.run(request).await;
    }
    let from = address::find(&app.config.trusted_proxies, request.headers(), request.extensions());
    request.extensions_mut().insert(from);
    if cors::asks(&app.config, request.headers()) {
        request.headers_mut().remove(header::COOKIE);
        let mut response = Box::pin(known_visitor(app, request, next, from)).await;
        response.headers_mut().remove(header::SET_COOKIE);
        return response;
    }
    known_visitor(app, request, next, from).await
}

/// Goes on with whoever is asking, or without anybody.
async fn known_visitor(app: App, mut request: Request, next: Next, from: ClientAddress) -> Response {
    let headers = request.headers();
    if !headers.contains_key(header::AUTHORIZATION) && !headers.contains_key(header::COOKIE) {
        return match limits::service::call(&app, from, None) {
            Ok(()) => next.run(request).await,
            Err(error) => too_many(headers, error),
        };
    }
    // In a box, so that requests of nobody do not carry the room for finding out along with them.
    let (visitor, cookies) = match Box::pin(who(&app, headers, request.extensions())).await {
        Ok(found) => found,
        // A token that is not good is a try, too.
        Err(error) => {
            let counted = limits::service::call(&app, from, None);
            return too_many(headers, counted.err().unwrap_or(error));
        }
    };
    let actor = visitor.as_ref().map(|(actor, _)| actor);
    if let Err(error) = limits::service::call(&app, from, actor) {
        let mut response = too_many(headers, error);
        append_cookies(&mut response, cookies);
        return response;
    }
    if let Some((actor, token)) = visitor {
        let asked = if request.method().is_safe() {
            Scope::Read
        } else {
            Scope::Write
        };
        if !actor.may(asked) {
            return Error::OutOfScope(asked).into_response();
        }
        request.extensions_mut().insert(actor);
        request.extensions_mut().insert(Credential(token));
    }
    let session = auth::cookies::access(&app.config);
    let mut response = next.run(request).await;
    // A sign-in or sign-out behind this layer has the last word.
    if !sets_session(response.headers(), session) {
        append_cookies(&mut response, cookies);
    }
    response
}

/// A refusal; a person who looks at a page reads the sentence alone.
fn too_many(headers: &HeaderMap, error: Error) -> Response {
    let for_person = headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
    let told = error.to_string();
    let limited = error.retry_after().is_some();
    let mut response = error.into_response();
    if limited && for_person {
        *response.body_mut() = told.into();
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, text);
    }
    response
}

/// Who is asking with which access token, and the cookies that follow from finding out.
async fn who(
    app: &App,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Result<(Option<(Actor, String)>, Vec<String>)> {
    let visit = visit::of(headers, extensions);
    if let Some(token) = bearer(headers) {
        let actor = known_from(app, token, &visit).await?;
        return Ok((Some((actor, token.to_owned())), Vec::new()));
    }
    let jar = CookieJar::from_headers(headers);
    if let Some(access) = jar.get(auth::cookies::access(&app.config))
        && let Some(actor) = known(known_from(app, access.value(), &visit).await)?
    {
        return Ok((Some((actor, access.value().to_owned())), Vec::new()));
    }
    let Some(refresh) = jar.get(auth::cookies::refresh(&app.config)) else {
        return Ok((None, Vec::new()));
    };
    match known(auth::service::refresh(app, refresh.value(), &visit).await)? {
        Some(tokens) => {
            let actor = known(known_from(app, &tokens.access_token, &visit).await)?;
            let visitor = actor.map(|actor| (actor, tokens.access_token.clone()));
            Ok((visitor, auth::cookies::set(app, &tokens)))
        }
        None => Ok((None, auth::cookies::clear(app))),
    }
}

async fn known_from(app: &App, token: &str, visit: &Visit) -> Result<Actor> {
    let actor = auth::service::authenticate(app, token).await?;
    Ok(Actor {
        from: visit.clone(),
        ..actor
    })
}

/// A credential that is not good is nobody's; anything else that goes wrong is an error.
fn known<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Error::Unauthorized) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The token of `Authorization: Bearer …`, also when it is empty or unreadable; other schemes are not ours.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.as_bytes();
    let (scheme, token) = value.split_at_checked(6)?;
    if !scheme.eq_ignore_ascii_case(b"bearer") || token.first().is_some_and(|byte| *byte != b' ') {
        return None;
    }
    Some(std::str::from_utf8(token).unwrap_or_default().trim())
}

/// The refresh cookie of a request.
#[must_use]
pub fn refresh_cookie(app: &App, headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers)
        .get(auth::cookies::refresh(&app.config))
        .map(|cookie| cookie.value().to_owned())
}

/// Adds `Set-Cookie` lines.
pub fn append_cookies(response: &mut Response, cookies: Vec<String>) {
    for value in cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn sets_session(headers: &HeaderMap, name: &str) -> bool {
    let set = headers.get_all(header::SET_COOKIE).iter();
    set.into_iter()
        .any(|value| value.as_bytes().starts_with(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bearer_is_ours() {
        let read = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_str(value).expect("a header"));
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(read("Bearer a.b.c").as_deref(), Some("a.b.c"));
        assert_eq!(read("bearer  x ").as_deref(), Some("x"));
        assert_eq!(read("Bearer").as_deref(), Some(""));
        assert_eq!(read("Basic abc"), None);
        assert_eq!(read("BearerX abc"), None);
    }
}
