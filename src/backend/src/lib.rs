//! Everything behind the door: services that authorise and decide, repositories that ask the database, gateways to other
//! people's services, and the REST interface over them. Knows nothing of pages.
//!
//! What to use when: a door (a REST handler, a server function) takes an [`domain::auth::Actor`] and calls
//! `<noun>::service`; a service calls its own `repo`, other nouns' services and the gateways, never another noun's `repo`.

pub mod admin;
mod app;
pub mod audit_log;
pub mod auth;
pub mod boot;
pub mod bugs;
pub mod claims;
pub mod config;
pub mod dashboard;
pub mod db;
pub mod disputes;
mod error;
pub mod gateways;
pub mod idempotency;
pub mod jobs;
pub mod limits;
pub mod mail;
pub mod notifications;
pub mod openapi;
pub mod payments;
pub mod projects;
pub mod recordings;
pub mod remarks;
pub mod rest;
pub mod reviews;
pub mod router;
pub mod screenshots;
pub mod submissions;
pub mod uploads;
pub mod users;
pub mod wallet;
pub mod worker;

pub use app::{App, Clock, Gateways, Parts, SystemClock};
pub use error::{Error, Result};
