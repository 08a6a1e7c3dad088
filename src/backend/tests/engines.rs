//! The engine that is the default, on disk.

use crate::{harness::hub_test_with, main_loop::whole_loop};

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_loop_on_surrealkv() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("surrealkv://{}", folder.path().join("db").display());
    hub_test_with(&[("DATABASE_URL", &url)], whole_loop).await;
}
