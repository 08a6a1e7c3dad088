//! Servers of others' making that run in Python, beside the tests: they print `port N` once they listen, take orders on their
//! standard input, and say what happened on their standard output, a line each.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

pub struct Python {
    process: Child,
    told: ChildStdin,
    says: BufReader<ChildStdout>,
    pub port: u16,
}

impl Python {
    /// Starts a script of this folder.
    pub fn serve(script: &str, arguments: &[&str]) -> Self {
        let python = std::env::var("PEERTEST_PYTHON").expect("PEERTEST_PYTHON; run the tests through .ci/env");
        let mut process = Command::new(python)
            .arg(format!("{}/tests/{script}", env!("CARGO_MANIFEST_DIR")))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let told = process.stdin.take().unwrap();
        let says = BufReader::new(process.stdout.take().unwrap());
        let mut server = Self {
            process,
            told,
            says,
            port: 0,
        };
        server.port = server.line().strip_prefix("port ").expect("a port").parse().unwrap();
        server
    }

    pub fn tell(&mut self, order: &str) {
        writeln!(self.told, "{order}").unwrap();
    }

    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.says.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
