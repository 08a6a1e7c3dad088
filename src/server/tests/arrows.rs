//! Arrows between modules that must not exist (architecture.md), read from the source text. Arrows between crates are
//! `.ci/arrows`' business.
//!
//! Each rule is proven: `every_forbidden_arrow_is_noticed` draws it in a text of its own and expects an objection.

mod source;

use source::Source;
use std::path::{Path, PathBuf};

const NOUNS: [&str; 27] = [
    "uploads",
    "payments",
    "auth",
    "users",
    "orgs",
    "projects",
    "jobs",
    "journeys",
    "templates",
    "claims",
    "submissions",
    "screenshots",
    "recordings",
    "remarks",
    "bugs",
    "reviews",
    "disputes",
    "wallet",
    "ai",
    "notifications",
    "admin",
    "landing",
    "dashboard",
    "legal",
    "limits",
    "audit_log",
    "mail",
];
/// Folders of `backend` and `app` that are no noun.
const NOT_NOUNS: [&str; 10] = [
    "config",
    "db",
    "gateways",
    "worker",
    "rest",
    "ui",
    "dev",
    "shell",
    "annotator",
    "kept",
];
const MAX_LINES: usize = 500;

/// What of `text` at `path` draws an arrow that must not exist.
fn objections(path: &str, text: &str) -> Vec<String> {
    let source = Source::new(path, text);
    let mut out = Vec::new();
    let mut object = |what: String| out.push(format!("{path}: {what}"));
    if source.lines > MAX_LINES {
        object(format!("{} lines, {MAX_LINES} at most", source.lines));
    }
    match source.krate() {
        "backend" => backend(&source, &mut object),
        "app" => app(&source, &mut object),
        _ => {}
    }
    if matches!(source.krate(), "domain" | "app") {
        data(&source, &mut object);
    }
    out.sort();
    out.dedup();
    out
}

/// The noun that a file stands in.
fn noun(source: &Source) -> Option<&str> {
    source
        .module
        .get(1)
        .map(String::as_str)
        .filter(|name| NOUNS.contains(name))
}

/// The noun and the part of it that a path within `krate` leads to, such as `jobs` and `repo`.
fn target<'a>(krate: &str, path: &'a [String]) -> Option<(&'a str, &'a str)> {
    let [head, noun, rest @ ..] = path else { return None };
    (head == krate && NOUNS.contains(&noun.as_str())).then(|| (noun.as_str(), rest.first().map_or("", String::as_str)))
}

/// Services know neither axum nor another noun's tables.
fn backend(source: &Source, object: &mut impl FnMut(String)) {
    let Some(own) = noun(source) else {
        // What is no noun (the worker, the router) goes through services as well.
        for path in &source.paths {
            if let Some((other, "repo")) = target("backend", path) {
                object(format!("uses {other}'s repo"));
            }
        }
        return;
    };
    let part = source.module.get(2).map_or("", String::as_str);
    let door = matches!(part, "rest" | "cookies");
    for path in &source.paths {
        let head = path.first().map_or("", String::as_str);
        if !door && matches!(head, "axum" | "axum_extra" | "tower_http") {
            object(format!("uses {head}, which only doors may"));
        }
        if let Some((other, "repo")) = target("backend", path)
            && other != own
            && part != "repo"
        {
            object(format!("uses {other}'s repo instead of its service"));
        }
    }
}

/// The design system knows no noun, pages know no other noun's pages, and one file takes things out of the context.
fn app(source: &Source, object: &mut impl FnMut(String)) {
    let place = source.module.get(1).map_or("", String::as_str);
    let pages = source.module.get(2).is_some_and(|part| part == "pages");
    for path in &source.paths {
        match target("app", path) {
            Some((other, _)) if place == "ui" => object(format!("the design system uses {other}")),
            Some((other, "pages")) if pages && other != place => object(format!("pages use {other}'s pages")),
            _ => {}
        }
    }
    if place == "context" {
        return;
    }
    for statement in source.statements_with(&["use_context", "expect_context", "with_context", "take_context"]) {
        for path in statement {
            let path = path.join("::");
            if matches!(path.as_str(), "backend::App" | "domain::auth::Actor") {
                object(format!("takes {path} out of the context, which only context.rs may"));
            }
        }
    }
}

