//! The processes that are measured.

use crate::{Failure, load};
use std::{
    io::{BufRead as _, BufReader},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(120);

fn command(binary: &Path, dir: &Path) -> Command {
    let mut command = Command::new(binary);
    command
        .current_dir(dir)
        .env_clear()
        .env("DATABASE_URL", "surrealkv://data/db")
        .env("RATE_LIMIT", "off")
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

/// Fills the database, and says how long it took.
pub fn seed(binary: &Path, dir: &Path, jobs: u32) -> Result<Duration, Failure> {
    let began = Instant::now();
    let ended = command(binary, dir)
        .args(["seed", "--jobs", &jobs.to_string()])
        .status()?;
    if !ended.success() {
        return Err(format!("seed: {ended}").into());
    }
    Ok(began.elapsed())
}

/// A server in a process of its own, killed when it is dropped.
pub struct Running {
    child: Child,
    pub address: SocketAddr,
}

impl Running {
    /// The server, ready to answer.
    pub async fn start(binary: &Path, dir: &Path, site: &Path) -> Result<Self, Failure> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let child = command(binary, dir)
            .arg("serve")
            .env("LEPTOS_SITE_ADDR", address.to_string())
            .env("LEPTOS_SITE_ROOT", site)
            .spawn()?;
        let mut running = Self { child, address };
        let began = Instant::now();
        while load::once(address, "/health/ready", "identity")
            .await
            .map_or(0, |answer| answer.status)
            != 200
        {
            if began.elapsed() > PATIENCE || running.child.try_wait()?.is_some() {
                return Err("the server did not become ready".into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(running)
    }

    /// The peer, which is this program once more.
    pub async fn bare(dir: &Path) -> Result<Self, Failure> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--bare")
            .arg(dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let running = Self {
            child,
            address: (Ipv4Addr::LOCALHOST, 0).into(),
        };
        Ok(Self::at(running, line.trim().parse()?))
    }

    fn at(mut running: Self, port: u16) -> Self {
        running.address.set_port(port);
        running
    }

    /// Resident memory, in KiB.
    pub fn memory(&self) -> Result<u64, Failure> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
