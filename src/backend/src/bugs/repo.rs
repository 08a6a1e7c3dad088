//! Bug reports in the database.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
    submissions,
};
use domain::{
    bugs::{Bug, Severity},
    ids::{BugId, ScreenshotId, StepId, SubmissionId},
    timestamp::Timestamp,
};
use surrealdb::types::{RecordId, SurrealValue};

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    submission_id: String,
    title: String,
    severity: String,
    step_id: Option<String>,
    steps_to_reproduce: String,
    expected: String,
    actual: String,
    /// Reports from before there was one have none.
    console: Option<String>,
    screenshot_ids: Vec<String>,
    created_at: i64,
}

impl Row {
    fn bug(self) -> Result<(String, Bug)> {
        let screenshot_ids = self.screenshot_ids.into_iter().map(ScreenshotId::parse);
        let bug = Bug {
            id: BugId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            title: self.title,
            severity: Severity::from_code(&self.severity).unwrap_or(Severity::Medium),
            step_id: self.step_id.map(StepId::parse).transpose().map_err(Error::bad_id)?,
            steps_to_reproduce: self.steps_to_reproduce,
            expected: self.expected,
            actual: self.actual,
            console: self.console.unwrap_or_default(),
            screenshot_ids: screenshot_ids.collect::<Result<_, _>>().map_err(Error::bad_id)?,
            created_at: Timestamp::from_millis(self.created_at),
        };
        Ok((self.submission_id, bug))
    }
}

pub async fn create(db: &Db, submission: &SubmissionId, bug: &Bug) -> Result<()> {
    let ids: Vec<String> = bug.screenshot_ids.iter().map(ToString::to_string).collect();
    let sql = submissions::service::evidence_changes(submission).then(
        Sql::new(
            "CREATE type::record('bug', $bug) SET submission_id = $submission, title = $title, severity = $severity,
                 step_id = $step, steps_to_reproduce = $reproduce, expected = $expected, actual = $actual,
                 console = $console, screenshot_ids = $pictures, created_at = $now;",
        )
        .bind("bug", bug.id.to_string())
        .bind("title", bug.title.clone())
        .bind("severity", bug.severity.code().to_owned())
        .bind("step", bug.step_id.as_ref().map(ToString::to_string))
        .bind("reproduce", bug.steps_to_reproduce.clone())
        .bind("expected", bug.expected.clone())
        .bind("actual", bug.actual.clone())
        .bind("console", Some(bug.console.clone()).filter(|text| !text.is_empty()))
        .bind("pictures", ids)
        .bind("now", bug.created_at.millis()),
    );
    db.write(sql).await.map(drop)
}

/// Bugs with the id of their submission, oldest first.
pub async fn of_submissions(db: &Db, ids: &[SubmissionId]) -> Result<Vec<(String, Bug)>> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let sql = Sql::new("SELECT * FROM bug WHERE submission_id IN $ids ORDER BY created_at").bind("ids", ids);
    db.ask(sql).await?.rows::<Row>(0)?.into_iter().map(Row::bug).collect()
}

/// Throws `not_found` when the submission has no such bug.
pub async fn remove(db: &Db, submission: &SubmissionId, bug: &BugId) -> Result<()> {
    let sql = submissions::service::evidence_changes(submission).then(
        Sql::new(
            "IF (SELECT VALUE submission_id FROM ONLY type::record('bug', $bug)) != $submission { THROW 'not_found' };
             DELETE type::record('bug', $bug);",
        )
        .bind("bug", bug.to_string()),
    );
    db.write(sql).await.map(drop)
}
