//! The server: pages, server functions, REST and files behind one door, and the worker beside them.

use crate::{Failure, commands::say, connections, forms, seed, settings::Settings, site};
use app::context;
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::request::Parts,
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use backend::{App, mail, notifications, rest::body, router, users, worker};
use domain::{auth::Actor, users::User};
use leptos::prelude::{LeptosOptions, use_context};
use leptos_axum::{LeptosRoutes, generate_route_list};
use tokio::{net::TcpListener, sync::watch};

/// Where the browser's code calls us; .cargo/config.toml has the same for the build.
const SERVER_FUNCTIONS: &str = "/sfn/";

/// Serves until it is told to stop, then lets requests and the worker finish what they are at.
pub async fn run(settings: Settings, demo: bool) -> Result<(), Failure> {
    let Settings { config, site: options } = settings;
    let public_url = config.public_url.clone();
    let listener = TcpListener::bind(options.site_addr)
        .await
        .map_err(|e| Failure::Other(format!("LEPTOS_SITE_ADDR: cannot listen on {}: {e}", options.site_addr)))?;
    let (hub, new) = backend::boot::start(config).await?;
    if demo && new && !hub.payments.pretended() {
        say("» payments go through Stripe: there is no demo data, which is paid for with pretended money");
    } else if demo && new {
        say("» the database is new: loading the demo data");
        seed::demo::load(&hub).await?;
    }
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(worker::run(hub.clone(), until(stopped.clone())));
    let watching = tokio::spawn(notifications::service::watch(hub.clone(), until(stopped.clone())));
    let listeners = hub.listeners.clone();
    let service = router::layers(hub.clone(), routes(&hub, options));
    let mailbox = mail::mailbox(&hub).await?.is_some();
    greet(&public_url, seed::demo::is_loaded(&hub).await?, mailbox);
    tokio::spawn(async move {
        told_to_stop().await;
        tracing::info!("stopping");
        // A stream has no end of its own, and the server waits for every answer under way.
        listeners.close();
        // Nobody listens any more when all have stopped already.
        let _ = stop.send(true);
    });
    connections::serve(listener, service, until(stopped)).await;
    worker.await.map_err(|e| Failure::Other(e.to_string()))?;
    watching.await.map_err(|e| Failure::Other(e.to_string()))?;
    Ok(())
}

/// Pages and server functions from Leptos, everything else from the backend, and the files of the site.
fn routes(hub: &App, options: LeptosOptions) -> Router {
    let pages = generate_route_list(app::App);
    let for_pages = hub.clone();
    let provide = move || {
        let parts = use_context::<Parts>();
        let extensions = parts.as_ref().map(|parts| &parts.extensions);
        let actor = extensions.and_then(|e| e.get::<Actor>().cloned());
        let account = extensions.and_then(|e| e.get::<User>().cloned());
        context::provide(for_pages.clone(), actor, account);
    };
    let for_rest = provide.clone();
    let shell_options = options.clone();
    let files = site::files(&options);
    Router::new()
        .leptos_routes_with_context(&options, pages, provide, move || app::shell(shell_options.clone()))
        .fallback(leptos_axum::file_and_error_handler_with_context::<LeptosOptions, _>(
            for_rest,
            app::shell,
        ))
        .with_state(options)
        .layer(middleware::from_fn_with_state(hub.clone(), account))
        // What is read has been measured already.
        .layer(DefaultBodyLimit::disable())
        .merge(files)
        .merge(router::api(hub.clone()))
        .layer(middleware::from_fn(forms::layer))
}

/// Leaves the account of whoever asks for a page in the request, since the frame around every page shows it.
async fn account(State(hub): State<App>, mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with(SERVER_FUNCTIONS) {
        // In a box, so that pages do not carry the room for a body along with them.
        return Box::pin(called(request, next)).await;
    }
    let actor = request.extensions().get::<Actor>().cloned();
    if let Some(actor) = actor {
        match users::service::me(&hub, &actor).await {
            Ok(user) => {
                request.extensions_mut().insert(user);
            }
            // The page itself says what it cannot show.
            Err(error) => tracing::warn!(%error, "the account of a page's viewer cannot be read"),
        }
    }
    next.run(request).await
}

/// Reads what a server function is sent. Leptos would call it a failure of ours where it is too large.
async fn called(request: Request, next: Next) -> Response {
    let (parts, sent) = request.into_parts();
    match body::read(sent, body::MAX_CALL, "This is too large to be sent.").await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(error) => error.into_response(),
    }
}

fn greet(public_url: &str, demo: bool, mailbox: bool) {
    say(&format!("\n  PeerTest Hub is ready at {public_url}\n"));
    if demo {
        say("  Demo logins, all with the password demo-password:");
        for (email, who) in seed::demo::LOGINS {
            say(&format!("    {email:<28} {who}"));
        }
        say("");
    }
    if mailbox {
        say(&format!("  No mail server is set: mail stays at {public_url}/dev/mail"));
    }
    say("  Payments are pretended (sandbox): no real money moves.\n");
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop as well.
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            let _ = tokio::signal::ctrl_c().await;
            return;
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = tokio::signal::ctrl_c().await;
}
