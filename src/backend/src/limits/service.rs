//! What is limited, how much of it, and for whom. All figures are meant for a class or an office behind one address that
//! begins at the same minute: nobody who does what people do meets them.

use super::repo::{self, Change, State};
use crate::{App, Error, Result};
use domain::{
    auth::Actor,
    error::Conflict,
    limits::{Bucket, ClientAddress, Failures, Wait},
    timestamp::Timestamp,
};
use sha2::{Digest, Sha256};

/// A page with its parts is some five calls: 1,200 at once are 240 pages, and twenty a second are four pages, for one person
/// and the programs that act for them.
const API_BY_ACCOUNT: Bucket = Bucket::new(1200, 50);
/// Those who have not signed in, and share an address: 300 who begin at once, with ten calls each until they are in.
const API_BY_ADDRESS: Bucket = Bucket::new(3000, 25);
/// A submission holds 100 pictures, and one that comes in pieces counts as it begins and as it is taken. Each costs a core for a second,
/// and is annotated again and again by nobody faster.
const UPLOADS: Bucket = Bucket::new(240, 500);
/// Once an hour for each browser behind the address, and all of them at once after a break.
const REFRESHES: Bucket = Bucket::new(300, 500);
/// 300 people begin at once, each may mistype once, and then one try every two seconds. Those that succeed do not count.
const FAILED_SIGN_INS_BY_ADDRESS: Bucket = Bucket::new(300, 2000);

/// How often a count that lost against another server's is tried again.
const MAX_TRIES: usize = 40;

/// How many are removed at once.
const SWEEP: usize = 1000;

/// What is counted together by all servers of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limited {
    /// Making accounts.
    Registration,
    /// Asking for a mail that sets a new password, and using it.
    Reset,
    /// Asking for a mail that proves an address, and using it.
    Verification,
}

impl Limited {
    fn code(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Reset => "reset",
            Self::Verification => "verification",
        }
    }

    /// A class comes at once; then one a second, which is no more than the password hashing of one core.
    fn by_address(self) -> Bucket {
        match self {
            Self::Registration | Self::Verification => Bucket::new(300, 1000),
            Self::Reset => Bucket::new(100, 5000),
        }
    }

    /// Mail to one mailbox: whoever has been sent ten holds a good one, so that nobody is shut out by a stranger's asking.
    fn by_account(self) -> Bucket {
        Bucket::new(10, 5 * 60 * 1000)
    }
}

/// Who is counted: the address always; the account, or the e-mail address that claims to have one, where there is one.
/// The same whether it exists.
#[derive(Debug, Clone, Copy)]
pub struct Who<'a> {
    pub address: ClientAddress,
    pub account: Option<&'a str>,
}

impl<'a> Who<'a> {
    #[must_use]
    pub fn at(address: ClientAddress) -> Self {
        Self { address, account: None }
    }

    /// `account` is an id, or an e-mail address as validation leaves it.
    #[must_use]
    pub fn asking_for(address: ClientAddress, account: &'a str) -> Self {
        Self {
            address,
            account: Some(account),
        }
    }
}

impl From<Wait> for Error {
    fn from(wait: Wait) -> Self {
        Self::TooMany {
            retry_after_seconds: wait.seconds(),
        }
    }
}

/// Counts one call of `limited`, for all servers together. To be called before anything is looked up.
///
/// # Errors
/// [`Error::TooMany`]; nothing is counted then.
pub async fn check(app: &App, limited: Limited, who: &Who<'_>) -> Result<()> {
    if !app.config.rate_limit {
        return Ok(());
    }
    let address = (name(limited.code(), &[&network(who.address)]), limited.by_address());
    let account = who
        .account
        .map(|account| (name(limited.code(), &["account", account]), limited.by_account()));
    let buckets: Vec<_> = [Some(address), account].into_iter().flatten().collect();
    let names: Vec<&str> = buckets.iter().map(|(name, _)| name.as_str()).collect();
    count(app, &names, |seen, now| {
        let taken = buckets
            .iter()
            .zip(seen)
            .map(|((_, bucket), seen)| take(*bucket, *seen, now));
        taken.collect()
    })
    .await
}

/// A sign-in that has been counted as failed.
#[must_use = "a sign-in that succeeds has to say so"]
pub struct Attempt(Option<Counted>);

struct Counted {
    pair: String,
    address: String,
}