/// What travels holds no password hash, no record id and no type of the payment processor.
fn data(source: &Source, object: &mut impl FnMut(String)) {
    for word in ["RecordId", "PasswordHash", "PasswordHashString", "password_hash"] {
        if source.says(word) {
            object(format!("names {word}"));
        }
    }
    for path in &source.paths {
        let head = path.first().map_or("", String::as_str);
        if matches!(head, "surrealdb" | "argon2") || head.starts_with("stripe") || head.starts_with("async_stripe") {
            object(format!("uses {head}"));
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the workspace")
}

/// Every Rust file below `dir`, as path from the root and text.
fn files(dir: &Path, out: &mut Vec<(String, String)>) {
    for entry in dir.read_dir().expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let name = path
                .strip_prefix(root())
                .expect("below the root")
                .to_string_lossy()
                .into_owned();
            out.push((name, std::fs::read_to_string(&path).expect("text")));
        }
    }
}

#[test]
fn there_is_no_forbidden_arrow() {
    let mut sources = Vec::new();
    files(&root().join("src"), &mut sources);
    let all: Vec<String> = sources.iter().flat_map(|(path, text)| objections(path, text)).collect();
    assert!(all.is_empty(), "\n{}", all.join("\n"));
    // The rules hold only what they find: none of their subjects may have moved away unseen.
    let count = |good: &dyn Fn(&str) -> bool| sources.iter().filter(|(path, _)| good(path)).count();
    assert!(count(&|p| p.starts_with("src/backend/src/") && p.ends_with("/service.rs")) >= 10);
    assert!(count(&|p| p.starts_with("src/backend/src/") && p.ends_with("/repo.rs")) >= 8);
    assert!(count(&|p| p.starts_with("src/app/src/") && p.ends_with("/pages.rs")) >= 5);
    assert!(count(&|p| p.starts_with("src/app/src/ui/")) >= 5);
    assert!(count(&|p| p.starts_with("src/domain/src/")) >= 20);
    assert!(count(&|p| p == "src/app/src/context.rs") == 1);
}

#[test]
fn every_folder_is_a_noun_or_known_to_be_none() {
    for krate in ["backend", "app"] {
        for entry in root().join("src").join(krate).join("src").read_dir().expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            let known = NOUNS.contains(&name.as_str()) || NOT_NOUNS.contains(&name.as_str());
            assert!(
                !entry.path().is_dir() || known,
                "{krate}/{name}: add it to NOUNS or NOT_NOUNS"
            );
        }
    }
}

const SERVICE: &str = "src/backend/src/claims/service.rs";
const PAGES: &str = "src/app/src/jobs/pages.rs";
const FUNCTIONS: &str = "src/app/src/jobs/server_fns.rs";
const BUTTON: &str = "src/app/src/ui/button.rs";
const DTO: &str = "src/domain/src/users.rs";

