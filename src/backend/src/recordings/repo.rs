//! Recordings in the database. Their files stand in the store, under the names that the rows have.

use crate::{
    App, Error, Result,
    db::{self, Db, Sql},
    submissions, uploads,
};
use domain::{
    ids::{RecordingId, SubmissionId, UploadId},
    recordings::{MAX_PER_SUBMISSION, Mark, Recording},
    timestamp::Timestamp,
};
use surrealdb::types::{RecordId, SurrealValue};

/// A recording with the name of its file.
#[derive(Clone)]
pub struct Stored {
    pub submission: SubmissionId,
    pub recording: Recording,
    pub file: String,
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    submission_id: String,
    step_id: Option<String>,
    file: String,
    bytes: i64,
    millis: i64,
    width: i64,
    height: i64,
    moments: Vec<i64>,
    words: Vec<String>,
    created_at: i64,
}

impl Row {
    fn stored(self) -> Result<Stored> {
        let id = RecordingId::parse(db::key(&self.id)).map_err(Error::bad_id)?;
        let number = |n: i64| u32::try_from(n).map_err(|e| Error::Internal(format!("recording {id}: {e}")));
        let moments: Result<Vec<u32>> = self.moments.iter().map(|at| number(*at)).collect();
        let marks = moments?.into_iter().zip(self.words);
        let recording = Recording {
            step_id: self
                .step_id
                .map(domain::ids::StepId::parse)
                .transpose()
                .map_err(Error::bad_id)?,
            url: format!("/media/recordings/{id}"),
            millis: number(self.millis)?,
            width: number(self.width)?,
            height: number(self.height)?,
            bytes: number(self.bytes)? as usize,
            marks: marks.map(|(at, words)| Mark { at, words }).collect(),
            created_at: Timestamp::from_millis(self.created_at),
            id,
        };
        Ok(Stored {
            submission: SubmissionId::parse(self.submission_id).map_err(Error::bad_id)?,
            recording,
            file: self.file,
        })
    }
}

/// Adds a recording to its report; throws `too_many_recordings` or `evidence_full` where there is no room for it, and `not_found` where
/// the upload that it was `sent` as has been given up.
pub async fn create(app: &App, new: &Stored, sent: &UploadId) -> Result<()> {
    let Recording {
        id,
        step_id,
        millis,
        width,
        height,
        bytes,
        created_at,
        ..
    } = &new.recording;
    let sql = submissions::service::evidence_changes(&new.submission).then(
        Sql::new(
            "IF array::len(SELECT VALUE id FROM recording WHERE submission_id = $submission) >= $most {
                 THROW 'too_many_recordings'
             };
             IF math::sum(SELECT VALUE bytes FROM recording WHERE submission_id = $submission)
                 + math::sum(SELECT VALUE bytes FROM screenshot WHERE submission_id = $submission) + $bytes > $most_bytes {
                 THROW 'evidence_full'
             };
             CREATE type::record('recording', $recording) SET submission_id = $submission, step_id = $step, file = $file,
                 bytes = $bytes, millis = $millis, width = $width, height = $height, moments = $moments, words = $words,
                 created_at = $now;",
        )
        .bind("recording", id.to_string())
        .bind("step", step_id.as_ref().map(ToString::to_string))
        .bind("file", new.file.clone())
        .bind("bytes", i64::try_from(*bytes).unwrap_or(i64::MAX))
        .bind("most", i64::try_from(MAX_PER_SUBMISSION).unwrap_or(i64::MAX))
        .bind("most_bytes", app.config.evidence_quota)
        .bind("millis", i64::from(*millis))
        .bind("width", i64::from(*width))
        .bind("height", i64::from(*height))
        .bind("now", created_at.millis()),
    );
    let sql = sql.then(uploads::service::taken(sent));
    app.db.write(marks(sql, &new.recording.marks)).await.map(drop)
}

fn marks(sql: Sql, marks: &[Mark]) -> Sql {
    let moments: Vec<i64> = marks.iter().map(|mark| mark.at.into()).collect();
    let words: Vec<String> = marks.iter().map(|mark| mark.words.clone()).collect();
    sql.bind("moments", moments).bind("words", words)
}

/// Puts marks in the place of those that there are.
pub async fn set_marks(db: &Db, of: &Stored, new: &[Mark]) -> Result<()> {
    let sql = submissions::service::evidence_changes(&of.submission).then(
        Sql::new("UPDATE type::record('recording', $recording) SET moments = $moments, words = $words;")
            .bind("recording", of.recording.id.to_string()),
    );
    db.write(marks(sql, new)).await.map(drop)
}

pub async fn remove(db: &Db, stored: &Stored) -> Result<()> {
    let sql = submissions::service::evidence_changes(&stored.submission).then(
        Sql::new("DELETE type::record('recording', $recording);").bind("recording", stored.recording.id.to_string()),
    );
    db.write(sql).await.map(drop)
}

fn stored(rows: Vec<Row>) -> Result<Vec<Stored>> {
    rows.into_iter().map(Row::stored).collect()
}

pub async fn find(db: &Db, id: &RecordingId) -> Result<Option<Stored>> {
    Ok(find_all(db, std::slice::from_ref(id)).await?.pop())
}

/// Those of `ids` that there are, in no order.
pub async fn find_all(db: &Db, ids: &[RecordingId]) -> Result<Vec<Stored>> {
    let ids: Vec<RecordId> = ids.iter().map(|id| RecordId::new("recording", id.as_str())).collect();
    let sql = Sql::new("SELECT * FROM $ids").bind("ids", ids);
    stored(db.ask(sql).await?.rows(0)?)
}

/// Oldest first.
pub async fn of_submissions(db: &Db, ids: &[SubmissionId]) -> Result<Vec<Stored>> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let sql = Sql::new("SELECT * FROM recording WHERE submission_id IN $ids ORDER BY created_at").bind("ids", ids);
    stored(db.ask(sql).await?.rows(0)?)
}