/// Counts a try to sign in as failed, before it is made. By account and address together, so that nobody can keep somebody
/// else out from another address; and by address alone, with a generous allowance.
///
/// # Errors
/// [`Error::TooMany`] while the delay lasts; nothing is counted then.
pub async fn begin_sign_in(app: &App, from: ClientAddress, email: &str) -> Result<Attempt> {
    if !app.config.rate_limit {
        return Ok(Attempt(None));
    }
    let network = network(from);
    let counted = Counted {
        pair: name("failed-sign-in", &[&network, email]),
        address: name("failed-sign-in", &[&network]),
    };
    count(app, &[&counted.pair, &counted.address], |seen, now| {
        let failures = seen[0].map(|state| Failures {
            count: state.count,
            last: Timestamp::from_millis(state.at),
        });
        let next = Failures::next(failures, now)?;
        let state = State {
            count: next.count,
            at: next.last.millis(),
        };
        let pair = (state, next.forgotten_at().millis());
        Ok(vec![pair, take(FAILED_SIGN_INS_BY_ADDRESS, seen[1], now)?])
    })
    .await?;
    Ok(Attempt(Some(counted)))
}

impl Attempt {
    /// It did not fail after all: the account's failures are forgotten, and the address has its own back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn succeeded(self, app: &App) -> Result<()> {
        let Some(counted) = self.0 else { return Ok(()) };
        let _turns = app.limits.turns.take_all(&[&counted.pair, &counted.address]).await;
        let worth = FAILED_SIGN_INS_BY_ADDRESS.worth(1);
        repo::release(&app.db, &counted.pair, &counted.address, worth).await
    }
}

/// Counts a call to the interface or a page: by account where somebody has signed in, else by address.
///
/// # Errors
/// [`Error::TooMany`].
pub fn call(app: &App, from: ClientAddress, actor: Option<&Actor>) -> Result<()> {
    match actor {
        Some(actor) => here(app, API_BY_ACCOUNT, &("api", &actor.user)),
        None => here(app, API_BY_ADDRESS, &("api", from.network())),
    }
}

/// Counts a picture that somebody sends or annotates.
///
/// # Errors
/// [`Error::TooMany`].
pub fn upload(app: &App, actor: &Actor) -> Result<()> {
    here(app, UPLOADS, &("upload", &actor.user))
}

/// Counts an exchange of a refresh token.
///
/// # Errors
/// [`Error::TooMany`].
pub fn refresh(app: &App, from: ClientAddress) -> Result<()> {
    here(app, REFRESHES, &("refresh", from.network()))
}

/// Forgets what says nothing any more. Returns how much.
///
/// # Errors
/// When the database fails.
pub(crate) async fn sweep(app: &App) -> Result<usize> {
    repo::sweep(&app.db, app.now(), SWEEP).await
}

/// Counts in this process alone.
fn here(app: &App, bucket: Bucket, who: &impl std::hash::Hash) -> Result<()> {
    if !app.config.rate_limit {
        return Ok(());
    }
    Ok(app.limits.counters.take(bucket, who, app.now())?)
}

/// A state, and until when it says something.
type Kept = (State, i64);

fn take(bucket: Bucket, seen: Option<State>, now: Timestamp) -> Result<Kept, Wait> {
    let full_at = seen.map_or(now, |state| Timestamp::from_millis(state.at));
    let at = bucket.take(full_at, now, 1)?.millis();
    Ok((State { count: 0, at }, at))
}

/// Decides on what is kept under `names`, and writes it unless somebody was faster; then it decides again.
async fn count(
    app: &App,
    names: &[&str],
    decide: impl Fn(&[Option<State>], Timestamp) -> Result<Vec<Kept>, Wait>,
) -> Result<()> {
    // Those who come from one address write the same row.
    let _turns = app.limits.turns.take_all(names).await;
    let mut tries = 0;
    loop {
        tries += 1;
        let seen = repo::read(&app.db, names).await?;
        let next = decide(&seen, app.now())?;
        let changes = names.iter().zip(seen).zip(next);
        let changes: Vec<Change> = changes
            .map(|((name, seen), (next, until))| Change {
                name: (*name).to_owned(),
                seen,
                next,
                until,
            })
            .collect();
        match repo::write(&app.db, &changes).await {
            Err(Error::Conflict(Conflict::Stale)) if tries < MAX_TRIES => {}
            other => return other,
        }
    }
}

fn network(address: ClientAddress) -> String {
    address.network().to_string()
}

/// The name of what is kept for somebody. A hash, since it is nobody's business who has tried to sign in.
fn name(what: &str, who: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in who {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let hash: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{what}-{hash}")
}
