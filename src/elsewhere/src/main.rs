//! A SurrealDB server in a process of its own, for tests of a database elsewhere: the command line is that of `surreal`.

use std::process::ExitCode;
use surrealdb_server::core::CommunityComposer;

fn main() -> ExitCode {
    surrealdb_server::init(CommunityComposer::default())
}
