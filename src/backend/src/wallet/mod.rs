//! The ledger as it is kept, the wallet as its owner reads it, and payouts.

pub mod audit;
pub(crate) mod figures;
pub mod overview;
pub mod payouts;
pub mod reconciliation;
pub(crate) mod repo;
pub mod rest;
pub mod service;
