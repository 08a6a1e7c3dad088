//! What operators do from the command line, on the real binary.

use crate::process::{Home, Said, said};
use backend::db::{Db, Sql, Target};
use std::{
    collections::BTreeMap,
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

/// Works on the database in `home` directly, and waits until it is closed: it closes itself after it is dropped.
fn directly<T>(home: &Home, work: impl AsyncFnOnce(&Db) -> T) -> T {
    let path = home.path("data/db");
    let url = format!("surrealkv://{}", path.display());
    let target = Target {
        url,
        namespace: "peertest".into(),
        database: "hub".into(),
        user: None,
        password: None,
    };
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let db = Db::connect(&target).await.expect("the database");
        let out = work(&db).await;
        drop(db);
        let lock = File::open(path.join("LOCK")).expect("the database's lock");
        for _ in 0..200 {
            if lock.try_lock().is_ok() {
                return out;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the database does not close");
    })
}

/// How many rows each table has.
fn counts(home: &Home) -> BTreeMap<String, i64> {
    directly(home, async |db| {
        let sql = Sql::new("RETURN object::keys((INFO FOR DB).tables)");
        let tables: Vec<String> = db.ask(sql).await.expect("tables").rows(0).expect("tables");
        let mut out = BTreeMap::new();
        for table in tables {
            let sql = Sql::new(format!("RETURN array::len((SELECT VALUE id FROM {table}))"));
            let count: Option<i64> = db.ask(sql).await.expect("a count").row(0).expect("a count");
            out.insert(table, count.expect("a count"));
        }
        out
    })
}

/// Every file below `dir`, by its path from there.
fn pictures(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(root: &Path, dir: &Path, out: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in dir.read_dir().expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(root, &path, out);
            } else {
                let name = path.strip_prefix(root).expect("below the root").to_owned();
                out.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(dir, dir, &mut out);
    out
}

fn assert_failed(said: &Said, code: i32, told: &str) {
    assert_eq!(said.code, Some(code), "{}\n{}", said.out, said.err);
    assert!(said.err.contains(told), "{told:?} is not in {}", said.err);
}

#[test]
fn a_bad_setting_is_one_line_and_touches_nothing() {
    let bad = [
        ("ENVIRONMENT", "prod"),
        ("PUBLIC_URL", "hub.example.org"),
        ("LEPTOS_SITE_ADDR", "somewhere"),
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "postgres://localhost/hub"),
        ("STORAGE_URL", "ftp://pictures"),
        ("PLATFORM_FEE_PERCENT", "101"),
        ("CLAIM_HOURS", "0"),
        ("AUTO_APPROVE_DAYS", "soon"),
        ("DISPUTE_HOURS", "-1"),
        ("RATE_LIMIT", "maybe"),
        ("TRUSTED_PROXIES", "proxy.local"),
        ("CORS_ORIGINS", "https://tools.example.org/path"),
        ("OPERATOR_NAME", "a bell \u{7}"),
        ("SUPPORT_EMAIL", "support"),
    ];
    for (name, value) in bad {
        for arguments in [&["serve"][..], &["migrate"], &["seed", "--demo"], &["audit"], &[]] {
            let home = Home::new();
            let said = said(
                home.command(arguments)
                    .env(name, value)
                    .stdin(Stdio::null())
                    .output()
                    .expect("it runs"),
            );
            assert_failed(&said, 2, name);
            assert_eq!(said.err.trim_end().lines().count(), 1, "{}", said.err);
            assert_eq!(home.names(), Vec::<String>::new(), "{name} with {arguments:?}");
        }
    }
}

#[test]
fn settings_come_from_a_file_too_and_production_is_strict() {
    let home = Home::new();
    std::fs::write(home.path(".env"), "CLAIM_HOURS=never\n").expect("written");
    assert_failed(&home.run(&["serve"]), 2, "CLAIM_HOURS");
    std::fs::write(home.path(".env"), "ENVIRONMENT=production\n").expect("written");
    assert_failed(&home.run(&["serve"]), 2, "SECRET_KEY");
    assert_eq!(home.names(), [".env"]);
}

#[test]
fn version_and_document_need_no_settings() {
    let home = Home::new();
    assert_eq!(
        home.good(&["--version"]).out.trim(),
        format!("peertest-hub {}", env!("CARGO_PKG_VERSION"))
    );
    let document = home.good(&["openapi"]).out;
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    assert!(
        document["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3."))
    );
    assert!(document["paths"]["/api/v1/jobs"]["get"].is_object());
    assert_failed(&home.run(&["seed"]), 2, "--demo");
    assert_eq!(home.names(), Vec::<String>::new());
}

