//! Forms that a page sends by itself, where JavaScript does not run: whatever comes of them, the sender lands on that page
//! again, at the place that the form names, and finds there why it was refused and what they had typed.
//!
//! Both doors are behind it. A server function redirects to the page already, with its refusal in the address; REST answers
//! with JSON, which is nothing for a person to read. What scripts and programs send passes untouched: they do not ask for
//! a document.

use app::{
    error::AppError,
    ui::typed::{AT, TYPED},
};
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use backend::rest::{PREFIX, body};
use domain::error::Failure;
use leptos::server_fn::error::ServerFnUrlError;

/// Pages are told apart by path and query alone; to be read as addresses they need an origin, any will do.
const ORIGIN: &str = "http://page";
/// What browsers send as `Referer` at most; of a page with a longer address they name the site only, and the next form sent
/// from it would not find back.
const MAX_ADDRESS: usize = 4000;
/// A longer refusal is cut to its sentence.
const MAX_REFUSAL: usize = 2500;

type Fields = Vec<(String, String)>;

/// The middleware.
pub async fn layer(request: Request, next: Next) -> Response {
    let Some(page) = page(&request) else {
        return next.run(request).await;
    };
    // In boxes: every request passes here, and few are forms.
    let kind = text(request.headers(), header::CONTENT_TYPE).to_ascii_lowercase();
    if kind.starts_with("application/x-www-form-urlencoded") {
        Box::pin(fields(request, next, page)).await
    } else if kind.starts_with("multipart/form-data") && request.uri().path().starts_with(PREFIX) {
        Box::pin(file(request, next, page)).await
    } else {
        next.run(request).await
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The page that a form was sent from; the start page where the browser does not say. Nothing for all other requests.
fn page(request: &Request) -> Option<Uri> {
    let for_document = text(request.headers(), header::ACCEPT).contains("text/html");
    (request.method() == Method::POST && for_document)
        .then(|| text(request.headers(), header::REFERER).parse().unwrap_or_default())
}

/// A form of fields, for a server function.
async fn fields(request: Request, next: Next, page: Uri) -> Response {
    let (mut parts, body) = request.into_parts();
    let bytes = match body::read(body, body::MAX_JSON, "A form may have 1 MiB at most.").await {
        Ok(bytes) => bytes,
        Err(error) => {
            let refusal = Some((parts.uri.path().to_owned(), AppError(error.failure())));
            let landing = Landing {
                page,
                refusal,
                fields: Fields::new(),
            };
            return landing.answer(StatusCode::SEE_OTHER.into_response());
        }
    };
    // A line break is two characters in a form and one in a script: what fits into a field there fits here.
    let fields: Fields = form_urlencoded::parse(&bytes)
        .map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n")))
        .collect();
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields.iter().filter(|(name, _)| name != AT))
        .finish();
    parts.headers.insert(header::CONTENT_LENGTH, body.len().into());
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if !response.status().is_redirection() {
        return response;
    }
    let to: Uri = text(response.headers(), header::LOCATION).parse().unwrap_or_default();
    if to.authority().is_some() && to.authority() != page.authority() {
        return response;
    }
    // The place was meant for the page the form stands on.
    let fields = if to.path() == page.path() {
        fields
    } else {
        fields.into_iter().filter(|(name, _)| name != AT).collect()
    };
    let refusal = refusal_in(&to);
    let landing = Landing {
        page: to,
        refusal,
        fields,
    };
    landing.answer(response)
}

/// A form with a file, for REST.
async fn file(request: Request, next: Next, page: Uri) -> Response {
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let status = response.status();
    let (parts, body) = response.into_parts();
    let refusal = if status.is_success() {
        None
    } else {
        // What cannot be read is not our own words.
        let told = to_bytes(body, body::MAX_JSON).await.unwrap_or_default();
        let failure = serde_json::from_slice(&told).unwrap_or_else(|_| {
            Failure::new(
                status.as_u16(),
                "internal",
                "The file could not be taken. Try again in a moment.",
            )
        });
        Some((path, AppError(failure)))
    };
    let mut response = Response::from_parts(parts, Body::empty());
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        response.headers_mut().remove(name);
    }
    let landing = Landing {
        page,
        refusal,
        fields: Fields::new(),
    };
    landing.answer(response)
}

/// What leptos tells a page through its address: which form was refused, and why.
fn refusal_in(page: &Uri) -> Option<(String, AppError)> {
    let query = query(page);
    let last = |name: &str| query.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value);
    let error = ServerFnUrlError::<AppError>::decode_err(last("__err")?);
    Some((last("__path")?.clone(), error))
}

fn query(page: &Uri) -> Fields {
    form_urlencoded::parse(page.query().unwrap_or_default().as_bytes())
        .into_owned()
        .collect()
}

/// Where a sender lands.
struct Landing {
    page: Uri,
    /// The path that the form was sent to, and why it was refused.
    refusal: Option<(String, AppError)>,
    fields: Fields,
}

impl Landing {
    /// Turns a response into the redirect, and keeps its other headers, such as cookies.
    fn answer(self, mut response: Response) -> Response {
        // An address is made of what may stand in a header.
        if let Ok(location) = HeaderValue::from_str(&self.address()) {
            response.headers_mut().insert(header::LOCATION, location);
            *response.status_mut() = StatusCode::SEE_OTHER;
        }
        response
    }

