//! How much somebody may ask for: token buckets, and the delay that grows with failed sign-ins. Also who somebody is, as far
//! as an address tells.

use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv6Addr};

/// So many at once, and from then on one each so many milliseconds.
///
/// All that is kept of a bucket is when it will be full again. That is one number, a new bucket needs none, and one whose
/// moment has passed can be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    capacity: i64,
    refill_millis: i64,
}

impl Bucket {
    /// `capacity` tokens, and a new one each `refill_millis`.
    #[must_use]
    pub const fn new(capacity: u32, refill_millis: u32) -> Self {
        Self {
            capacity: capacity as i64,
            refill_millis: refill_millis as i64,
        }
    }

    /// Takes `cost` tokens out of a bucket that is full at `full_at`, and says when it will be full again.
    ///
    /// # Errors
    /// When there are fewer; nothing is taken then.
    pub fn take(self, full_at: Timestamp, now: Timestamp, cost: u32) -> Result<Timestamp, Wait> {
        let next = full_at.max(now).millis() + self.worth(cost);
        let over = next - now.millis() - self.capacity * self.refill_millis;
        if over > 0 {
            Err(Wait::millis(over))
        } else {
            Ok(Timestamp::from_millis(next))
        }
    }

    /// By how many milliseconds `cost` tokens move the moment. Whoever gives them back moves it back by as much.
    #[must_use]
    pub fn worth(self, cost: u32) -> i64 {
        i64::from(cost) * self.refill_millis
    }
}

/// In how long to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait {
    seconds: u32,
}

impl Wait {
    /// Rounded up to whole seconds, one at least, so that who waits that long gets through.
    fn millis(millis: i64) -> Self {
        let seconds = millis.max(1).unsigned_abs().div_ceil(1000);
        Self {
            seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
        }
    }

    #[must_use]
    pub fn seconds(self) -> u32 {
        self.seconds
    }
}

/// `4 seconds`, `2 minutes`: a time to wait, for people; minutes are rounded up.
#[must_use]
pub fn in_words(seconds: u32) -> String {
    let (count, unit) = if seconds <= 90 {
        (seconds, "second")
    } else {
        (seconds.div_ceil(60), "minute")
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

/// Failed sign-ins without a success between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    pub count: i64,
    pub last: Timestamp,
}

impl Failures {
    /// Who has mistyped a password does not have to wait yet.
    pub const FREE: i64 = 5;
    /// The delay after the first that is not free; each one after it doubles it.
    pub const FIRST_DELAY_SECONDS: i64 = 2;
    /// No delay is longer. At four tries an hour nobody guesses a password, and who owns it can wait for it.
    pub const LONGEST_DELAY_SECONDS: i64 = 15 * 60;
    /// Failures that lie further back are forgotten. Far longer than the longest delay, or waiting would be all it takes.
    pub const FORGOTTEN_SECONDS: i64 = 24 * 3600;

    /// From when on somebody may try again.
    fn free_at(self) -> Timestamp {
        let beyond = self.count - Self::FREE;
        if beyond < 0 {
            return self.last;
        }
        let delay = Self::FIRST_DELAY_SECONDS << beyond.min(20);
        self.last.plus_seconds(delay.min(Self::LONGEST_DELAY_SECONDS))
    }

    /// From when on this is forgotten.
    #[must_use]
    pub fn forgotten_at(self) -> Timestamp {
        self.last.plus_seconds(Self::FORGOTTEN_SECONDS)
    }

    /// Counts a try as failed before it is made, so that tries at the same moment count too. Success clears it.
    ///
    /// # Errors
    /// When the delay is not over. Such a try is not made and does not count.
    pub fn next(before: Option<Self>, now: Timestamp) -> Result<Self, Wait> {
        let known = before.filter(|known| now < known.forgotten_at());
        let count = match known {
            None => 0,
            Some(known) if now < known.free_at() => {
                return Err(Wait::millis(known.free_at().millis() - now.millis()));
            }
            Some(known) => known.count,
        };
        Ok(Self {
            count: count + 1,
            last: now,
        })
    }
}

/// The address that a request came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// An IPv4 address in the clothes of an IPv6 one is that address.
    #[must_use]
    pub fn new(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    /// Of what did not come over a network.
    #[must_use]
    pub fn unknown() -> Self {
        Self(IpAddr::V6(Ipv6Addr::UNSPECIFIED))
    }

    /// For people; `None` for what did not come over a network.
    #[must_use]
    pub fn known(self) -> Option<String> {
        (self != Self::unknown()).then(|| self.0.to_string())
    }

    #[must_use]
    pub fn ip(self) -> IpAddr {
        self.0
    }

    /// What counts as one for limits: an IPv4 address, or the /64 of an IPv6 one, since every connection has a whole /64.
    #[must_use]
    pub fn network(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        }
    }
}

