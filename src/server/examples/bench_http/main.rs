//! Measures the release server over HTTP on the loopback, each figure beside its peer: a bare axum route that returns the
//! same bytes. `.ci/bench` runs it; docs/benchmarks.md says what it measures and why.
//!
//!     bench_http SERVER_BINARY SITE_ROOT JOBS   measures, and prints Markdown
//!     bench_http --bare DIR                     is the peer: serves the files of DIR from memory

mod assets;
mod bare;
mod load;
mod server;

use load::{Figures, Target};
use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Connections that are kept open and busy.
const CONNECTIONS: usize = 32;
/// A figure is the median of so many turns, taken in turn with its peer.
const TURNS: usize = 5;
const TURN: Duration = Duration::from_secs(3);
/// Answers among which the peer's is chosen.
const SAMPLES: usize = 9;
const WARM_UP: Duration = Duration::from_secs(1);

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Makes each request's address unlike all before, so that no kept page answers it.
static COUNTER: AtomicU64 = AtomicU64::new(0);

/// A cursor into the list newest first: some moment of the sixty days over which the jobs are spread.
fn cursor(n: u64) -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default()
        .as_millis();
    let scattered = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % (59 * 24 * 3600 * 1000);
    let at = u64::try_from(now).unwrap_or(0) - scattered;
    format!("{:016x}{n:016x}", i64::MAX.unsigned_abs() - at)
}

/// A query string that was never asked for.
fn fresh(kind: Kind) -> String {
    const COUNTRIES: [&str; 8] = ["DE", "FR", "US", "BR", "IN", "JP", "PL", "ES"];
    const WORDS: [&str; 8] = [
        "checkout",
        "keyboard",
        "map",
        "slow",
        "form",
        "letters",
        "playlist",
        "translation",
    ];
    let n = COUNTER.fetch_add(1, Ordering::Relaxed);
    let at = usize::try_from(n % 8).unwrap_or(0);
    match kind {
        Kind::Page => format!("?cursor={}", cursor(n)),
        Kind::Filter => format!("?country={}&cursor={}", COUNTRIES[at], cursor(n)),
        Kind::Two => format!(
            "?country={}&platform=ios&min_price_cents=1000&cursor={}",
            COUNTRIES[at],
            cursor(n)
        ),
        Kind::Words => format!("?q={}&cursor={}", WORDS[at], cursor(n)),
    }
}

#[derive(Clone, Copy)]
enum Kind {
    /// Another page of all jobs.
    Page,
    /// Another page of the jobs for one country.
    Filter,
    /// Another page of the jobs that pass two filters and pay enough.
    Two,
    /// Another page of the jobs that hold a word.
    Words,
}

/// What is measured: its name, its path, and how each request differs from the one before.
const SUBJECTS: [(&str, &str, Option<Kind>); 8] = [
    ("GET /api/v1/jobs, hot", "/api/v1/jobs", None),
    (
        "GET /api/v1/jobs, another page each time",
        "/api/v1/jobs",
        Some(Kind::Page),
    ),
    (
        "GET /api/v1/jobs, a filter and another page each time",
        "/api/v1/jobs",
        Some(Kind::Filter),
    ),
    (
        "GET /api/v1/jobs, two filters, a least price and another page each time",
        "/api/v1/jobs",
        Some(Kind::Two),
    ),
    (
        "GET /api/v1/jobs, a word and another page each time",
        "/api/v1/jobs",
        Some(Kind::Words),
    ),
    ("/jobs rendered, hot", "/jobs", None),
    ("/jobs rendered, another page each time", "/jobs", Some(Kind::Page)),
    (
        "/jobs rendered, a filter and another page each time",
        "/jobs",
        Some(Kind::Filter),
    ),
];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Runtime::new()?;
    match arguments.as_slice() {
        ["--bare", dir] => runtime.block_on(bare::serve(Path::new(dir))),
        [binary, site, jobs] => {
            let report = runtime.block_on(measure(Path::new(binary), Path::new(site), jobs.parse()?))?;
            Ok(std::io::stdout().write_all(report.as_bytes())?)
        }
        _ => Err("usage: bench_http SERVER_BINARY SITE_ROOT JOBS".into()),
    }
}

