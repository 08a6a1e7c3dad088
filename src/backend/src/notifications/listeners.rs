//! Who listens in this process, so that they need not keep asking. A wake is a hint and may come twice or for nothing; who
//! is woken asks the table.

use domain::ids::UserId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

/// How often things are looked at that nobody wakes for.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// The counters, on a database that other servers write to.
    pub look: Duration,
    /// Whether the session of an open stream still lives, and whether a hint was lost.
    pub check: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(1),
            check: Duration::from_secs(30),
        }
    }
}

/// Those who listen for one recipient.
struct Entry {
    /// The highest number that they were woken for.
    known: watch::Sender<i64>,
    listeners: usize,
}

#[derive(Clone)]
pub struct Listeners(Arc<Inner>);

struct Inner {
    entries: Mutex<HashMap<UserId, Entry>>,
    closed: watch::Sender<bool>,
    pace: Pace,
}

impl Default for Listeners {
    fn default() -> Self {
        Self::new(Pace::default())
    }
}

impl Listeners {
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self(Arc::new(Inner {
            entries: Mutex::default(),
            closed: watch::Sender::new(false),
            pace,
        }))
    }

    #[must_use]
    pub fn pace(&self) -> Pace {
        self.0.pace
    }

    /// Wakes everybody who listens for `recipient`.
    pub fn wake(&self, recipient: &UserId) {
        if let Some(entry) = self.0.lock().get(recipient) {
            entry.known.send_modify(|_| {});
        }
    }

    /// Wakes them when `last` is news.
    pub fn seen(&self, recipient: &UserId, last: i64) {
        if let Some(entry) = self.0.lock().get(recipient) {
            entry.known.send_if_modified(|known| {
                let news = last > *known;
                *known = last.max(*known);
                news
            });
        }
    }

    /// Those that somebody listens for.
    #[must_use]
    pub fn recipients(&self) -> Vec<UserId> {
        self.0.lock().keys().cloned().collect()
    }

    /// Begins to listen. What happens from now on wakes.
    #[must_use]
    pub fn listen(&self, recipient: UserId) -> Listener {
        let mut entries = self.0.lock();
        let entry = entries.entry(recipient.clone()).or_insert_with(|| Entry {
            known: watch::Sender::new(0),
            listeners: 0,
        });
        entry.listeners += 1;
        let woken = entry.known.subscribe();
        drop(entries);
        Listener {
            inner: Arc::clone(&self.0),
            recipient,
            woken,
            closed: self.0.closed.subscribe(),
        }
    }

    /// Ends every stream, those that begin later as well: the server is about to stop and would wait for them.
    pub fn close(&self) {
        self.0.closed.send_replace(true);
    }
}

impl Inner {
    /// The map is whole at every moment, also where a holder panicked.
    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who listens, until it is dropped.
pub struct Listener {
    inner: Arc<Inner>,
    recipient: UserId,
    woken: watch::Receiver<i64>,
    closed: watch::Receiver<bool>,
}

impl Listener {
    /// Waits for a wake, or until it is time to look without one. A wake between two calls is not lost.
    pub async fn wait(&mut self) {
        let check = self.inner.pace.check;
        tokio::select! {
            // An error means that the sender is gone; it stays in the map for as long as there is a listener.
            _ = self.woken.changed() => {}
            _ = self.closed.wait_for(|closed| *closed) => {}
            () = tokio::time::sleep(check) => {}
        }
    }

    #[must_use]
    pub fn is_closed(&self) -> bool {
        *self.closed.borrow()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut entries = self.inner.lock();
        if let Some(entry) = entries.get_mut(&self.recipient) {
            entry.listeners -= 1;
            if entry.listeners == 0 {
                entries.remove(&self.recipient);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str) -> UserId {
        UserId::parse(name).expect("an id")
    }

    #[tokio::test]
    async fn wakes_reach_their_listeners_and_are_not_lost() {
        let listeners = Listeners::default();
        let (mut ada, mut also) = (listeners.listen(user("ada")), listeners.listen(user("ada")));
        let bob = listeners.listen(user("bob"));
        listeners.wake(&user("ada"));
        ada.wait().await;
        also.wait().await;
        assert!(!bob.woken.has_changed().expect("a sender"));
        listeners.seen(&user("bob"), 3);
        assert!(bob.woken.has_changed().expect("a sender"));
        listeners.seen(&user("ada"), 3);
        ada.wait().await;
        also.wait().await;
        listeners.seen(&user("ada"), 3);
        assert!(!ada.woken.has_changed().expect("a sender"));
    }

    #[test]
    fn nobody_is_kept_who_does_not_listen() {
        let listeners = Listeners::default();
        let (one, two) = (listeners.listen(user("ada")), listeners.listen(user("ada")));
        drop(one);
        assert_eq!(listeners.recipients(), [user("ada")]);
        drop(two);
        assert!(listeners.recipients().is_empty());
        listeners.wake(&user("ada"));
    }

    #[tokio::test]
    async fn closing_ends_those_who_come_later_too() {
        let listeners = Listeners::default();
        let mut early = listeners.listen(user("ada"));
        listeners.close();
        early.wait().await;
        assert!(early.is_closed() && listeners.listen(user("bob")).is_closed());
    }
}
