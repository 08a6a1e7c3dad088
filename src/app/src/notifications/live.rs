//! The one stream of this tab, and who wants to hear of what. On the server nothing happens, so nobody hears anything.

use crate::error::AppError;
use domain::notifications::Notification;
use leptos::prelude::*;

/// What a part of a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Topic {
    /// A job with its seats and what was handed in for it.
    Job(String),
    /// A tester's seat and the work in it.
    Claim(String),
    /// The viewer's money.
    Wallet,
    Anything,
}

impl Topic {
    #[must_use]
    pub fn covers(&self, happened: &Notification) -> bool {
        let is = |id: Option<&str>, asked: &str| id == Some(asked);
        match self {
            Self::Job(job) => is(happened.job_id.as_ref().map(|id| id.as_str()), job),
            Self::Claim(claim) => is(happened.claim_id.as_ref().map(|id| id.as_str()), claim),
            Self::Wallet => happened.kind.touches_wallet(),
            Self::Anything => true,
        }
    }
}

/// Opens the stream once the page is awake, if somebody is signed in. Signing in and out load a new document, and so begin
/// and end it.
pub fn start() {
    #[cfg(feature = "hydrate")]
    {
        let user = crate::auth::current::use_current_user();
        Effect::new(move |_| {
            if user.get_untracked().is_some() {
                leptos::task::spawn_local(listen());
            }
        });
    }
}

/// How long to wait before the part is asked for again.
#[cfg(feature = "hydrate")]
const PAUSE: std::time::Duration = std::time::Duration::from_secs(30);

/// Goes on until the part is there; until then the page is as fresh as it was loaded.
#[cfg(feature = "hydrate")]
async fn listen() {
    if open_stream().await.is_err() {
        set_timeout(|| leptos::task::spawn_local(listen()), PAUSE);
    }
}

/// # Errors
/// When the part cannot be fetched.
#[cfg(feature = "hydrate")]
#[leptos::wasm_split::wasm_split(live, wasm_split_path = ::leptos::wasm_split, fallible)]
fn open_stream() -> Result<(), leptos::wasm_split::SplitLoaderError> {
    super::source::start();
    Ok(())
}

/// Runs `then` in the browser soon after something of the topic has happened: once for many at a time, and once more when
/// the tab comes back from where it could not listen. Ends with the part of the page that asked.
///
/// The topic is asked for each time, so it may follow the address.
pub fn on(topic: impl Fn() -> Topic + 'static, then: impl Fn() + 'static) {
    #[cfg(feature = "hydrate")]
    {
        let id = super::hearers::subscribe(Box::new(topic), std::rc::Rc::new(then));
        on_cleanup(move || super::hearers::unsubscribe(id));
    }
    #[cfg(not(feature = "hydrate"))]
    drop((topic, then));
}

/// What the viewer has just done changed what `topic` is about: whoever follows it loads again, as if the server had told.
pub fn changed(topic: &Topic) {
    #[cfg(feature = "hydrate")]
    super::hearers::gather(|asked| asked == topic || *asked == Topic::Anything);
    #[cfg(not(feature = "hydrate"))]
    let _ = topic;
}

/// `value`, loaded again whenever something of the topic happens. What cannot be loaded then stays as it is: the next
/// event, or coming back to the tab, tries again.
pub fn keep<T, Fut>(value: T, topic: Topic, again: impl Fn() -> Fut + 'static) -> ReadSignal<T>
where
    T: Send + Sync + 'static,
    Fut: Future<Output = Result<T, AppError>> + 'static,
{
    let (kept, set) = signal(value);
    follow(topic, again, move |fresh| {
        // Only a part that has left the page meanwhile cannot take it.
        set.try_set(fresh);
    });
    kept
}

/// Gives `take` what `again` loads whenever something of the topic happens. Where it is only to be shown, [`keep`] does all of it.
pub fn follow<T, Fut>(topic: Topic, again: impl Fn() -> Fut + 'static, take: impl Fn(T) + Clone + 'static)
where
    T: 'static,
    Fut: Future<Output = Result<T, AppError>> + 'static,
{
    // Answers may overtake each other; what was asked for last is the newest.
    let asked = StoredValue::new(0_u64);
    on(
        move || topic.clone(),
        move || {
            let Some(mine) = asked.try_update_value(|n| {
                *n += 1;
                *n
            }) else {
                return;
            };
            let (loading, take) = (again(), take.clone());
            leptos::task::spawn_local(async move {
                if let Ok(fresh) = loading.await
                    && asked.try_get_value() == Some(mine)
                {
                    take(fresh);
                }
            });
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        ids::{ClaimId, JobId},
        notifications::{NotificationId, NotificationKind},
        timestamp::Timestamp,
    };

    #[test]
    fn topics_cover_what_they_show() {
        let seat = Notification {
            id: NotificationId::nth(1),
            kind: NotificationKind::SeatTaken,
            title: "t".into(),
            amount_cents: None,
            currency: "usd".into(),
            job_id: JobId::parse("j").ok(),
            claim_id: ClaimId::parse("c").ok(),
            submission_id: None,
            payout_id: None,
            created_at: Timestamp::from_millis(0),
        };
        let paid = Notification {
            kind: NotificationKind::PayoutPaid,
            job_id: None,
            claim_id: None,
            ..seat.clone()
        };
        let covered = |topic: Topic| (topic.covers(&seat), topic.covers(&paid));
        assert_eq!(covered(Topic::Job("j".into())), (true, false));
        assert_eq!(covered(Topic::Job("k".into())), (false, false));
        assert_eq!(covered(Topic::Claim("c".into())), (true, false));
        assert_eq!(covered(Topic::Wallet), (false, true));
        assert_eq!(covered(Topic::Anything), (true, true));
    }
}
