//! The only place that takes the viewer and the backend out of Leptos' context. Native only: what a server function
//! needs before it calls a service.

#[cfg(feature = "ssr")]
pub use native::{
    actor, backend, maybe_actor, not_found, provide, redirect_document, set_cookies, set_policy, set_retry_after,
    set_status_of, signed_in, viewer, visit,
};

#[cfg(feature = "ssr")]
mod native {
    use crate::error::AppError;
    use axum::http::{
        HeaderValue, Method, StatusCode,
        header::{ACCEPT, CONTENT_SECURITY_POLICY, LOCATION, RETRY_AFTER, SET_COOKIE},
        request::Parts,
    };
    use domain::{
        auth::{Actor, sessions::Visit},
        error::Failure,
        users::User,
    };
    use leptos::prelude::{provide_context, use_context};
    use leptos_axum::ResponseOptions;

    #[derive(Clone)]
    struct Viewer {
        actor: Option<Actor>,
        account: Option<User>,
    }

    /// What the server calls for each request, before a page is rendered or a server function runs. `account` is who
    /// looks at a page; a server function asks for what it needs.
    pub fn provide(app: backend::App, actor: Option<Actor>, account: Option<User>) {
        provide_context(app);
        provide_context(Viewer { actor, account });
    }

    /// # Errors
    /// When the server did not provide one, which is a mistake in how it was put together.
    pub fn backend() -> Result<backend::App, AppError> {
        use_context().ok_or_else(|| AppError::new(500, "internal", "Something went wrong here. Try again in a moment."))
    }

    #[must_use]
    pub fn maybe_actor() -> Option<Actor> {
        use_context::<Viewer>().and_then(|viewer| viewer.actor)
    }

    /// Who knocks, for a sign-in to be recognised by.
    #[must_use]
    pub fn visit() -> Visit {
        use_context::<Parts>()
            .map(|parts| backend::rest::visit::of(&parts.headers, &parts.extensions))
            .unwrap_or_default()
    }

    /// Who looks at the page that is being rendered.
    #[must_use]
    pub fn viewer() -> Option<User> {
        use_context::<Viewer>().and_then(|viewer| viewer.account)
    }

    /// Ready at once; async like the service call that it stands in front of.
    ///
    /// # Errors
    /// 401 when nobody is signed in.
    pub async fn actor() -> Result<Actor, AppError> {
        maybe_actor().ok_or_else(|| AppError::sign_in().noted())
    }

    /// # Errors
    /// 401 when nobody is signed in.
    pub fn signed_in() -> Result<(backend::App, Actor), AppError> {
        Ok((backend()?, maybe_actor().ok_or_else(|| AppError::sign_in().noted())?))
    }

    /// Whether the answer is read by a person's browser as a document, and not by our own code.
    fn wants_document(parts: &Parts) -> bool {
        parts
            .headers
            .get(ACCEPT)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| v.contains("text/html"))
    }

    /// Puts the status of a refusal on the response under way.
    ///
    /// Not for a form that was sent without JavaScript, which is answered by a redirect back to it; and not 401 for a
    /// page, which redirects to the sign-in and may have more than one reason to.
    pub fn set_status_of(failure: &Failure) {
        let (Some(parts), Some(response)) = (use_context::<Parts>(), use_context::<ResponseOptions>()) else {
            return;
        };
        let document = wants_document(&parts);
        if document && (parts.method == Method::POST || failure.status == 401) {
            return;
        }
        if let Ok(status) = StatusCode::from_u16(failure.status) {
            response.set_status(status);
        }
    }

    /// Says on the response under way in how many seconds to try again.
    pub fn set_retry_after(seconds: u32) {
        if let Some(response) = use_context::<ResponseOptions>() {
            response.insert_header(RETRY_AFTER, HeaderValue::from(seconds));
        }
    }

    /// What the page may load and run: what this site serves, and the scripts that the server wrote into it. No style and no
    /// script in anybody's text counts.
    pub fn set_policy(nonce: &str) {
        // cargo-leptos tells a page that is being worked on to load itself again.
        let reload = if std::env::var_os("LEPTOS_WATCH").is_some() {
            " ws:"
        } else {
            ""
        };
        // Without scripts a form is answered by the way to the payment processor's page.
        let pages: String = use_context::<backend::App>()
            .map(|app| app.payments.pages().iter().map(|page| format!(" {page}")).collect())
            .unwrap_or_default();
        let policy = format!(
            "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
             media-src 'self' blob:; font-src 'self'; connect-src 'self'{reload}; manifest-src 'self'; base-uri 'none'; form-action 'self'{pages}; \
             frame-ancestors 'none'"
        );
        if let (Some(response), Ok(policy)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&policy)) {
            response.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
    }

    pub fn not_found() {
        set_status_of(&AppError::not_found().0);
    }

    pub fn set_cookies(cookies: Vec<String>) {
        let Some(response) = use_context::<ResponseOptions>() else {
            return;
        };
        for value in cookies.iter().filter_map(|c| HeaderValue::from_str(c).ok()) {
            response.append_header(SET_COOKIE, value);
        }
    }

    /// Redirects a form that was sent without JavaScript. With it, the page goes there itself, by a full load.
    pub fn redirect_document(path: &str) {
        let (Some(parts), Some(response)) = (use_context::<Parts>(), use_context::<ResponseOptions>()) else {
            return;
        };
        if wants_document(&parts)
            && let Ok(location) = HeaderValue::from_str(path)
        {
            response.insert_header(LOCATION, location);
            response.set_status(StatusCode::FOUND);
        }
    }
}
