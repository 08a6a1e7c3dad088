//! Other engines than the one in memory: the default one on disk, and a database elsewhere.

use crate::{
    harness::{TestHub, hub_test_with},
    main_loop::whole_loop,
    races::{fifty_approvals, fifty_payouts, fifty_publishes, one_outbox},
};
use std::{
    io::{BufRead as _, BufReader},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_loop_on_surrealkv() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("surrealkv://{}", folder.path().join("db").display());
    hub_test_with(&[("DATABASE_URL", &url)], whole_loop).await;
}

/// A SurrealDB server in a process of its own: `src/elsewhere`, built beside these tests.
struct Elsewhere {
    process: Child,
    url: String,
}

impl Elsewhere {
    fn start() -> Self {
        let tests = std::env::current_exe().unwrap();
        let target: PathBuf = tests.ancestors().nth(2).unwrap().into();
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut process = Command::new(target.join("surreal"))
            .args([
                "start",
                "--no-banner",
                "--log",
                "info",
                "--username",
                "root",
                "--password",
                "root",
            ])
            .args(["--bind", &free.to_string(), "memory"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("surreal beside the tests: cargo build -p elsewhere");
        let said = process.stdout.take().unwrap();
        let mut lines = BufReader::new(said).lines().map_while(Result::ok);
        assert!(
            lines.any(|line| line.contains("Started web server")),
            "it does not start"
        );
        // It says so just before it listens.
        while TcpStream::connect(free).is_err() {
            assert!(process.try_wait().unwrap().is_none(), "it has ended");
            std::thread::yield_now();
        }
        // A log that nobody reads would stop it.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            process,
            url: format!("ws://{free}"),
        }
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn elsewhere(test: impl AsyncFnOnce(&TestHub)) {
    let database = Elsewhere::start();
    let settings = [
        ("DATABASE_URL", database.url.as_str()),
        ("DATABASE_USER", "root"),
        ("DATABASE_PASSWORD", "root"),
    ];
    hub_test_with(&settings, test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_loop_on_a_database_elsewhere() {
    elsewhere(whole_loop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_moves_once_however_many_ask_on_a_database_elsewhere() {
    elsewhere(fifty_approvals).await;
    elsewhere(fifty_payouts).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_with_connections_of_their_own_move_money_once() {
    elsewhere(fifty_publishes).await;
    elsewhere(one_outbox).await;
}
