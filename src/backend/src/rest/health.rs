//! Whether the server is up, and whether it can work: for whatever watches and restarts it.

use crate::{App, rest::extract::Json, rest::metrics};
use axum::{extract::State, http::StatusCode};
use object_store::{ObjectStoreExt as _, PutPayload, path::Path};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A dependency that has not answered by then is down.
const PATIENCE: Duration = Duration::from_secs(2);
/// Written over and over, to see that pictures could be.
const PROBE: &str = "health/probe";

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(health))
        .routes(routes!(ready))
        .routes(routes!(metrics::get_metrics))
}

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Health {
    /// `ok`.
    pub status: String,
}

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Readiness {
    /// `ok`, or `down` when a dependency is.
    pub status: String,
    pub dependencies: Vec<Dependency>,
}

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Dependency {
    /// `database`, `migrations` or `storage`.
    pub name: String,
    /// `ok` or `down`.
    pub status: String,
}

/// Whether the server answers at all.
#[utoipa::path(
    get, path = "/health", tag = "operations", security(()),
    responses((status = 200, description = "It does", body = Health))
)]
pub async fn health() -> Json<Health> {
    Json(Health { status: "ok".into() })
}

/// Whether the server and everything it depends on can work. What is wrong stands in the log.
#[utoipa::path(
    get, path = "/health/ready", tag = "operations", security(()),
    responses(
        (status = 200, description = "Everything can", body = Readiness),
        (status = 503, description = "A dependency is down", body = Readiness),
    )
)]
pub async fn ready(State(app): State<App>) -> (StatusCode, Json<Readiness>) {
    let (database, migrations, storage) = tokio::join!(
        check("database", async { app.db.health().await.map_err(|e| e.to_string()) }),
        check("migrations", migrated(&app)),
        check("storage", stored(&app)),
    );
    let dependencies = vec![database, migrations, storage];
    let good = dependencies.iter().all(|dependency| dependency.status == "ok");
    let (code, status) = if good {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "down")
    };
    (
        code,
        Json(Readiness {
            status: status.into(),
            dependencies,
        }),
    )
}

async fn check(name: &'static str, answer: impl Future<Output = Result<(), String>>) -> Dependency {
    let outcome = match tokio::time::timeout(PATIENCE, answer).await {
        Ok(outcome) => outcome,
        Err(_) => Err("no answer".into()),
    };
    if let Err(error) = &outcome {
        tracing::error!(dependency = name, %error, "not ready");
    }
    Dependency {
        name: name.into(),
        status: if outcome.is_ok() { "ok" } else { "down" }.into(),
    }
}

async fn migrated(app: &App) -> Result<(), String> {
    match app.db.pending_migrations().await {
        Ok(0) => Ok(()),
        Ok(pending) => Err(format!("{pending} waiting")),
        Err(error) => Err(error.to_string()),
    }
}

async fn stored(app: &App) -> Result<(), String> {
    app.storage
        .put(&Path::from(PROBE), PutPayload::from_static(b"ok"))
        .await
        .map(drop)
        .map_err(|e| e.to_string())
}
