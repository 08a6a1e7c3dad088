//! Where testers marked: the annotations of everybody's pictures of one step, gathered on one grid.

use crate::{App, Error, Result, jobs, screenshots, submissions, users};
use annotate::{
    Estimate,
    heat::{COLUMNS, Heat},
};
use domain::{
    auth::Actor,
    ids::{JobId, StepId, SubmissionId},
    policy,
    reviews::heat::{HeatPicture, HeatQuery, HeatSpot, SPOTS, StepHeat, same_shape},
    screenshots::Screenshot,
    validation::Invalid,
};

/// A picture of the step, whose it is, and the submission it belongs to.
struct Found {
    submission: SubmissionId,
    tester: String,
    name: String,
    picture: Screenshot,
}

/// For who owns the job, and for admins.
///
/// # Errors
/// [`Error::NotFound`] for a step that the job does not have; a picture that is none of the step's.
pub async fn of_step(app: &App, actor: &Actor, job: &JobId, step: &StepId, query: &HeatQuery) -> Result<StepHeat> {
    let stored = if policy::may_oversee(actor) {
        jobs::service::stored(app, job).await?
    } else {
        jobs::service::managed(app, actor, job).await?
    };
    let found = pictures(app, job, step).await?;
    if found.is_empty() && !stored.job.journey.steps.iter().any(|own| own.id == *step) {
        return Err(Error::NotFound);
    }
    let front = match &query.picture {
        Some(id) => {
            let named = found.iter().position(|found| found.picture.id == *id);
            Some(named.ok_or_else(|| Invalid::one("picture", "unknown", "This step has no such picture."))?)
        }
        None => (!found.is_empty()).then_some(0),
    };
    app.long(move || Ok(gather(found, front))).await
}

/// The pictures of a step, those of the newest submission first.
async fn pictures(app: &App, job: &JobId, step: &StepId) -> Result<Vec<Found>> {
    let works = submissions::service::handed_in(app, job).await?;
    let ids: Vec<SubmissionId> = works.iter().map(|work| work.id.clone()).collect();
    let people = users::service::people(app, works.iter().map(|work| work.tester.to_string())).await?;
    let mut pictures = screenshots::service::of_submissions(app, &ids).await?;
    let mut found = Vec::new();
    for work in works {
        let own = pictures.remove(work.id.as_str()).unwrap_or_default();
        for picture in own.into_iter().filter(|picture| picture.step_id.as_ref() == Some(step)) {
            found.push(Found {
                submission: work.id.clone(),
                tester: work.tester.to_string(),
                name: people.get(work.tester.as_str()).ok_or(Error::NotFound)?.name.clone(),
                picture,
            });
        }
    }
    Ok(found)
}

fn gather(found: Vec<Found>, front: Option<usize>) -> StepHeat {
    let pictures: Vec<HeatPicture> = found.iter().map(shown).collect();
    let Some(picture) = front.and_then(|at| pictures.get(at).cloned()) else {
        return StepHeat {
            picture: None,
            pictures,
            columns: COLUMNS,
            rows: 0,
            cells: Vec::new(),
            testers: 0,
            marks: 0,
            left_out: 0,
            spots: Vec::new(),
        };
    };
    let size = (picture.width, picture.height);
    let (mut marks, mut left_out) = (0, 0);
    // One for each tester, so that it can be told how many of them mean the same place.
    let mut own: Vec<(String, Heat)> = Vec::new();
    for Found { tester, picture, .. } in found {
        if !same_shape((picture.width, picture.height), size) {
            left_out += 1;
            continue;
        }
        let Some(scene) = &picture.scene else { continue };
        let mut heat = Heat::new(size.0, size.1);
        let added = heat.add(scene, &Estimate);
        if added == 0 {
            continue;
        }
        marks += added;
        match own.iter_mut().find(|(known, _)| *known == tester) {
            Some((_, known)) => known.join(&heat),
            None => own.push((tester, heat)),
        }
    }
    let mut all = Heat::new(size.0, size.1);
    for (_, heat) in &own {
        all.join(heat);
    }
    let soft = all.blurred();
    let middle = |n: usize, count: usize| (n as f64 + 0.5) / count as f64;
    let spots = soft.hottest(SPOTS).into_iter().map(|spot| HeatSpot {
        x: thousandths(middle(spot.column, COLUMNS)),
        y: thousandths(middle(spot.row, soft.rows())),
        testers: own.iter().filter(|(_, heat)| heat.around(spot) > 0.0).count(),
        marks: thousandths(all.around(spot)),
    });
    StepHeat {
        spots: spots.collect(),
        picture: Some(picture),
        pictures,
        columns: COLUMNS,
        rows: soft.rows(),
        cells: soft.cells().iter().map(|cell| thousandths(*cell)).collect(),
        testers: own.len(),
        marks,
        left_out,
    }
}

fn shown(found: &Found) -> HeatPicture {
    HeatPicture {
        id: found.picture.id.clone(),
        submission_id: found.submission.clone(),
        tester: found.name.clone(),
        original_url: found.picture.original_url.clone(),
        width: found.picture.width,
        height: found.picture.height,
    }
}

/// As fine as a picture of it can show.
fn thousandths(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
