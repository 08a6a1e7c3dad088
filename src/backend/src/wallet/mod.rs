//! The ledger as it is kept, the wallet as its owner reads it, and payouts.

pub mod audit;
pub mod export;
pub mod figures;
pub mod overview;
mod paper;
pub mod payouts;
mod reading;
pub mod reconciliation;
pub(crate) mod repo;
pub mod rest;
pub mod service;
pub mod statements;