    /// Within this site, and without what an earlier refusal has left in it.
    fn address(&self) -> String {
        let mut address = self.page.path().to_owned();
        let mut sign = '?';
        let mut add = |pairs: &str, most: usize| {
            if !pairs.is_empty() && address.len() + pairs.len() < most {
                address.push(sign);
                address.push_str(pairs);
                sign = '&';
            }
        };
        for (name, value) in query(&self.page) {
            if !name.starts_with(TYPED) && !matches!(name.as_str(), "__path" | "__err") {
                add(&pair(&name, &value), usize::MAX);
            }
        }
        if let Some((path, error)) = &self.refusal {
            add(&told(path, error), usize::MAX);
            for (name, value) in self.fields.iter().filter(|(name, value)| may_come_back(name, value)) {
                add(&pair(&format!("{TYPED}{name}"), value), MAX_ADDRESS);
            }
        }
        if let Some(place) = self.place() {
            address.push('#');
            address.push_str(place);
        }
        address
    }

    /// The id of an element, as our pages write them.
    fn place(&self) -> Option<&str> {
        let named = self.fields.iter().rev().find(|(name, _)| name == AT);
        let plain = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
        named
            .map(|(_, id)| id.as_str())
            .filter(|id| !id.is_empty() && id.bytes().all(plain))
    }
}

fn pair(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair(name, value)
        .finish()
}

/// A refusal in leptos' own spelling, so that the action it belongs to finds it.
fn told(path: &str, error: &AppError) -> String {
    let written = |error: AppError| {
        let url = ServerFnUrlError::new(path, error).to_url(ORIGIN);
        url.ok()
            .and_then(|url| url.query().map(str::to_owned))
            .unwrap_or_default()
    };
    let whole = written(error.clone());
    if whole.len() <= MAX_REFUSAL {
        return whole;
    }
    let mut sentence = error.clone();
    sentence.0.errors.clear();
    written(sentence)
}

/// Addresses are kept by browsers and proxies: a password never stands in one.
fn may_come_back(name: &str, value: &str) -> bool {
    !value.is_empty() && name != AT && !name.contains("password")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, middleware, routing};
    use domain::validation::Invalid;
    use tower::ServiceExt as _;

    fn refusal(n: usize) -> AppError {
        let mut invalid = Invalid::default();
        for n in 0..n {
            invalid.push(
                format!("steps[{n}].verdict"),
                "required",
                "This step has no verdict yet.",
            );
        }
        AppError(Failure::invalid(invalid))
    }

    fn landing(page: &str, refusal: Option<(String, AppError)>, fields: &[(&str, &str)]) -> String {
        let fields = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let page = page.parse().expect("an address");
        Landing { page, refusal, fields }.address()
    }

    #[test]
    fn an_address_forgets_earlier_refusals_and_keeps_the_rest() {
        let before = landing(
            "http://hub.example/claims/1?step=2",
            Some(("/sfn/x".into(), refusal(1))),
            &[("title", "Ä & b"), ("password", "secret"), (AT, "problems")],
        );
        assert!(
            before.starts_with("/claims/1?step=2&__path=%2Fsfn%2Fx&__err="),
            "{before}"
        );
        assert!(before.ends_with("&__typed.title=%C3%84+%26+b#problems"), "{before}");
        assert!(!before.contains("secret"));
        let page = before.split('#').next().expect("a page");
        assert_eq!(landing(page, None, &[(AT, "no/id")]), "/claims/1?step=2");
        let again = landing(page, Some(("/sfn/y".into(), refusal(2))), &[])
            .parse()
            .expect("an address");
        assert_eq!(refusal_in(&again), Some(("/sfn/y".to_owned(), refusal(2))));
        assert!(!again.to_string().contains("__typed"));
    }

    #[test]
    fn an_address_stays_short_enough_to_be_sent_again() {
        let long = "x".repeat(3000);
        let fields = [("a", long.as_str()), ("b", long.as_str()), ("c", "short")];
        let address = landing(
            "http://hub.example/claims/1",
            Some(("/sfn/x".into(), refusal(100))),
            &fields,
        );
        assert!(address.len() < MAX_ADDRESS, "{}", address.len());
        assert!(address.contains("__typed.a=xxx") && address.ends_with("&__typed.c=short"));
        let (_, told) = refusal_in(&address.parse().expect("an address")).expect("a refusal");
        assert_eq!((told.0.detail, told.0.errors), (refusal(100).0.detail, Vec::new()));
    }

    /// What a form with a file is answered, and its address.
    async fn sent(accept: &str, answer: (StatusCode, &'static str)) -> (StatusCode, String) {
        let app = Router::new()
            .route("/api/v1/files", routing::post(move || async move { answer }))
            .layer(middleware::from_fn(layer));
        let request = Request::post("/api/v1/files")
            .header(header::ACCEPT, accept)
            .header(header::REFERER, "http://hub.example/claims/1?step=2")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::empty())
            .expect("a request");
        let response = app.oneshot(request).await.expect("an answer");
        (response.status(), text(response.headers(), header::LOCATION).to_owned())
    }

    #[tokio::test]
    async fn a_file_leads_back_to_its_page_and_a_script_gets_its_answer() {
        const DOCUMENT: &str = "text/html,application/xhtml+xml,*/*;q=0.8";
        let (status, address) = sent(DOCUMENT, (StatusCode::CREATED, "{}")).await;
        assert_eq!((status, address.as_str()), (StatusCode::SEE_OTHER, "/claims/1?step=2"));
        let too_large = r#"{"status":413,"code":"too_large","detail":"A picture may have 10 MiB at most."}"#;
        let (status, address) = sent(DOCUMENT, (StatusCode::PAYLOAD_TOO_LARGE, too_large)).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (path, error) = refusal_in(&address.parse().expect("an address")).expect("a refusal");
        assert_eq!((path.as_str(), error.0.code.as_str()), ("/api/v1/files", "too_large"));
        let (status, address) = sent("*/*", (StatusCode::CREATED, "{}")).await;
        assert_eq!((status, address.as_str()), (StatusCode::CREATED, ""));
    }
}
