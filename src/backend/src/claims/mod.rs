//! Seats: taking one, giving it back, losing it to the clock.

pub(crate) mod repo;
pub mod rest;
pub mod service;
