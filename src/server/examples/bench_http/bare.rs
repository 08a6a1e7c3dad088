//! The peer: axum with one route that returns bytes from memory, and nothing else.

use crate::Failure;
use axum::{Router, body::Bytes, http::header, routing::get};
use std::{io::Write as _, path::Path};

/// Serves each file of `dir` under its name, with the type that stands in the file beside it. Prints the port.
pub async fn serve(dir: &Path) -> Result<(), Failure> {
    let mut router = Router::new();
    for entry in dir.read_dir()? {
        let path = entry?.path();
        let kind = path.with_extension("type");
        if path.extension().is_some() || !kind.is_file() {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (body, kind) = (Bytes::from(std::fs::read(&path)?), std::fs::read_to_string(kind)?);
        let answer = move || async move { ([(header::CONTENT_TYPE, kind)], body) };
        router = router.route(&format!("/{name}"), get(answer));
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?.port())?;
    Ok(axum::serve(listener, router).await?)
}