#[test]
fn migrating_twice_is_migrating_once() {
    let home = Home::new();
    assert!(home.good(&["migrate"]).out.contains("0001"));
    assert!(home.good(&["migrate"]).out.contains("up to date"));
    assert!(home.good(&["audit"]).out.contains("in order"));
}

#[test]
fn an_admin_is_made_with_a_password_from_standard_input() {
    let home = Home::new();
    let create = |password: &str| {
        let mut child = home
            .command(&["admin", "create", "ada@example.org"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut input = child.stdin.take().expect("an input");
        // It may end before it reads, which its answer then says.
        let _ = input.write_all(password.as_bytes());
        drop(input);
        said(child.wait_with_output().expect("it ends"))
    };
    assert_failed(&create("short\n"), 1, "password");
    let made = create("a-long-password\n");
    assert_eq!(made.code, Some(0), "{}", made.err);
    assert!(made.out.contains("ada@example.org"));
    assert_failed(&create("a-long-password\n"), 1, "exists already");
    assert!(!made.out.contains("a-long-password") && !made.err.contains("a-long-password"));
}

#[test]
fn a_backup_brings_everything_back() {
    let (home, other) = (Home::new(), Home::new());
    home.good(&["seed", "--demo"]);
    assert_failed(&home.run(&["seed", "--demo"]), 1, "there already");
    assert!(home.good(&["audit"]).out.contains("in order"));
    home.good(&["backup", "hub.tar"]);
    let counted = counts(&home);
    assert_eq!((counted["user"], counted["job"], counted["listing"]), (9, 14, 4));

    let file = home.path("hub.tar");
    let file = file.to_str().expect("a path");
    other.good(&["restore", file]);
    let audit = other.good(&["audit"]);
    assert_eq!(audit.out, home.good(&["audit"]).out);
    assert_eq!(counts(&other), counted);
    let kept = pictures(&home.path("data/uploads"));
    // Original, annotated and thumbnail.
    assert!(kept.len() > 30, "{} pictures", kept.len());
    assert!(pictures(&other.path("data/uploads")) == kept, "the pictures differ");
    assert!(other.good(&["migrate"]).out.contains("up to date"));

    let third = Home::new();
    std::fs::create_dir_all(third.path("data/uploads/mine")).expect("a folder");
    assert_failed(&third.run(&["restore", file]), 1, "not empty");
    std::fs::write(third.path("no.tar"), "not a backup").expect("written");
    std::fs::remove_dir_all(third.path("data")).expect("removed");
    assert_failed(&third.run(&["restore", "no.tar"]), 1, "not a backup");
    assert_failed(&third.run(&["restore", "nowhere.tar"]), 1, "nowhere.tar");
    assert_failed(&other.run(&["restore", file]), 1, "not empty");
}

#[test]
fn the_audit_lists_what_was_tampered_with() {
    let home = Home::new();
    home.good(&["seed", "--jobs", "40"]);
    assert!(home.good(&["audit"]).out.contains("40 jobs"));
    let tamper = |sql: &'static str| {
        directly(&home, async |db| {
            db.write(Sql::new(sql)).await.map(drop).expect("written")
        })
    };

    tamper("UPDATE (SELECT VALUE id FROM entry WHERE side = 'credit' LIMIT 1) SET amount += 100, change += 100;");
    let said = home.run(&["audit"]);
    assert_failed(&said, 1, "finding");
    assert!(said.out.contains("✗ transaction fund-"), "{}", said.out);
    tamper("UPDATE (SELECT VALUE id FROM entry WHERE side = 'credit' LIMIT 1) SET amount -= 100, change -= 100;");
    home.good(&["audit"]);

    tamper("UPDATE (SELECT VALUE id FROM account LIMIT 1) SET balance += 1;");
    let said = home.run(&["audit"]);
    assert_failed(&said, 1, "finding");
    assert!(said.out.contains("✗ account escrow:"), "{}", said.out);
}
