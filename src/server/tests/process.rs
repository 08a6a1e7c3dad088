//! The real binary in an empty folder of its own, with nothing of the developer's settings.

use std::{
    fs::{File, read_to_string},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long a server may take until it is ready: debug builds on busy machines are slow.
const PATIENCE: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_millis(50);
const LOG: &str = "server.log";

/// The folder that the binary runs in; gone when it is dropped.
pub struct Home(TempDir);

/// How a command ended.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_peertest-hub"));
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env_clear()
            .env("RUST_BACKTRACE", "1");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        said(
            self.command(arguments)
                .stdin(Stdio::null())
                .output()
                .expect("the binary runs"),
        )
    }

    /// Runs a command that has to succeed.
    pub fn good(&self, arguments: &[&str]) -> Said {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(0), "{arguments:?}\n{}\n{}", said.out, said.err);
        said
    }

    /// What stands in the folder.
    pub fn names(&self) -> Vec<String> {
        let entries = self.0.path().read_dir().expect("the folder");
        entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect()
    }

    /// Starts the server and waits until it is ready.
    pub async fn serve(&self) -> Server {
        self.serve_with(&[("RATE_LIMIT", "off")]).await
    }

    /// The same with settings.
    pub async fn serve_with(&self, settings: &[(&str, &str)]) -> Server {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|l| l.local_addr())
            .expect("a free port")
            .port();
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.path(LOG))
            .expect("a log");
        let child = self
            .command(&["serve"])
            .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{port}"))
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("the server starts");
        let mut server = Server {
            child,
            url: format!("http://127.0.0.1:{port}"),
            log: self.path(LOG),
        };
        server.wait_until_ready().await;
        server
    }
}

pub fn said(output: Output) -> Said {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Said {
        code: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// Asks again until there is an answer.
pub async fn until<T>(ask: impl AsyncFn() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(began.elapsed() < PATIENCE, "it does not come");
        tokio::time::sleep(POLL).await;
    }
}

/// A running server; killed when it is dropped.
pub struct Server {
    child: Child,
    pub url: String,
    log: PathBuf,
}

impl Server {
    async fn wait_until_ready(&mut self) {
        let began = Instant::now();
        let address = format!("{}/health/ready", self.url);
        let client = reqwest::Client::new();
        loop {
            let answer = client.get(&address).timeout(Duration::from_secs(2)).send().await;
            if answer.is_ok_and(|a| a.status().is_success()) {
                return;
            }
            let ended = self.child.try_wait().expect("the server's state");
            assert!(
                ended.is_none() && began.elapsed() < PATIENCE,
                "not ready ({ended:?}):\n{}",
                tail(&self.log)
            );
            tokio::time::sleep(POLL).await;
        }
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("over");
    }

    /// Asks it to stop, and waits until it has.
    pub async fn stop(mut self) {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs");
        assert!(asked.success());
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the server's state") {
                assert!(status.success(), "{status}:\n{}", tail(&self.log));
                return;
            }
            assert!(began.elapsed() < PATIENCE, "it does not stop:\n{}", tail(&self.log));
            tokio::time::sleep(POLL).await;
        }
    }

    /// The most memory that it has held so far, in MiB, as the kernel counts it.
    pub fn peak(&self) -> u64 {
        let status = read_to_string(format!("/proc/{}/status", self.child.id())).expect("its status");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .expect("a peak");
        let kib = line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number");
        kib / 1024
    }

    pub fn log(&self) -> String {
        tail(&self.log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn tail(file: &Path) -> String {
    let text = read_to_string(file).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}
