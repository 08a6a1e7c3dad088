//! Pictures in a bucket go into a backup and come out of it as those of a folder do.

use crate::process::Home;
use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
};

/// moto in a process of its own, as for the tests of the backend.
struct S3(Child, u16);

impl S3 {
    fn start() -> Self {
        let python = std::env::var("PEERTEST_PYTHON").expect("PEERTEST_PYTHON; run the tests through .ci/env");
        let mut process = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../backend/tests/s3.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("moto starts");
        let mut line = String::new();
        let says = process.stdout.as_mut().expect("its output");
        BufReader::new(says).read_line(&mut line).expect("a line");
        let port = line.trim().strip_prefix("port ").and_then(|port| port.parse().ok());
        Self(process, port.expect("a port"))
    }

    /// A home whose pictures are kept below `prefix` of the bucket.
    fn home(&self, prefix: &str) -> Home {
        let home = Home::new();
        let settings = format!(
            "STORAGE_URL=s3://pictures/{prefix}\nAWS_ENDPOINT_URL=http://127.0.0.1:{}\nAWS_REGION=eu-central-1\n\
             AWS_ACCESS_KEY_ID=key\nAWS_SECRET_ACCESS_KEY=secret\n",
            self.1
        );
        std::fs::write(home.path(".env"), settings).expect("written");
        home
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The pictures of a backup, by their names.
fn pictures(tar: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut archive = tar::Archive::new(std::fs::File::open(tar).expect("a backup"));
    let mut out = BTreeMap::new();
    for entry in archive.entries().expect("entries") {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a name").to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("its bytes");
        if name.starts_with("uploads/") {
            out.insert(name, bytes);
        }
    }
    out
}

#[test]
fn a_backup_holds_the_pictures_of_a_bucket() {
    let s3 = S3::start();
    let first = s3.home("first");
    first.good(&["seed", "--demo"]);
    assert!(!first.path("data/uploads").exists(), "nothing is kept here");
    first.good(&["backup", "hub.tar"]);
    let kept = pictures(&first.path("hub.tar"));
    assert!(kept.len() > 10, "{}", kept.len());

    let second = s3.home("second");
    let file = first.path("hub.tar");
    second.good(&["restore", file.to_str().expect("a path")]);
    second.good(&["audit"]);
    second.good(&["backup", "again.tar"]);
    assert_eq!(pictures(&second.path("again.tar")), kept);

    let third = s3.home("second");
    let refused = third.run(&["restore", file.to_str().expect("a path")]);
    assert_ne!(refused.code, Some(0));
    assert!(
        refused.err.contains("the bucket pictures is not empty"),
        "{}",
        refused.err
    );
}
