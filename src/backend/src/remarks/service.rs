//! Talking about pictures that were handed in. Both sides of a report do, and admins; what one writes the other is told of.

use super::repo::{self, Head, Of, Pin, Stored};
use crate::{
    App, Error, Result,
    app::fresh,
    claims, notifications,
    screenshots::gallery::{self, Sight},
    submissions, users,
};
use domain::{
    auth::Actor,
    error::Conflict,
    ids::{RemarkId, ScreenshotId, UserId},
    notifications::NotificationKind,
    page::Page,
    policy,
    remarks::{Answer, AnswerInput, Author, MAX_PER_PICTURE, Remark, RemarkInput, RemarkPatch, may_edit},
    screenshots::gallery::Side,
    submissions::SubmissionStatus,
    users::Person,
    validation::Invalid,
};
use std::collections::HashMap;

const MAX_TRIES: usize = 20;

/// The remarks on a picture in the order of their numbers, each with its answers.
///
/// # Errors
/// [`Error::NotFound`] also for pictures that the actor may not see.
pub async fn list(app: &App, actor: &Actor, id: &ScreenshotId) -> Result<Page<Remark>> {
    gallery::sight(app, actor, id).await?;
    Ok(Page {
        items: threads(app, repo::of_picture(&app.db, id).await?).await?,
        next_cursor: None,
    })
}

/// Everything that the actor has written, for their own records.
pub(crate) async fn written(app: &App, actor: &Actor) -> Result<Vec<serde_json::Value>> {
    let mut rows = repo::by(&app.db, &actor.user).await?;
    rows.sort_by_key(|row| row.created_at.millis());
    let said = rows.into_iter().map(|row| {
        serde_json::json!({"id": row.id, "screenshot_id": row.screenshot, "text": row.text, "created_at": row.created_at})
    });
    Ok(said.collect())
}

/// Pins a remark to a point of a picture.
///
/// # Errors
/// Refused fields; a conflict while the work has not been handed in.
pub async fn pin(app: &App, actor: &Actor, id: &ScreenshotId, input: &RemarkInput) -> Result<Remark> {
    let sight = speaking(app, actor, id).await?;
    let (x, y, text) = input.validate(sight.picture.width, sight.picture.height)?;
    let of = |head: Head| {
        Of::Picture(Pin {
            number: head.number + 1,
            x,
            y,
            resolved: false,
            removed: false,
        })
    };
    let made = add(app, actor, &sight, &text, of).await?;
    thread(app, id, &made).await
}

/// Answers a remark; gives all of it back.
///
/// # Errors
/// Refused fields; [`Error::NotFound`] also for remarks on pictures that the actor may not see.
pub async fn answer(app: &App, actor: &Actor, id: &RemarkId, input: &AnswerInput) -> Result<Remark> {
    let (asked, sight) = seen(app, actor, id).await?;
    if matches!(asked.of, Of::Remark(_)) {
        // An answer is answered where it stands: under its remark.
        return Err(Error::NotFound);
    }
    let text = input.validate()?;
    add(app, actor, &sight, &text, |_| Of::Remark(id.clone())).await?;
    thread(app, &asked.screenshot, id).await
}

/// Puts it in other words, or marks it as settled. Gives the remark with its answers.
///
/// # Errors
/// Forbidden for the words of others; a conflict when the time for it is over or it was removed.
pub async fn change(app: &App, actor: &Actor, id: &RemarkId, patch: &RemarkPatch) -> Result<Remark> {
    let (before, sight) = seen(app, actor, id).await?;
    let patch = patch.validate()?;
    let now = app.now();
    if patch.text.is_some() {
        if before.author != actor.user {
            return Err(Error::Forbidden("Only who wrote this puts it in other words."));
        }
        may_edit(before.created_at, now)?;
    }
    let root = match (&before.of, patch.resolved) {
        (Of::Remark(_), Some(_)) => {
            let told = "An answer is not settled; its remark is.";
            return Err(Invalid::one("resolved", "no_remark", told).into());
        }
        (Of::Remark(root), None) => root.clone(),
        (Of::Picture(_), _) => id.clone(),
    };
    let text = patch.text.as_deref().map(|text| (text, now));
    let settled = matches!(before.of, Of::Picture(pin) if patch.resolved.is_some_and(|now| now != pin.resolved));
    let sql = repo::change(id, text, patch.resolved);
    if settled {
        tell(app, actor, &sight, NotificationKind::RemarkResolved, sql).await?;
    } else {
        app.db.write(sql).await?;
    }
    thread(app, &before.screenshot, &root).await
}

/// Removes what the actor has written. A remark that was answered leaves an empty place, so that the answers stay.
///
/// # Errors
/// Forbidden for what others wrote.
pub async fn remove(app: &App, actor: &Actor, id: &RemarkId) -> Result<()> {
    let (before, sight) = seen(app, actor, id).await?;
    if before.author != actor.user {
        return Err(Error::Forbidden("Only who wrote this removes it."));
    }
    let picture = &sight.picture.id;
    let _turn = app.turns.take(picture.as_str()).await;
    let mut tries = 0;
    loop {
        tries += 1;
        let head = repo::head(&app.db, picture).await?;
        let rows = repo::of_picture(&app.db, picture).await?;
        let answers = |root: &RemarkId| rows.iter().filter(|row| answers_to(row, root)).count();
        let done = match &before.of {
            Of::Picture(_) if answers(id) > 0 => repo::empty(&app.db, picture, head, id).await,
            Of::Remark(root) if answers(root) == 1 && is_removed(&rows, root) => {
                repo::remove(&app.db, picture, head, &[id, root]).await
            }
            _ => repo::remove(&app.db, picture, head, &[id]).await,
        };
        match done {
            Err(Error::Conflict(Conflict::Stale)) if tries < MAX_TRIES => {}
            other => return other,
        }
    }
}

