//! What people see: pages and the server functions behind them, rendered on the server (`ssr`) and brought to life in
//! the browser (`hydrate`).
//!
//! Every noun has its `server_fns` (take the viewer, call the service, map the refusal), `pages` and `components`. What
//! knows no noun stands in [`ui`], what a browser keeps until the server has it in `kept`, what takes the backend out of Leptos' context in [`context`], the frame around all
//! pages in [`shell`].

// The view macro makes deep types of long pages.
#![recursion_limit = "512"]

pub mod admin;
pub mod annotator;
pub mod auth;
pub mod bugs;
pub mod claims;
pub mod context;
pub mod dashboard;
pub mod dev;
pub mod disputes;
pub mod error;
pub mod jobs;
#[cfg(feature = "hydrate")]
pub mod kept;
pub mod landing;
pub mod legal;
pub mod notifications;
pub mod payments;
pub mod projects;
pub mod recordings;
pub mod remarks;
pub mod reviews;
pub mod screenshots;
pub mod shell;
pub mod submissions;
pub mod ui;
pub mod users;
pub mod wallet;

pub use shell::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