fn note(text: &str) {
    // Standard error that is closed leaves nobody to tell.
    let _ = writeln!(std::io::stderr(), "» {text}");
}

async fn measure(binary: &Path, site: &Path, jobs: u32) -> Result<String, Failure> {
    let work = tempfile::tempdir()?;
    let seeded = server::seed(binary, work.path(), jobs)?;
    note(&format!("{jobs} jobs in {:.1} s", seeded.as_secs_f64()));
    let hub = server::Running::start(binary, work.path(), site).await?;
    let idle = hub.memory()?;

    // The peer returns what the server returned, with its headers.
    let dir = work.path().join("bare");
    std::fs::create_dir(&dir)?;
    let mut peers: Vec<(String, PathBuf)> = Vec::new();
    for (at, (_, path, kind)) in SUBJECTS.iter().enumerate() {
        let answer = typical(hub.address, path, *kind).await?;
        let file = dir.join(at.to_string());
        std::fs::write(&file, &answer.body)?;
        std::fs::write(dir.join(format!("{at}.type")), &answer.content_type)?;
        peers.push((format!("/{at}"), file));
    }
    let bare = server::Running::bare(&dir).await?;

    let page = assets::first_page(hub.address).await?;
    let mut out = String::new();
    writeln!(out, "### {jobs} jobs\n")?;
    writeln!(
        out,
        "Loading them with `seed --jobs {jobs}`: {:.1} s.\n",
        seeded.as_secs_f64()
    )?;
    writeln!(
        out,
        "| | requests/s | p50 ms | p99 ms | bare axum, same bytes: requests/s | p50 ms | p99 ms | ratio | bytes |"
    )?;
    writeln!(out, "| --- | --: | --: | --: | --: | --: | --: | --: | --: |")?;
    let mut highest = idle;
    for ((name, path, kind), (peer_path, file)) in SUBJECTS.iter().zip(&peers) {
        note(name);
        let ours = Target {
            address: hub.address,
            path: (*path).to_owned(),
            fresh: kind.map(|kind| Box::new(move || fresh(kind)) as _),
        };
        let theirs = Target {
            address: bare.address,
            path: peer_path.clone(),
            fresh: None,
        };
        let (ours, theirs) = side_by_side(ours, theirs).await?;
        highest = highest.max(hub.memory()?);
        let ratio = ours.per_second / theirs.per_second;
        let bytes = std::fs::metadata(file)?.len();
        let row = format!(
            "| {name} | {} | {} | {ratio:.2} | {bytes} |",
            ours.columns(),
            theirs.columns()
        );
        note(&row);
        writeln!(out, "{row}")?;
    }
    writeln!(
        out,
        "\nMemory of the server (resident): {} MB idle after the start, {} MB at most under this load.",
        idle / 1024,
        highest / 1024
    )?;
    writeln!(
        out,
        "\nWhat a browser loads for its first visit to /jobs, with Brotli:\n\n{page}"
    )?;
    Ok(out)
}

/// Of several answers, the one in the middle by its size.
async fn typical(address: std::net::SocketAddr, path: &str, kind: Option<Kind>) -> Result<load::Answer, Failure> {
    let mut answers = Vec::new();
    for _ in 0..SAMPLES {
        let path = format!("{path}{}", kind.map(fresh).unwrap_or_default());
        let answer = load::once(address, &path, "identity").await?;
        if answer.status != 200 || answer.body.is_empty() {
            return Err(format!("{path}: {} with {} bytes", answer.status, answer.body.len()).into());
        }
        answers.push(answer);
    }
    answers.sort_by_key(|answer| answer.body.len());
    Ok(answers.swap_remove(SAMPLES / 2))
}

/// Takes turns, so that whatever else the machine does hits both.
async fn side_by_side(ours: Target, theirs: Target) -> Result<(Figures, Figures), Failure> {
    load::run(&ours, CONNECTIONS, WARM_UP).await?;
    load::run(&theirs, CONNECTIONS, WARM_UP).await?;
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        a.push(load::run(&ours, CONNECTIONS, TURN).await?);
        b.push(load::run(&theirs, CONNECTIONS, TURN).await?);
    }
    Ok((Figures::median(a), Figures::median(b)))
}