impl Default for ClientAddress {
    fn default() -> Self {
        Self::unknown()
    }
}

impl std::fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(NOW + millis)
    }

    #[test]
    fn a_bucket_gives_what_it_holds_and_then_what_comes_in() {
        let bucket = Bucket::new(3, 1000);
        let mut full_at = Timestamp::from_millis(0);
        for _ in 0..3 {
            full_at = bucket.take(full_at, at(0), 1).expect("there is one");
        }
        assert_eq!(bucket.take(full_at, at(0), 1), Err(Wait { seconds: 1 }));
        assert_eq!(bucket.take(full_at, at(999), 1), Err(Wait { seconds: 1 }));
        full_at = bucket.take(full_at, at(1000), 1).expect("one has come in");
        assert!(bucket.take(full_at, at(1000), 1).is_err());
        // However long it stands, it never holds more than its capacity.
        assert!(bucket.take(full_at, at(1_000_000), 3).is_ok());
        assert!(bucket.take(full_at, at(1_000_000), 4).is_err());
    }

    #[test]
    fn waiting_as_long_as_told_is_enough() {
        let bucket = Bucket::new(10, 700);
        let full_at = bucket.take(at(0), at(0), 10).expect("full");
        let wait = bucket.take(full_at, at(0), 4).expect_err("empty");
        assert_eq!(wait.seconds(), 3);
        assert!(bucket.take(full_at, at(0).plus_seconds(3), 4).is_ok());
    }

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let bucket = Bucket::new(2, 1000);
        let full_at = bucket.take(at(0), at(0), 2).expect("full");
        let full_at = Timestamp::from_millis(full_at.millis() - bucket.worth(1));
        assert!(bucket.take(full_at, at(0), 1).is_ok());
        assert!(bucket.take(full_at, at(0), 2).is_err());
    }

    #[test]
    fn the_delay_grows_and_ends() {
        let mut now = at(0);
        let mut failures = None;
        let mut delays = Vec::new();
        for _ in 0..16 {
            while let Err(wait) = Failures::next(failures, now) {
                delays.push(wait.seconds());
                now = now.plus_seconds(i64::from(wait.seconds()));
            }
            failures = Failures::next(failures, now).ok();
        }
        assert_eq!(delays, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        let quiet = now.plus_seconds(Failures::FORGOTTEN_SECONDS);
        assert_eq!(Failures::next(failures, quiet).map(|f| f.count), Ok(1));
        let many = Failures {
            count: i64::MAX,
            last: now,
        };
        assert_eq!(Failures::next(Some(many), now).map_err(Wait::seconds), Err(900));
    }

    #[test]
    fn a_wait_is_said_in_words() {
        let said = [1, 2, 90, 91, 900].map(in_words);
        assert_eq!(said, ["1 second", "2 seconds", "90 seconds", "2 minutes", "15 minutes"]);
    }

    #[test]
    fn an_ipv6_address_counts_by_its_64() {
        let network = |text: &str| ClientAddress::new(text.parse().expect(text)).network().to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("2001:db8:1:2::9"), "2001:db8:1:2::");
        assert_eq!(network("2001:db8:1:3::9"), "2001:db8:1:3::");
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
