//! What every service works with: configuration, database, clock and gateways, shared by all requests.

use crate::{
    auth::keys::Keys,
    config::Config,
    db::Db,
    gateways::{mail::Mailer, payments::Payments},
    jobs::listing::Pages,
    limits::Limits,
    notifications::listeners::Listeners,
    screenshots::memory,
};
use domain::{ids::BadId, timestamp::Timestamp};
use object_store::ObjectStore;
use std::{collections::BTreeSet, ops::Deref, sync::Arc};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Tells the time, so that tests can set it.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The parts an [`App`] is made of.
pub struct Parts {
    pub config: Config,
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub payments: Arc<dyn Payments>,
    pub mailer: Arc<dyn Mailer>,
    pub storage: Arc<dyn ObjectStore>,
    pub keys: Keys,
    /// Rendered marketplace pages.
    pub pages: Pages,
    /// Orders writers of one job or submission within this process.
    pub turns: Turns,
    /// Orders those who tell the same person something. Taken last, over the write alone.
    pub tellers: Turns,
    /// Who waits in this process for what they are told.
    pub listeners: Listeners,
    /// Who has asked for how much.
    pub limits: Limits,
    /// Wakes the worker when a job was enqueued that moves money.
    pub wake: Notify,
    /// Wakes it when there is something to be sent.
    pub wake_mail: Notify,
    /// Wakes it when there is a picture to be made smaller.
    pub wake_pictures: Notify,
    /// Password hashing and picture work take a core each; more at once would only wait. One more than there are cores …
    pub heavy: Arc<Semaphore>,
    /// … and one less than that for work that takes long: whoever signs in does not wait for other people's pictures.
    pub long: Arc<Semaphore>,
    /// The memory, in MiB, that pictures may take while they are worked on.
    pub pictures: Arc<Semaphore>,
}

/// What the application reaches the outside with.
pub struct Gateways {
    pub payments: Arc<dyn Payments>,
    pub mailer: Arc<dyn Mailer>,
    pub storage: Arc<dyn ObjectStore>,
}

impl Parts {
    #[must_use]
    pub fn new(config: Config, db: Db, clock: Arc<dyn Clock>, keys: Keys, gateways: Gateways) -> Self {
        let Gateways {
            payments,
            mailer,
            storage,
        } = gateways;
        Self {
            pages: Pages::new(db.is_embedded()),
            turns: Turns::default(),
            tellers: Turns::default(),
            listeners: Listeners::default(),
            limits: Limits::default(),
            wake: Notify::new(),
            wake_mail: Notify::new(),
            wake_pictures: Notify::new(),
            heavy: Arc::new(Semaphore::new(cores() + 1)),
            long: Arc::new(Semaphore::new(cores())),
            pictures: memory::all(),
            config,
            db,
            clock,
            payments,
            mailer,
            storage,
            keys,
        }
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

/// Lets one writer after the other at a thing. Correctness never rests on it, since every transaction checks the version
/// it was decided on; it only spares writers of the same process from losing against each other again and again.
pub struct Turns(Vec<Arc<tokio::sync::Mutex<()>>>);

impl Default for Turns {
    fn default() -> Self {
        Self((0..256).map(|_| Arc::default()).collect())
    }
}

impl Turns {
    /// Waits for the turn at `id`, which lasts until the guard is dropped.
    pub async fn take(&self, id: &str) -> tokio::sync::OwnedMutexGuard<()> {
        Arc::clone(&self.0[self.place(id)]).lock_owned().await
    }

    /// Waits for the turn at all of them. Always in the same order, so that two who want the same do not wait for each
    /// other; whoever has a turn may not ask for another.
    pub async fn take_all(&self, ids: &[&str]) -> Vec<tokio::sync::OwnedMutexGuard<()>> {
        let places: BTreeSet<usize> = ids.iter().map(|id| self.place(id)).collect();
        let mut guards = Vec::with_capacity(places.len());
        for place in places {
            guards.push(Arc::clone(&self.0[place]).lock_owned().await);
        }
        guards
    }

    fn place(&self, id: &str) -> usize {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        // The remainder is below the number of locks.
        #[expect(clippy::cast_possible_truncation, reason = "a remainder of 256")]
        let place = (hasher.finish() % self.0.len() as u64) as usize;
        place
    }
}

/// A handle to the running application; cloning is cheap.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl App {
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Runs work that keeps a core busy away from the threads that serve requests.
    ///
    /// # Errors
    /// What the work returns, or an internal error when it panicked.
    pub async fn heavy<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> crate::Result<T> + Send + 'static,
    ) -> crate::Result<T> {
        // It goes along with the work: who asked may have gone away meanwhile, and the core is still taken.
        let permit = turn(&self.heavy).await?;
        let work = move || {
            let _permit = permit;
            work()
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|e| crate::Error::Internal(e.to_string()))?
    }

    /// The same for work that may take seconds, such as that on pictures. It leaves a place to what is short.
    ///
    /// # Errors
    /// As [`App::heavy`].
    pub async fn long<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> crate::Result<T> + Send + 'static,
    ) -> crate::Result<T> {
        let permit = turn(&self.long).await?;
        self.heavy(move || {
            let _permit = permit;
            work()
        })
        .await
    }
}

async fn turn(of: &Arc<Semaphore>) -> crate::Result<OwnedSemaphorePermit> {
    let permit = Arc::clone(of).acquire_owned().await;
    permit.map_err(|e| crate::Error::Internal(e.to_string()))
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// A new id: a UUID of version 7, so that ids made later sort later.
pub(crate) fn fresh<T: TryFrom<String, Error = BadId>>() -> crate::Result<T> {
    T::try_from(uuid::Uuid::now_v7().simple().to_string()).map_err(|e| crate::Error::Internal(e.to_string()))
}
