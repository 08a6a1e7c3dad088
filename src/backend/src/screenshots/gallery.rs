//! Pictures as they are looked at: who may see one, those that belong to the same report, and those of others beside it.

use super::repo;
use crate::{App, Error, Result, claims, submissions, users};
use domain::{
    auth::Actor,
    ids::{ScreenshotId, SubmissionId},
    screenshots::{
        Screenshot,
        gallery::{Gallery, Rival, Side},
    },
};

/// So many pictures of others can be chosen from.
const MAX_RIVALS: usize = 100;

/// A picture that somebody may look at, with the report it belongs to and where they stand to it.
pub(crate) struct Sight {
    pub work: submissions::Stored,
    pub picture: Screenshot,
    pub side: Side,
}

/// # Errors
/// [`Error::NotFound`] also for pictures of submissions that the actor may not read.
pub(crate) async fn sight(app: &App, actor: &Actor, id: &ScreenshotId) -> Result<Sight> {
    let stored = repo::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let work = submissions::service::readable(app, actor, &stored.submission).await?;
    let side = if work.tester == actor.user {
        Side::Tester
    } else if work.owner == actor.user {
        Side::Client
    } else {
        Side::Admin
    };
    Ok(Sight {
        work,
        picture: stored.screenshot,
        side,
    })
}

/// The pictures of the report that a picture belongs to.
///
/// # Errors
/// [`Error::NotFound`] also for pictures of submissions that the actor may not read.
pub async fn around(app: &App, actor: &Actor, id: &ScreenshotId) -> Result<Gallery> {
    let Sight { work, side, .. } = sight(app, actor, id).await?;
    let stored = repo::of_submissions(&app.db, std::slice::from_ref(&work.id)).await?;
    let pictures = stored.into_iter().map(|stored| stored.screenshot).collect();
    let contract = claims::service::stored(app, &work.claim).await?.contract;
    Ok(Gallery {
        tester: users::service::person(app, &work.tester).await?.name,
        pictures: Gallery::in_order(pictures, &contract.journey.steps),
        submission_id: work.id,
        job_id: work.job,
        side,
    })
}

/// What other testers have handed in for the same step of the job; nothing for who sees only their own work.
///
/// # Errors
/// [`Error::NotFound`] also for pictures of submissions that the actor may not read.
pub async fn rivals(app: &App, actor: &Actor, id: &ScreenshotId) -> Result<Vec<Rival>> {
    let Sight { work, picture, side } = sight(app, actor, id).await?;
    if side == Side::Tester {
        return Ok(Vec::new());
    }
    let mut others = submissions::service::handed_in(app, &work.job).await?;
    others.retain(|other| other.id != work.id);
    let ids: Vec<SubmissionId> = others.iter().map(|other| other.id.clone()).collect();
    let people = users::service::people(app, others.iter().map(|other| other.tester.to_string())).await?;
    let name = |submission: &SubmissionId| {
        let other = others.iter().find(|other| other.id == *submission)?;
        people.get(other.tester.as_str()).map(|person| person.name.clone())
    };
    let found = repo::of_submissions(&app.db, &ids).await?.into_iter();
    let same_step = found.filter(|stored| stored.screenshot.step_id == picture.step_id);
    let rivals = same_step.filter_map(|stored| {
        Some(Rival {
            tester: name(&stored.submission)?,
            picture: stored.screenshot,
        })
    });
    Ok(rivals.take(MAX_RIVALS).collect())
}