fn answers_to(row: &Stored, remark: &RemarkId) -> bool {
    matches!(&row.of, Of::Remark(root) if root == remark)
}

fn is_removed(rows: &[Stored], id: &RemarkId) -> bool {
    let root = rows.iter().find(|row| row.id == *id);
    root.is_some_and(|root| matches!(root.of, Of::Picture(pin) if pin.removed))
}

/// A picture that the actor may talk about.
async fn speaking(app: &App, actor: &Actor, id: &ScreenshotId) -> Result<Sight> {
    let sight = gallery::sight(app, actor, id).await?;
    let relation = policy::Relation {
        owns_job: sight.work.owner == actor.user,
        holds_seat: sight.work.tester == actor.user,
    };
    if !policy::may_remark(actor, relation) {
        return Err(Error::NotFound);
    }
    if sight.work.status == SubmissionStatus::Draft {
        return Err(Conflict::NotHandedIn.into());
    }
    Ok(sight)
}

/// A remark or an answer on a picture that the actor may talk about.
async fn seen(app: &App, actor: &Actor, id: &RemarkId) -> Result<(Stored, Sight)> {
    let stored = repo::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let sight = speaking(app, actor, &stored.screenshot).await?;
    Ok((stored, sight))
}

async fn add(app: &App, actor: &Actor, sight: &Sight, text: &str, of: impl Fn(Head) -> Of) -> Result<RemarkId> {
    let picture = &sight.picture.id;
    let _turn = app.turns.take(picture.as_str()).await;
    let mut tries = 0;
    loop {
        tries += 1;
        let head = repo::head(&app.db, picture).await?;
        if repo::of_picture(&app.db, picture).await?.len() >= MAX_PER_PICTURE {
            let told = "A picture holds at most 200 remarks and answers.";
            return Err(Invalid::one("text", "too_many", told).into());
        }
        let new = Stored {
            id: fresh()?,
            screenshot: picture.clone(),
            of: of(head),
            author: actor.user.clone(),
            side: sight.side,
            text: text.to_owned(),
            created_at: app.now(),
            edited_at: None,
        };
        let sql = repo::create(&new, head);
        match tell(app, actor, sight, NotificationKind::RemarkMade, sql).await {
            Err(Error::Conflict(Conflict::Stale)) if tries < MAX_TRIES => {}
            Err(other) => return Err(other),
            Ok(()) => return Ok(new.id),
        }
    }
}

/// Carries out a transaction and tells those on the other side; both sides where an admin speaks.
async fn tell(app: &App, actor: &Actor, sight: &Sight, kind: NotificationKind, sql: crate::db::Sql) -> Result<()> {
    let work = &sight.work;
    let title = claims::service::stored(app, &work.claim).await?.contract.title;
    let to: Vec<&UserId> = match sight.side {
        Side::Client => vec![&work.tester],
        Side::Tester => vec![&work.owner],
        Side::Admin => vec![&work.owner, &work.tester],
    };
    let to: Vec<&UserId> = to.into_iter().filter(|user| **user != actor.user).collect();
    let sql = sql.then(submissions::service::told(app, &to, kind, work, &title));
    notifications::service::write(app, &to, sql).await
}

/// One remark with its answers.
async fn thread(app: &App, picture: &ScreenshotId, id: &RemarkId) -> Result<Remark> {
    let mut rows = repo::of_picture(&app.db, picture).await?;
    rows.retain(|row| row.id == *id || answers_to(row, id));
    threads(app, rows).await?.pop().ok_or(Error::NotFound)
}

/// Rows in the order in which they were written, as remarks with their answers.
async fn threads(app: &App, rows: Vec<Stored>) -> Result<Vec<Remark>> {
    let people = users::service::people(app, rows.iter().map(|row| row.author.to_string())).await?;
    let mut remarks: Vec<Remark> = Vec::new();
    for row in rows {
        let author = author(&people, &row)?;
        match row.of {
            Of::Picture(pin) => remarks.push(Remark {
                id: row.id,
                screenshot_id: row.screenshot,
                number: pin.number,
                x: pin.x,
                y: pin.y,
                author,
                text: row.text,
                resolved: pin.resolved,
                removed: pin.removed,
                created_at: row.created_at,
                edited_at: row.edited_at,
                answers: Vec::new(),
            }),
            Of::Remark(root) => {
                let answer = Answer {
                    id: row.id,
                    author,
                    text: row.text,
                    created_at: row.created_at,
                    edited_at: row.edited_at,
                };
                if let Some(remark) = remarks.iter_mut().find(|remark| remark.id == root) {
                    remark.answers.push(answer);
                }
            }
        }
    }
    Ok(remarks)
}

fn author(people: &HashMap<String, Person>, row: &Stored) -> Result<Author> {
    let person = people.get(row.author.as_str()).ok_or(Error::NotFound)?;
    Ok(Author {
        id: person.id.clone(),
        name: person.name.clone(),
        side: row.side,
    })
}
