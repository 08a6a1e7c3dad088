//! The rules of the marketplace, pure: no clock, no network, no database. Compiles for the server and the browser.
//!
//! What to use when:
//! - a value from outside → the `*Input` type of its noun and its `validate`, which returns every field error at once;
//! - a decision → the state machines ([`jobs::JobStatus`], [`claims::ClaimStatus`], [`submissions::SubmissionStatus`])
//!   and [`policy`];
//! - how much somebody may ask for, and how long to wait → [`limits`];
//! - money → [`money::Cents`], [`fees`] and the [`ledger`] kernel, which turns a movement into balanced entries;
//! - figures over weeks, counts by kind, medians → [`statistics`];
//! - something to show or send → the DTOs of each noun, the same over REST and server functions;
//! - a refusal → [`error::Failure`], the one shape in which errors travel.

pub mod admin;
pub mod agent;
pub mod audit_log;
pub mod auth;
pub mod books;
pub mod bugs;
pub mod claims;
pub mod dashboard;
pub mod disputes;
pub mod error;
pub mod fees;
pub mod ids;
pub mod jobs;
pub mod journeys;
pub mod ledger;
pub mod limits;
pub mod looks;
pub mod money;
pub mod notifications;
pub mod page;
pub mod patch;
pub mod payments;
pub mod policy;
pub mod projects;
pub mod reconciliation;
pub mod recordings;
pub mod remarks;
pub mod reviews;
#[cfg(feature = "openapi")]
mod schemas;
pub mod screenshots;
pub mod seats;
pub mod site;
pub mod statements;
pub mod statistics;
pub mod submissions;
pub mod timestamp;
pub mod uploads;
pub mod users;
pub mod validation;
pub mod wallet;
