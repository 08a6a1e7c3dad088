//! Content to look at ([`demo`]) and to measure with ([`load`]).

pub mod demo;
pub mod load;
