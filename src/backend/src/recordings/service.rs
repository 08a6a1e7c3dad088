//! Recordings: taken while the tester may edit, played to who may read the submission. A file is written before the row that names it
//! and removed after it no longer does, as those of pictures are.

use super::{
    files::{self, Bytes},
    repo::{self, Stored},
    webm::{self, Film, Refused},
};
use crate::{App, Error, Result, gateways::storage, limits, screenshots::memory, submissions, uploads};
use domain::{
    auth::Actor,
    claims::Contract,
    error::Conflict,
    ids::{RecordingId, SubmissionId, UploadId},
    recordings::{MAX_PER_SUBMISSION, MarksInput, Recording, RecordingInput},
    uploads::UploadKind,
    validation::Invalid,
};
use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

pub(crate) use files::FOLDER;

/// A recording as it goes out.
pub struct Playable {
    file: String,
    pub bytes: u64,
}

impl Playable {
    /// By which a cache knows it again.
    #[must_use]
    pub fn tag(&self) -> &str {
        storage::tag(&self.file)
    }

    /// # Errors
    /// When the store fails.
    pub async fn part(&self, app: &App, range: Range<u64>) -> Result<Bytes> {
        files::fetch(app, &self.file, range).await
    }
}

/// Adds a recording that has been sent in pieces. It has the id of its upload, so that whoever asks twice gets it once.
///
/// # Errors
/// 415 or 422 for what cannot be taken; a conflict when the submission can no longer be changed.
pub async fn create(app: &App, actor: &Actor, id: &SubmissionId, input: &RecordingInput) -> Result<Recording> {
    limits::service::upload(app, actor)?;
    let (_, contract) = submissions::service::editable(app, actor, id).await?;
    let sent = upload_of(input)?;
    let recording = RecordingId::parse(sent.as_str()).map_err(Error::bad_id)?;
    if let Some(there) = there(app, &recording, id).await? {
        return Ok(there);
    }
    match make(app, actor, id, &contract, input, &sent, &recording).await {
        // Of two who ask for the same at once, the slower one finds that what was sent has become a recording.
        Err(Error::NotFound) => there(app, &recording, id).await?.ok_or(Error::NotFound),
        made => made,
    }
}

async fn make(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    contract: &Contract,
    input: &RecordingInput,
    sent: &UploadId,
    recording: &RecordingId,
) -> Result<Recording> {
    let step_id = submissions::service::step_of(contract, input.step_id.as_deref())?;
    // Before the file is looked at: what is wrong with them needs no minute of waiting to be said.
    input.marks().validate(u32::MAX)?;
    // Spares the work on one that there is no place for; it is counted again as it is written.
    if repo::of_submissions(&app.db, std::slice::from_ref(id)).await?.len() >= MAX_PER_SUBMISSION {
        return Err(full(Conflict::TooManyRecordings.into()));
    }
    let upload = uploads::service::arrived(app, actor, id, sent, UploadKind::Recording).await?;
    // As it was sent, and as it is written anew: of many tiny frames up to twice as large.
    let room = memory::room(app, 3 * upload.upload.bytes as u64).await?;
    let file = uploads::service::whole(app, &upload).await?;
    let named = recording.clone();
    // The room goes along, and comes back with the film: who asked may have gone away meanwhile.
    let read = move || -> Result<(Film, String, memory::Room)> {
        let film = webm::clean(&file).map_err(refusal)?;
        let name = files::name(&named, &film);
        Ok((film, name, room))
    };
    let (film, name, room) = app.long(read).await?;
    files::put(app, &name, &film).await?;
    let new = Stored {
        submission: id.clone(),
        recording: Recording {
            step_id,
            url: String::new(),
            millis: film.millis,
            width: film.width,
            height: film.height,
            bytes: film.bytes(),
            marks: input.marks().validate(film.millis)?,
            created_at: app.now(),
            id: recording.clone(),
        },
        file: name,
    };
    drop((film, room));
    if let Err(error) = repo::create(app, &new, sent).await {
        // Of two who ask for the same at once, the slower one finds what the other has made, in the same file.
        if let Some(there) = there(app, recording, id).await? {
            return Ok(there);
        }
        files::discard(app, &new.file).await;
        return Err(full(error));
    }
    uploads::service::done(app, &upload).await;
    Ok(find(app, recording).await?.recording)
}

