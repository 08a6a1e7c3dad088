//! The command line and the server process.

mod backup;
mod commands;
mod connections;
mod forms;
mod seed;
mod serve;
mod settings;
mod site;

use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

#[derive(Parser)]
#[command(
    name = "peertest-hub",
    version,
    about = "A crowdtesting marketplace on a machine of your own"
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Start the server (also what happens without a command)
    Serve {
        /// Load the demo data when the database has just been made
        #[arg(long)]
        demo: bool,
    },
    /// Bring the database's schema up to date
    Migrate,
    /// Fill the database with content to look at or to measure with
    Seed {
        /// Clients, testers, an admin, and jobs in every state
        #[arg(long, required_unless_present = "jobs")]
        demo: bool,
        /// This many open jobs, with projects and clients as needed
        #[arg(long, value_name = "N")]
        jobs: Option<u32>,
    },
    /// Write the database and all pictures to one file
    Backup { file: PathBuf },
    /// Read a backup into an empty database
    Restore { file: PathBuf },
    /// Check every invariant of the money; exit 1 and a list when one does not hold
    Audit,
    /// Administrators
    Admin {
        #[command(subcommand)]
        command: Admin,
    },
    /// Print the OpenAPI document
    Openapi,
    /// Ask the running server whether it is well; for container health checks
    Health,
}

#[derive(Subcommand)]
enum Admin {
    /// Make an administrator; reads the password from standard input
    Create { email: String },
}

/// Why a command ended without success.
enum Failure {
    /// A setting cannot be used: exit 2, before anything was touched.
    Setting(String),
    /// Anything else: exit 1.
    Other(String),
}

impl From<backend::Error> for Failure {
    fn from(error: backend::Error) -> Self {
        let failure = error.failure();
        let fields: String = failure
            .errors
            .iter()
            .map(|e| format!("\n  {}: {}", e.field, e.message))
            .collect();
        // On the command line the operator sees what a client must not.
        let detail = if failure.status >= 500 {
            error.to_string()
        } else {
            failure.detail
        };
        Self::Other(format!("{detail}{fields}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Other(error.to_string())
    }
}

/// For each thread, as SurrealDB's own server has it: its statements are carried out by calls within calls, and what is
/// usual is too little for a long transaction in a debug build. Only what is touched is ever taken.
const STACK: usize = 10 * 1024 * 1024;

fn main() -> ExitCode {
    allocator::settle();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(async { tokio::spawn(run(Cli::parse())).await }),
        Err(error) => {
            commands::complain(&format!("the runtime cannot be started: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let ended = ended.unwrap_or_else(|error| Err(Failure::Other(error.to_string())));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Setting(why)) => {
            commands::complain(&why);
            ExitCode::from(2)
        }
        Err(Failure::Other(why)) => {
            commands::complain(&why);
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    if matches!(cli.command, Some(Command::Openapi)) {
        return commands::openapi();
    }
    let settings = settings::read()?;
    settings::start_logging();
    match cli.command.unwrap_or(Command::Serve { demo: false }) {
        Command::Serve { demo } => serve::run(settings, demo).await,
        Command::Migrate => commands::migrate(settings).await,
        Command::Seed { demo, jobs } => commands::seed(settings, demo, jobs).await,
        Command::Backup { file } => backup::write(settings, &file).await,
        Command::Restore { file } => backup::read(settings, &file).await,
        Command::Audit => commands::audit(settings).await,
        Command::Admin {
            command: Admin::Create { email },
        } => commands::create_admin(settings, &email).await,
        Command::Health => commands::health(settings).await,
        Command::Openapi => commands::openapi(),
    }
}
