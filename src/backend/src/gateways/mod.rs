//! Other people's services, each behind a trait with the real one and the embedded one.

pub mod mail;
pub mod payments;
pub mod storage;
