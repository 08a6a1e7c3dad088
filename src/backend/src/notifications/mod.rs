//! What people are told: written in the transaction of its cause, listed, and streamed to whoever listens.
//!
//! Every recipient has a counter of their own, and each notification takes the next number in the transaction that writes
//! it. Two transactions that tell the same person conflict over the counter and are carried out one after the other, so
//! numbers are seen in the order in which they were given out, without a hole. A reader that remembers one number, which is
//! what `Last-Event-ID` carries, therefore misses nothing. A time or a random id could not promise that: what is committed
//! later may have begun earlier. People who are told different things at once do not wait for each other; those of
//! this process who tell the same person queue up ([`service`]) instead of losing against each other.
//!
//! [`listeners`] only wakes the streams of this process; what happened always comes out of the table. On a database that
//! other servers write to, [`service::watch`] asks once a second for the counters of everybody who listens here.

pub mod listeners;
pub(crate) mod repo;
pub mod rest;
pub mod service;
