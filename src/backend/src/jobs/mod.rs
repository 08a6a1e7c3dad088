//! Test jobs: making and editing them, publishing and stopping them, and the marketplace.

pub mod bulk;
pub(crate) mod chargebacks;
pub mod listing;
pub mod publishing;
pub(crate) mod repo;
pub mod rest;
pub mod service;
