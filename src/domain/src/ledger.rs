//! The double-entry kernel: a movement in, a balanced booking out. It performs nothing; the wallet's repository writes
//! what it returns, in one transaction with the idempotency key.
//!
//! Every entry debits or credits one account by a positive amount. Debits and credits of a booking are equal. An account
//! grows on its normal side: assets and expenses by debits, liabilities and revenue by credits.

mod accounts;
mod book;
mod movements;

pub use accounts::{Account, Class, Entry, Side};
pub use book::{Book, LedgerError, check};
pub use movements::{Booking, BookingKind, Movement, Source, book};

#[cfg(test)]
mod tests;