fn upload_of(input: &RecordingInput) -> Result<UploadId> {
    let told = |code| {
        Invalid::one(
            "upload_id",
            code,
            "Name the upload that the recording has been sent as.",
        )
    };
    if input.upload_id.is_empty() {
        return Err(told("required").into());
    }
    UploadId::parse(input.upload_id.as_str()).map_err(|_| told("unknown").into())
}

/// The recording that this upload has become already: its answer was lost on the way.
async fn there(app: &App, id: &RecordingId, submission: &SubmissionId) -> Result<Option<Recording>> {
    let found = repo::find(&app.db, id).await?;
    Ok(found
        .filter(|found| found.submission == *submission)
        .map(|found| found.recording))
}

fn refusal(refused: Refused) -> Error {
    match refused {
        Refused::Kind => Error::Unsupported("Send a recording as WebM."),
        Refused::Content(code, words) => Invalid::one("upload_id", code, words).into(),
    }
}

/// What a report may hold is a rule about what is added.
fn full(error: Error) -> Error {
    match error {
        Error::Conflict(full @ Conflict::TooManyRecordings) => {
            Invalid::one("upload_id", "too_many", &full.to_string()).into()
        }
        Error::Conflict(full @ Conflict::EvidenceFull) => Invalid::one("upload_id", "quota", &full.to_string()).into(),
        other => other,
    }
}

async fn find(app: &App, id: &RecordingId) -> Result<Stored> {
    repo::find(&app.db, id).await?.ok_or(Error::NotFound)
}

/// Puts marks in the place of those that there are.
///
/// # Errors
/// Refused marks; a conflict when the submission can no longer be changed.
pub async fn set_marks(app: &App, actor: &Actor, id: &RecordingId, input: &MarksInput) -> Result<Recording> {
    let stored = find(app, id).await?;
    submissions::service::editable(app, actor, &stored.submission).await?;
    let marks = input.validate(stored.recording.millis)?;
    repo::set_marks(&app.db, &stored, &marks).await?;
    Ok(find(app, id).await?.recording)
}

/// # Errors
/// A conflict when the submission can no longer be changed.
pub async fn remove(app: &App, actor: &Actor, id: &RecordingId) -> Result<()> {
    let stored = find(app, id).await?;
    submissions::service::editable(app, actor, &stored.submission).await?;
    repo::remove(&app.db, &stored).await?;
    files::discard(app, &stored.file).await;
    Ok(())
}

/// # Errors
/// [`Error::NotFound`] also for recordings of submissions that the actor may not read.
pub async fn playable(app: &App, actor: &Actor, id: &RecordingId) -> Result<Playable> {
    let stored = find(app, id).await?;
    submissions::service::readable(app, actor, &stored.submission).await?;
    Ok(Playable {
        file: stored.file,
        bytes: stored.recording.bytes as u64,
    })
}

/// The files that these recordings have.
pub(crate) async fn files_of(app: &App, ids: &[RecordingId]) -> Result<HashSet<String>> {
    let rows = repo::find_all(&app.db, ids).await?;
    Ok(rows.into_iter().map(|row| row.file).collect())
}

/// The recordings of several submissions, by submission, oldest first.
pub(crate) async fn of_submissions(app: &App, ids: &[SubmissionId]) -> Result<HashMap<String, Vec<Recording>>> {
    let mut out: HashMap<String, Vec<Recording>> = HashMap::new();
    for stored in repo::of_submissions(&app.db, ids).await? {
        out.entry(stored.submission.to_string())
            .or_default()
            .push(stored.recording);
    }
    Ok(out)
}
