//! Settings of the process: the environment over `.env` over what `Leptos.toml` says of the site.

use crate::Failure;
use backend::config::Config;
use leptos::config::LeptosOptions;

/// What the server was built beside; used where no `Leptos.toml` lies in the working directory.
const BUILT_WITH: &str = include_str!("../../../Leptos.toml");

pub struct Settings {
    pub config: Config,
    pub site: LeptosOptions,
}

/// # Errors
/// The first setting that cannot be used, as one line that names it.
pub fn read() -> Result<Settings, Failure> {
    match dotenvy::dotenv() {
        Ok(_) => {}
        Err(error) if error.not_found() => {}
        Err(error) => return Err(Failure::Setting(format!(".env cannot be read: {error}"))),
    }
    let site = site()?;
    let address = site.site_addr.to_string();
    let config =
        Config::read(&|name| std::env::var(name).ok(), &address).map_err(|e| Failure::Setting(e.to_string()))?;
    Ok(Settings { config, site })
}

fn site() -> Result<LeptosOptions, Failure> {
    if let Ok(address) = std::env::var("LEPTOS_SITE_ADDR")
        && address.parse::<std::net::SocketAddr>().is_err()
    {
        let told = format!("LEPTOS_SITE_ADDR is {address:?}; use an address and a port such as 127.0.0.1:3000");
        return Err(Failure::Setting(told));
    }
    let found = match std::fs::read_to_string("Leptos.toml") {
        Ok(text) => text,
        Err(_) => BUILT_WITH.to_owned(),
    };
    // This also lays the `LEPTOS_*` variables over the file.
    let read = leptos::config::get_config_from_str(&found);
    read.map_err(|e| Failure::Setting(format!("Leptos.toml cannot be used: {e}")))
}

/// Log lines on standard error, filtered by `RUST_LOG`.
pub fn start_logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,backend=info,peertest_hub=info,server=info"));
    // It warns of every part of a recording that it does not know, and whoever sends one chooses how many there are.
    let filter = match "mkv_element=off".parse() {
        Ok(silent) => filter.add_directive(silent),
        Err(_) => filter,
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
