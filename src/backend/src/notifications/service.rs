//! Telling people what happened, and letting them listen to it.

use super::{listeners::Listener, repo};
use crate::{App, Error, Result, auth, db::Sql};
use domain::{
    auth::Actor,
    ids::UserId,
    notifications::{Beginning, Event, Notification, NotificationId, Ready},
    page::{Page, PageQuery},
    validation::Invalid,
};
use std::collections::VecDeque;

/// For how long notifications are kept.
const KEPT_DAYS: i64 = 30;
/// How many a sweep forgets in one transaction, and a stream reads at once.
const SWEEP: usize = 500;
const BATCH: usize = 100;

/// Part of a transaction: tells each of `to` of the event. A transaction may tell of several kinds, of each of them once, and
/// goes through [`write`].
pub(crate) fn tell(app: &App, to: &[&UserId], event: &Event) -> Sql {
    repo::tell(to, event, app.now())
}

/// Carries out a transaction that tells `to`, and wakes them. Writers of this process take turns at a recipient, since of
/// those who write a counter at once all but one have to try again; those of several servers do.
pub(crate) async fn write(app: &App, to: &[&UserId], sql: Sql) -> Result<()> {
    let ids: Vec<&str> = to.iter().map(|recipient| recipient.as_str()).collect();
    let turns = app.tellers.take_all(&ids).await;
    app.db.write(sql).await?;
    drop(turns);
    for recipient in to {
        app.listeners.wake(recipient);
    }
    Ok(())
}

/// One's own notifications, newest first.
///
/// # Errors
/// Refused paging parameters.
pub async fn list(app: &App, actor: &Actor, query: &PageQuery) -> Result<Page<Notification>> {
    let (limit, after) = query.validate()?;
    let before = after.map(|cursor| NotificationId::parse(&cursor)).transpose();
    let before = before.map_err(|_| Invalid::one("cursor", "cursor", "This cursor was not given out by this list."))?;
    let rows = repo::latest(&app.db, &actor.user, before.map(NotificationId::number), limit + 1).await?;
    Ok(Page::cut(rows, limit, |row| row.id.to_string()))
}

/// What a listener is told next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The stream stands behind this place.
    Ready(NotificationId, Ready),
    Happened(Notification),
}

/// A stream of what its owner is told, in order, each once. It remembers a place, not rows: whatever is not asked for stays
/// in the table.
pub struct Stream {
    app: App,
    token: String,
    user: UserId,
    listener: Listener,
    /// Everything up to this number was read.
    seq: i64,
    read: VecDeque<Told>,
    /// Whether the table may hold more right now.
    more: bool,
}

/// Begins a stream. `token` is the one that the actor came with: the stream lives for as long as it is good.
///
/// # Errors
/// When the database fails.
pub async fn stream(app: &App, actor: &Actor, token: String, from: Beginning) -> Result<Stream> {
    // First of all, so that nothing happens unheard between reading the counter and listening.
    let listener = app.listeners.listen(actor.user.clone());
    let (seq, complete) = match from {
        Beginning::Now => (repo::head(&app.db, &actor.user).await?, true),
        Beginning::After(place) => behind(app, &actor.user, place.number()).await?,
        Beginning::SecondsAgo(seconds) => (place_ago(app, &actor.user, seconds).await?, true),
    };
    let ready = Told::Ready(NotificationId::nth(seq), Ready { complete });
    Ok(Stream {
        app: app.clone(),
        token,
        user: actor.user.clone(),
        listener,
        seq,
        read: VecDeque::from([ready]),
        more: true,
    })
}

/// Where a stream behind `seq` begins, and whether nothing is missing there: what follows may have been forgotten, and a
/// number may come from before a backup was read back.
async fn behind(app: &App, user: &UserId, seq: i64) -> Result<(i64, bool)> {
    let head = repo::head(&app.db, user).await?;
    if seq >= head {
        return Ok((head, seq == head));
    }
    let next = repo::since(&app.db, user, seq, 1).await?;
    Ok((seq, next.first().is_some_and(|next| next.id.number() == seq + 1)))
}

/// The place before what has happened in so many seconds.
async fn place_ago(app: &App, user: &UserId, seconds: i64) -> Result<i64> {
    let since = app.now().plus_seconds(-seconds);
    let mut seq = repo::head(&app.db, user).await?;
    loop {
        let rows = repo::latest(&app.db, user, Some(seq.saturating_add(1)), BATCH).await?;
        if let Some(earlier) = rows.iter().find(|row| row.created_at < since) {
            return Ok(earlier.id.number());
        }
        match rows.last() {
            Some(last) => seq = last.id.number() - 1,
            None => return Ok(seq),
        }
    }
}

impl Stream {
    /// Waits for what comes next. None when the session or the server ends, or the database fails; whoever comes back says
    /// what they heard last.
    pub async fn next(&mut self) -> Option<Told> {
        loop {
            if self.listener.is_closed() {
                return None;
            }
            if let Some(told) = self.read.pop_front() {
                return Some(told);
            }
            if !self.more {
                self.listener.wait().await;
            }
            match self.look().await {
                Ok(()) => {}
                Err(Error::Unauthorized) => return None,
                Err(error) => {
                    tracing::error!(%error, "a stream of notifications ends");
                    return None;
                }
            }
        }
    }

    /// Reads on, if whoever listens may still do so.
    async fn look(&mut self) -> Result<()> {
        auth::service::authenticate(&self.app, &self.token).await?;
        let rows = repo::since(&self.app.db, &self.user, self.seq, BATCH).await?;
        self.more = rows.len() == BATCH;
        if let Some(last) = rows.last() {
            self.seq = last.id.number();
        }
        self.read.extend(rows.into_iter().map(Told::Happened));
        Ok(())
    }
}

/// Looks for what other servers have told those who listen here, until `stop` resolves. Nothing to do on a database that
/// only this process writes to.
pub async fn watch(app: App, stop: impl Future<Output = ()>) {
    if app.db.is_embedded() {
        return;
    }
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(app.listeners.pace().look) => {}
        }
        if let Err(error) = look(&app).await {
            tracing::error!(%error, "looking for notifications failed; it goes on with the next round");
        }
    }
}

/// One round: a single question for all who listen here, however many they are.
async fn look(app: &App) -> Result<()> {
    let recipients = app.listeners.recipients();
    if recipients.is_empty() {
        return Ok(());
    }
    for (recipient, last) in repo::heads(&app.db, &recipients).await? {
        app.listeners.seen(&recipient, last);
    }
    Ok(())
}

/// Forgets what is older than it is kept. Returns how much.
///
/// # Errors
/// When the database fails.
pub(crate) async fn sweep(app: &App) -> Result<usize> {
    repo::forget(&app.db, app.now().plus_hours(-24 * KEPT_DAYS), SWEEP).await
}
