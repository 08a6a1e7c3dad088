//! Leptos.toml is what the running server reads, the block of the same name in Cargo.toml what cargo-leptos builds with.
//! Where both speak of the same thing they have to say the same.

use std::{collections::BTreeMap, path::Path};

/// Every key that the server understands; the others of Cargo.toml are for the build alone.
const READ_BY_THE_SERVER: [&str; 12] = [
    "output-name",
    "site-root",
    "site-pkg-dir",
    "env",
    "site-addr",
    "reload-port",
    "reload-external-port",
    "reload-ws-protocol",
    "not-found-path",
    "hash-file",
    "hash-files",
    "server-fn-prefix",
];
/// What the server takes where its file is silent.
const DEFAULTS: [(&str, &str); 1] = [("env", "\"DEV\"")];

/// The keys of the block `[[workspace.metadata.leptos]]`, with their values as they are written.
fn block(text: &str) -> BTreeMap<String, String> {
    let mut lines = text
        .lines()
        .skip_while(|line| line.trim() != "[[workspace.metadata.leptos]]");
    assert!(lines.next().is_some(), "there is no such block");
    lines
        .take_while(|line| !line.trim_start().starts_with('['))
        .filter_map(|line| line.split_once('='))
        .filter(|(key, _)| !key.trim_start().starts_with('#'))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

fn differences(build: &str, server: &str) -> Vec<String> {
    let (build, server) = (block(build), block(server));
    let told = |map: &BTreeMap<String, String>, key: &str| {
        let default = DEFAULTS
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| (*value).to_owned());
        map.get(key).cloned().or(default)
    };
    let mut out: Vec<String> = READ_BY_THE_SERVER
        .into_iter()
        .filter(|key| told(&build, key) != told(&server, key))
        .map(|key| format!("{key}: {:?} and {:?}", told(&build, key), told(&server, key)))
        .collect();
    let strange = server
        .keys()
        .filter(|key| *key != "name" && !READ_BY_THE_SERVER.contains(&key.as_str()));
    out.extend(strange.map(|key| format!("{key}: no server reads it")));
    out
}

#[test]
fn both_files_say_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |name: &str| std::fs::read_to_string(root.join(name)).expect(name);
    assert_eq!(
        differences(&read("Cargo.toml"), &read("Leptos.toml")),
        Vec::<String>::new()
    );
}

#[test]
fn a_difference_is_noticed() {
    let build = "[x]\n[[workspace.metadata.leptos]]\nname = \"a\"\nsite-addr = \"127.0.0.1:3000\"\nhash-files = true\nlib-package = \"web\"\n[profile.dev]\n";
    let same =
        "[[workspace.metadata.leptos]]\nsite-addr = \"127.0.0.1:3000\"\n# hash-files = false\nhash-files = true\n";
    assert_eq!(differences(build, same), Vec::<String>::new());
    assert_eq!(differences(build, &same.replace("3000", "3001")).len(), 1);
    assert_eq!(differences(build, &same.replace("\nhash-files = true", "")).len(), 1);
    assert_eq!(differences(build, &format!("{same}lib-package = \"web\"\n")).len(), 1);
}
