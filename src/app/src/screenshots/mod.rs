//! Pictures as evidence.

pub mod capture;
pub mod components;
pub mod intake;
pub mod server_fns;
#[cfg(feature = "hydrate")]
pub mod upload;
pub mod viewer;
