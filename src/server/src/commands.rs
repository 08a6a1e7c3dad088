//! What operators do beside running the server.

use crate::{Failure, seed, settings::Settings};
use backend::{App, boot, wallet::audit};
use std::io::Write;

/// A line for the person at the terminal.
#[expect(clippy::print_stdout, reason = "the command line speaks on standard output")]
pub fn say(text: &str) {
    println!("{text}");
}

/// Why a command failed.
pub fn complain(text: &str) {
    // Standard error that is closed leaves nobody to tell.
    let _ = writeln!(std::io::stderr(), "peertest-hub: {text}");
}

async fn open(settings: Settings) -> Result<App, Failure> {
    Ok(boot::start(settings.config).await?.0)
}

pub fn openapi() -> Result<(), Failure> {
    let json = backend::openapi::document()
        .to_pretty_json()
        .map_err(|e| Failure::Other(e.to_string()))?;
    say(&json);
    Ok(())
}

pub async fn migrate(settings: Settings) -> Result<(), Failure> {
    let db = backend::db::Db::connect(&settings.config.database).await?;
    let done = db.migrate().await?;
    match done.as_slice() {
        [] => say("the schema is up to date"),
        names => say(&format!("applied: {}", names.join(", "))),
    }
    Ok(())
}

pub async fn seed(settings: Settings, demo: bool, jobs: Option<u32>) -> Result<(), Failure> {
    let app = open(settings).await?;
    if !app.payments.pretended() {
        let told = "STRIPE_SECRET_KEY is set: what is seeded is paid for with pretended money, so unset it and use another database";
        return Err(Failure::Other(told.into()));
    }
    if demo {
        if seed::demo::is_loaded(&app).await? {
            return Err(Failure::Other("the demo data is there already".into()));
        }
        seed::demo::load(&app).await?;
        say("the demo data is loaded");
    }
    if let Some(count) = jobs {
        seed::load::jobs(&app, count).await?;
    }
    Ok(())
}

pub async fn audit(settings: Settings) -> Result<(), Failure> {
    let app = open(settings).await?;
    let report = audit::run(&app).await?;
    let looked = format!(
        "{} transactions, {} entries, {} jobs",
        report.transactions, report.entries, report.jobs
    );
    if report.findings.is_empty() {
        say(&format!("the books are in order: {looked}"));
        return Ok(());
    }
    for finding in &report.findings {
        say(&format!("✗ {finding}"));
    }
    Err(Failure::Other(format!(
        "{} finding(s) in {looked}",
        report.findings.len()
    )))
}

pub async fn create_admin(settings: Settings, email: &str) -> Result<(), Failure> {
    let app = open(settings).await?;
    say("Password (10 characters or more), then Enter:");
    let mut password = String::new();
    std::io::stdin().read_line(&mut password)?;
    let admin = backend::admin::service::create_admin(&app, email, "Administrator", password.trim_end()).await?;
    say(&format!("{} is an administrator", admin.email));
    Ok(())
}

pub async fn health(settings: Settings) -> Result<(), Failure> {
    let mut address = settings.site.site_addr;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let answer = reqwest::Client::new()
        .get(format!("http://{address}/health"))
        .timeout(std::time::Duration::from_secs(5))
        .send()
        .await
        .and_then(reqwest::Response::error_for_status);
    answer.map(drop).map_err(|e| Failure::Other(format!("not well: {e}")))
}
