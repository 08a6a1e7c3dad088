//! Registration and sign-in from the browser. The cookies are set here, on the answer of the server function.

use crate::error::AppError;
use domain::users::User;
use leptos::prelude::*;

/// Who is signed in, if anybody.
#[server(prefix = "/sfn", endpoint = "auth/current")]
pub async fn current_user() -> Result<Option<User>, AppError> {
    let Some(actor) = crate::context::maybe_actor() else {
        return Ok(None);
    };
    let app = crate::context::backend()?;
    Ok(backend::users::service::me(&app, &actor).await.ok())
}

/// Makes an account and signs in. Gives the place to go on to.
#[server(prefix = "/sfn", endpoint = "auth/register")]
pub async fn register(
    #[server(default)] full_name: String,
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] role: String,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    let app = crate::context::backend()?;
    let input = domain::auth::RegisterInput {
        email,
        password,
        full_name,
        role,
    };
    backend::auth::service::register(&app, &input, &crate::context::visit()).await?;
    let input = domain::auth::LoginInput {
        email: input.email,
        password: input.password,
        code: None,
    };
    enter(&app, &input, &next).await
}

/// Signs in. Gives the place to go on to.
#[server(prefix = "/sfn", endpoint = "auth/login")]
pub async fn login(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] code: Option<String>,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    let input = domain::auth::LoginInput { email, password, code };
    enter(&crate::context::backend()?, &input, &next).await
}

#[server(prefix = "/sfn", endpoint = "auth/logout")]
pub async fn logout() -> Result<(), AppError> {
    let app = crate::context::backend()?;
    if let Some(actor) = crate::context::maybe_actor() {
        backend::auth::service::logout(&app, &actor).await?;
    }
    crate::context::set_cookies(backend::auth::cookies::clear(&app));
    crate::context::redirect_document("/");
    Ok(())
}

#[cfg(feature = "ssr")]
async fn enter(app: &backend::App, input: &domain::auth::LoginInput, next: &str) -> Result<String, AppError> {
    let sign_in = backend::auth::service::login(app, input, &crate::context::visit()).await?;
    crate::context::set_cookies(backend::auth::cookies::set(app, &sign_in.tokens));
    let next = super::current::safe_next(next);
    crate::context::redirect_document(&next);
    Ok(next)
}
