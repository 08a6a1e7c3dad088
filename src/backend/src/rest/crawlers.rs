//! What search engines ask for first: where they may go, and what there is to read.

use crate::{App, Result, jobs};
use axum::{
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use domain::jobs::JobQuery;

/// Pages that belong to whoever is signed in, and what programs ask for, hold nothing for a search engine.
const CLOSED: [&str; 8] = [
    "/admin",
    "/api/",
    "/claims/",
    "/dashboard",
    "/dev/",
    "/projects",
    "/sfn/",
    "/wallet",
];
/// Pages that are always there, beside the open jobs.
const PAGES: [&str; 4] = ["/", "/jobs", "/terms", "/privacy"];
/// Newest open jobs in the map.
const JOBS: i64 = 100;

pub async fn robots(State(app): State<App>) -> Response {
    let closed: String = CLOSED.iter().map(|path| format!("Disallow: {path}\n")).collect();
    let map = format!("Sitemap: {}/sitemap.xml\n", app.config.public_url);
    let text = format!("User-agent: *\n{closed}Allow: /\n\n{map}");
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

pub async fn sitemap(State(app): State<App>) -> Result<Response> {
    let query = JobQuery {
        limit: Some(JOBS),
        ..JobQuery::default()
    };
    let open = jobs::listing::page(&app, &query).await?.items;
    let jobs = open.iter().map(|job| format!("/jobs/{}", job.id));
    let base = app.config.public_url.replace('&', "&amp;");
    let places: String = PAGES
        .iter()
        .map(|path| (*path).to_owned())
        .chain(jobs)
        .map(|path| format!("<url><loc>{base}{path}</loc></url>\n"))
        .collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{places}</urlset>\n"
    );
    Ok(([(CONTENT_TYPE, "application/xml")], text).into_response())
}
