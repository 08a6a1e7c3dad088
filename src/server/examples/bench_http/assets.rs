//! What a first visit costs: the page and every file of the site that it names, as they travel.

use crate::{Failure, load};
use std::{collections::BTreeSet, fmt::Write as _, net::SocketAddr};

const BROTLI: &str = "br";

/// The first page of the marketplace with its assets, as a Markdown table.
pub async fn first_page(address: SocketAddr) -> Result<String, Failure> {
    let readable = String::from_utf8(load::once(address, "/jobs", "identity").await?.body)?;
    let mut paths = named(&readable);
    // Files that a script imports.
    for script in paths.clone().iter().filter(|path| path.ends_with(".js")) {
        let text = String::from_utf8(load::once(address, script, "identity").await?.body)?;
        let folder = script.rsplit_once('/').map_or("", |(folder, _)| folder);
        paths.extend(imported(&text).map(|file| format!("{folder}/{file}")));
    }
    let mut out = String::from("| | bytes | encoding |\n| --- | --: | --- |\n");
    let mut sum = 0;
    for path in std::iter::once("/jobs").chain(paths.iter().map(String::as_str)) {
        let answer = load::once(address, path, BROTLI).await?;
        if answer.status != 200 {
            return Err(format!("{path}: {}", answer.status).into());
        }
        sum += answer.transferred;
        let encoding = if answer.encoding.is_empty() {
            "none"
        } else {
            &answer.encoding
        };
        writeln!(out, "| `{path}` | {} | {encoding} |", answer.transferred)?;
    }
    writeln!(out, "| **all** | **{sum}** | |")?;
    Ok(out)
}

/// Addresses of styles, scripts and wasm in a page: whatever stands in quotes and ends like one.
fn named(page: &str) -> BTreeSet<String> {
    let quoted = page.split(['"', '\'']);
    let wanted =
        quoted.filter(|text| text.starts_with('/') && [".css", ".js", ".wasm"].iter().any(|end| text.ends_with(end)));
    wanted.map(str::to_owned).collect()
}

/// Files that a script imports by a relative path. A name in quotes alone is none: wasm-bindgen's objects have some.
fn imported(script: &str) -> impl Iterator<Item = &str> {
    let pieces: Vec<_> = script.split(['"', '\'']).collect();
    let quoted = pieces.windows(2).filter_map(|pair| {
        let before = pair[0].trim_end();
        (before.ends_with("from") || before.ends_with("import")).then_some(pair[1])
    });
    let files: Vec<_> = quoted
        .filter_map(|text| text.strip_prefix("./"))
        .filter(|text| text.ends_with(".js"))
        .collect();
    files.into_iter()
}