#[test]
fn every_forbidden_arrow_is_noticed() {
    let drawn = [
        (SERVICE, "use axum::http::StatusCode;", "axum"),
        (SERVICE, "fn f() -> axum::response::Response { todo() }", "axum"),
        (SERVICE, "use ::axum_extra::extract::CookieJar;", "axum_extra"),
        ("src/backend/src/jobs/publishing.rs", "use axum::Json;", "axum"),
        (SERVICE, "use crate::jobs::repo;", "jobs's repo"),
        (
            SERVICE,
            "use crate::{App, db::Sql, jobs::{self, repo::{Stored, find}}};",
            "jobs's repo",
        ),
        (
            SERVICE,
            "use crate::jobs; async fn f() { jobs::repo::find().await }",
            "jobs's repo",
        ),
        (
            SERVICE,
            "use crate::jobs as work; fn f() { work::repo::find() }",
            "jobs's repo",
        ),
        (SERVICE, "use super::super::wallet::repo as books;", "wallet's repo"),
        (SERVICE, "fn f() { crate::users::repo::count() }", "users's repo"),
        ("src/backend/src/worker/mod.rs", "use crate::jobs::repo;", "jobs's repo"),
        (
            "src/backend/src/jobs/rest.rs",
            "use crate::users::repo;",
            "users's repo",
        ),
        (BUTTON, "use crate::jobs::components::StatusBadge;", "uses jobs"),
        (BUTTON, "use super::super::wallet;", "uses wallet"),
        (PAGES, "use crate::projects::pages::ProjectPage;", "projects's pages"),
        (
            PAGES,
            "use crate::projects; fn f() { projects::pages::ProjectPage() }",
            "projects's pages",
        ),
        (
            "src/app/src/jobs/pages/list.rs",
            "use crate::{landing::{pages, server_fns}};",
            "landing's pages",
        ),
        (
            FUNCTIONS,
            "fn f() { let app = use_context::<backend::App>(); }",
            "backend::App",
        ),
        (
            FUNCTIONS,
            "use backend::App; fn f() { expect_context::<App>(); }",
            "backend::App",
        ),
        (
            FUNCTIONS,
            "use backend::App as Hub; fn f() { let hub: Hub = expect_context(); }",
            "backend::App",
        ),
        (
            FUNCTIONS,
            "use domain::auth::Actor; fn f() { use_context::<Option<Actor>>(); }",
            "domain::auth::Actor",
        ),
        (DTO, "pub struct User { pub password_hash: String }", "password_hash"),
        (DTO, "use argon2::password_hash::PasswordHash;", "PasswordHash"),
        (
            DTO,
            "pub struct User { pub id: surrealdb::types::RecordId }",
            "RecordId",
        ),
        (DTO, "use stripe_core::PaymentIntentId;", "stripe_core"),
        (DTO, "pub struct Paid(async_stripe::Charge);", "async_stripe"),
        (FUNCTIONS, "use surrealdb::types::RecordId;", "surrealdb"),
    ];
    for (path, text, expected) in drawn {
        let found = objections(path, text);
        assert!(
            found.iter().any(|o| o.contains(expected)),
            "nobody objected to {path}: {text}\n{found:?}"
        );
    }
    let long = "fn f() {}\n".repeat(MAX_LINES + 1);
    assert_eq!(objections("src/web/src/lib.rs", &long).len(), 1);
}

#[test]
fn nothing_else_is_objected_to() {
    let fine = [
        (
            SERVICE,
            "// use axum::Json;\n/* use crate::jobs::repo; /* nested */ */ fn f() { \"crate::jobs::repo\"; }",
        ),
        (
            SERVICE,
            "fn f() -> char { let _ = r#\"axum::x \"quoted\" \"#; '\\'' } // axum::y",
        ),
        (
            SERVICE,
            "use super::repo::{self, Stored}; use crate::{claims::repo as own, jobs::service}; fn f() { repo::find() }",
        ),
        (
            "src/backend/src/claims/rest.rs",
            "use axum::extract::State; use super::service;",
        ),
        (
            "src/backend/src/auth/cookies.rs",
            "use axum_extra::extract::cookie::Cookie;",
        ),
        ("src/backend/src/jobs/repo.rs", "use crate::users::repo::PersonRow;"),
        ("src/backend/src/router.rs", "use axum::Router; use crate::jobs::rest;"),
        (
            BUTTON,
            "use super::icons::Icon; use crate::ui::form; use domain::money::Cents;",
        ),
        (
            PAGES,
            "use super::pages; use crate::jobs::pages::JobPage; use crate::projects::components::AppLink;",
        ),
        (
            "src/app/src/shell/mod.rs",
            "use crate::{jobs, landing}; fn f() { landing::pages::LandingPage; jobs::pages::JobPage }",
        ),
        (
            "src/app/src/context.rs",
            "use domain::auth::Actor; fn f() { use_context::<backend::App>(); use_context::<Actor>(); }",
        ),
        (
            FUNCTIONS,
            "use domain::auth::Actor; fn f(actor: &Actor) { let x = 1; use_context::<FormErrors>(); }",
        ),
        (
            DTO,
            "pub struct Claim<'a> { pub contract_hash: &'a str, pub role: char } const STRIPE: &str = \"stripe\";",
        ),
    ];
    for (path, text) in fine {
        assert_eq!(objections(path, text), Vec::<String>::new(), "{path}: {text}");
    }
    assert!(objections("src/web/src/lib.rs", &"\n".repeat(MAX_LINES)).is_empty());
}
