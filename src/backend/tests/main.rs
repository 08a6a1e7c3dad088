//! The backend from outside: the whole router, the real database engine in memory, sandbox payments, and a clock that tests
//! set. Every test goes through [`harness::hub_test`], which leaves no test without an audit of the books.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod accounts;
mod answer;
mod audit_log;
mod bad_bodies;
mod bad_files;
mod buckets;
mod calls;
mod dashboard;
mod decisions;
mod disputes;
mod document;
mod doors;
mod engines;
mod faults;
mod form;
mod guards;
mod harness;
mod heat;
mod layers;
mod leaving;
mod limits;
mod listening;
mod live;
mod mail;
mod main_loop;
mod marketplace;
mod model;
mod money;
mod odd_files;
mod pictures;
mod plans;
mod python;
mod races;
mod remarks;
mod scenes;
mod second_factor;
mod sessions;
mod statements;
mod stripe;
mod told;
mod upgrade;
