//! Paying: a payment stands before the processor is asked, is brought to its end however often that takes, and does then
//! what it was made for, all of it in one transaction.

mod fulfil;
pub mod methods;
pub mod notices;
pub mod prepaid;
pub(crate) mod refunds;
mod repo;
pub mod rest;
pub mod service;

pub(crate) use fulfil::Fulfilled;
pub(crate) use repo::{Stored, everything};
