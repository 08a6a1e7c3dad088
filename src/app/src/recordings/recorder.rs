//! The browser's own recorder, at work on a screen, a window or a tab. A page has one: nobody records two things at once.

#[cfg(feature = "hydrate")]
pub use at_work::{
    begin, can, cancel, discard, done_with, ended, forget, keep, keep_marks, kept, mark, millis, send, sending, stop,
    take,
};

#[cfg(not(feature = "hydrate"))]
pub use absent::{
    begin, can, cancel, discard, done_with, ended, forget, keep, keep_marks, kept, mark, millis, send, sending, stop,
    take,
};

use domain::{ids::StepId, recordings::Mark};

/// How sending goes on: from 0 to 1, or nothing while the network is away.
pub type Sent = Option<f64>;

/// What was recorded and is not on the server.
pub struct Film {
    /// Where this page finds it.
    pub url: String,
    pub marks: Vec<Mark>,
    /// The step that was in front as it began.
    pub step: Option<StepId>,
}

#[cfg(feature = "hydrate")]
mod at_work {
    use super::{Film, Mark, Sent, StepId};
    use crate::{
        kept::files::{self, Kept, Kind},
        recordings::server_fns::set_marks,
        screenshots::{
            capture,
            upload::{self, Parcel, Progress},
        },
    };
    use domain::{
        ids::SubmissionId,
        recordings::{MAX_BYTES, MAX_MARKS, MAX_SECONDS, MarksInput, Recording, RecordingInput},
    };
    use js_sys::{Array, Date, Function, Promise};
    use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
    use std::{
        cell::{Cell, RefCell},
        rc::Rc,
        time::Duration,
    };
    use wasm_bindgen::{JsCast as _, closure::Closure};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{
        AbortController, Blob, BlobEvent, BlobPropertyBag, MediaRecorder, MediaRecorderOptions, MediaStream,
        MediaStreamTrack, RecordingState, Url,
    };

    /// What browsers record and play, the best first.
    const KINDS: [&str; 3] = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];
    /// Letters stay readable, and a minute has some 20 MB.
    const BITS_PER_SECOND: u32 = 2_500_000;
    /// How often the browser hands over what it has, in milliseconds.
    const EVERY: i32 = 1_000;
    /// What one more of these may bring at the very most.
    const ROOM: f64 = 4.0 * 1024.0 * 1024.0;
    const REFUSED: &str = "This browser does not let the screen be recorded. Add screenshots instead.";

    thread_local! {
        static RECORDER: RefCell<Option<Recorder>> = const { RefCell::new(None) };
        static TAKEN: RefCell<Option<Taken>> = const { RefCell::new(None) };
        static SENDING: RefCell<Option<(SubmissionId, AbortController)>> = const { RefCell::new(None) };
    }

    fn kind() -> Option<&'static str> {
        KINDS.into_iter().find(|kind| MediaRecorder::is_type_supported(kind))
    }

    /// Whether this browser can, which those of phones cannot.
    pub fn can() -> bool {
        let known = js_sys::Reflect::has(&js_sys::global(), &"MediaRecorder".into()).unwrap_or(false);
        capture::can() && known && kind().is_some()
    }

    /// It goes on until it is stopped: by its user, by the browser's own bar, after a minute, or when it gets too large.
    struct Recorder {
        submission: SubmissionId,
        recorder: MediaRecorder,
        stream: MediaStream,
        began: f64,
        step: Option<StepId>,
        /// Set while it goes on, and written once it is looked at.
        marks: Vec<u32>,
        stopped: Promise,
        chunks: Array,
        over: Option<TimeoutHandle>,
        _heard: Closure<dyn FnMut(BlobEvent)>,
        _ended: Closure<dyn FnMut()>,
    }

    /// What was recorded, and where the page finds it.
    struct Taken {
        submission: SubmissionId,
        file: Blob,
        url: String,
    }

    impl Drop for Taken {
        fn drop(&mut self) {
            // It fails for no address that was made here.
            let _ = Url::revoke_object_url(&self.url);
        }
    }

    /// Asks what to show and begins; false when the user would rather not.
    ///
    /// # Errors
    /// In words, when the browser cannot.
    pub async fn begin(submission: &SubmissionId, step: Option<StepId>) -> Result<bool, String> {
        let Some(stream) = capture::stream(REFUSED).await? else {
            return Ok(false);
        };
        let begun = Recorder::on(&stream, submission, step);
        if begun.is_none() {
            capture::end(&stream);
            return Err(REFUSED.to_owned());
        }
        RECORDER.set(begun);
        Ok(true)
    }

    impl Recorder {
        fn on(stream: &MediaStream, submission: &SubmissionId, step: Option<StepId>) -> Option<Self> {
            let options = MediaRecorderOptions::new();
            options.set_mime_type(kind()?);
            options.set_video_bits_per_second(BITS_PER_SECOND);
            let recorder = MediaRecorder::new_with_media_stream_and_media_recorder_options(stream, &options).ok()?;
            let chunks = Array::new();
            let (held, size) = (chunks.clone(), Rc::new(Cell::new(0.0)));
            let full = stopper(&recorder);
            let began = Date::now();
            let heard = Closure::new(move |event: BlobEvent| {
                if let Some(chunk) = event.data() {
                    size.set(size.get() + chunk.size());
                    held.push(&chunk);
                    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
                    let large = size.get() + ROOM > MAX_BYTES as f64;
                    // The timer below sleeps while the machine does.
                    if large || Date::now() - began >= f64::from(MAX_SECONDS) * 1000.0 {
                        full();
                    }
                }
            });
            recorder.set_ondataavailable(Some(heard.as_ref().unchecked_ref()));
            let stopped = Promise::new(&mut |resolve: Function, _| recorder.set_onstop(Some(&resolve)));
            // The browser's own bar ends the stream, and not the recorder.
            let ended = Closure::new(stopper(&recorder));
            for track in stream.get_tracks() {
                let track: MediaStreamTrack = track.unchecked_into();
                track.set_onended(Some(ended.as_ref().unchecked_ref()));
            }
            recorder.start_with_time_slice(EVERY).ok()?;
            let over = set_timeout_with_handle(stopper(&recorder), Duration::from_secs(MAX_SECONDS.into()));
            Some(Self {
                submission: submission.clone(),
                recorder,
                stream: stream.clone(),
                began,
                step,
                marks: Vec::new(),
                stopped,
                chunks,
                over: over.ok(),
                _heard: heard,
                _ended: ended,
            })
        }
    }

    impl Drop for Recorder {
        fn drop(&mut self) {
            self.recorder.set_ondataavailable(None);
            self.recorder.set_onstop(None);
            if let Some(over) = self.over.take() {
                over.clear();
            }
            stopper(&self.recorder)();
            // The browser goes on telling that the screen is watched until its tracks are stopped.
            capture::end(&self.stream);
        }
    }

    /// Stops a recorder that has not stopped yet.
    fn stopper(recorder: &MediaRecorder) -> impl Fn() + 'static + use<> {
        let recorder = recorder.clone();
        move || {
            if recorder.state() != RecordingState::Inactive {
                // It fails for one that is not at work.
                let _ = recorder.stop();
            }
        }
    }

    /// For how long it has gone on, in milliseconds.
    pub fn millis() -> u32 {
        let began = RECORDER.with_borrow(|recorder| recorder.as_ref().map(|recorder| recorder.began));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a minute, and a clock that is put back counts as none"
        )]
        let millis = (Date::now() - began.unwrap_or(f64::MAX)).clamp(0.0, f64::from(MAX_SECONDS) * 1_000.0) as u32;
        millis
    }

    /// Marks this moment and tells how many are marked.
    pub fn mark() -> usize {
        let now = millis();
        RECORDER.with_borrow_mut(|recorder| {
            recorder.as_mut().map_or(0, |recorder| {
                if recorder.marks.len() < MAX_MARKS {
                    recorder.marks.push(now);
                }
                recorder.marks.len()
            })
        })
    }

    pub fn stop() {
        RECORDER.with_borrow(|recorder| {
            if let Some(recorder) = recorder {
                stopper(&recorder.recorder)();
            }
        });
    }

    /// Comes once it has stopped, whoever stopped it.
    pub async fn ended() {
        let stopped = RECORDER.with_borrow(|recorder| recorder.as_ref().map(|recorder| recorder.stopped.clone()));
        if let Some(stopped) = stopped {
            // It only resolves.
            let _ = JsFuture::from(stopped).await;
        }
    }

    /// What was recorded for `submission`; nothing when nothing was.
    pub fn take(submission: &SubmissionId) -> Option<Film> {
        let mut recorder = RECORDER.with_borrow_mut(|held| held.take_if(|held| held.submission == *submission))?;
        let kind = BlobPropertyBag::new();
        kind.set_type("video/webm");
        let file = Blob::new_with_blob_sequence_and_options(&recorder.chunks, &kind).ok()?;
        let mark = |at| Mark {
            at,
            words: String::new(),
        };
        let marks = std::mem::take(&mut recorder.marks).into_iter().map(mark).collect();
        let step = recorder.step.take();
        (file.size() > 0.0)
            .then(|| shown(submission, file, marks, step))
            .flatten()
    }

    fn shown(submission: &SubmissionId, file: Blob, marks: Vec<Mark>, step: Option<StepId>) -> Option<Film> {
        let url = Url::create_object_url_with_blob(&file).ok()?;
        TAKEN.set(Some(Taken {
            submission: submission.clone(),
            file,
            url: url.clone(),
        }));
        Some(Film { url, marks, step })
    }

    /// One film waits for each report.
    fn key(submission: &SubmissionId) -> String {
        submission.to_string()
    }

    /// Has the browser keep what was recorded, until [`done_with`]; false when it cannot.
    pub async fn keep(submission: &SubmissionId, film: &Film) -> bool {
        let Some(file) = taken(submission) else { return false };
        let kept = Kept {
            submission: submission.clone(),
            step: film.step.clone(),
            file,
            seal: None,
        };
        let could = files::add(Kind::Recording, &key(submission), &kept).await;
        if could {
            keep_marks(submission, &film.marks);
        }
        could
    }

    /// The film of `submission`, where that is what this page holds.
    fn taken(submission: &SubmissionId) -> Option<Blob> {
        TAKEN.with_borrow(|taken| {
            let taken = taken.as_ref().filter(|taken| taken.submission == *submission);
            taken.map(|taken| taken.file.clone())
        })
    }

    /// Has the browser keep what is written to moments of it.
    pub fn keep_marks(submission: &SubmissionId, marks: &[Mark]) {
        // Marks can always be written.
        if let Ok(json) = serde_json::to_string(marks) {
            files::annotate(Kind::Recording, key(submission), json);
        }
    }

    /// What an earlier visit recorded and did not add.
    pub async fn kept(submission: &SubmissionId) -> Option<Film> {
        let (key, kept) = files::of(Kind::Recording, submission).await.pop()?;
        let marks = files::addition(Kind::Recording, &key).await;
        let marks = marks
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        shown(submission, kept.file, marks, kept.step)
    }

    /// It is on the server: the browser keeps it no longer.
    pub fn done_with(submission: &SubmissionId) {
        upload::done_with(Kind::Recording, key(submission));
    }

    /// Nobody wants it.
    pub fn discard(submission: &SubmissionId) {
        upload::discard(Kind::Recording, key(submission));
    }

    /// Lets go of everything that this page holds of `submission`: of a recorder that is still at work, too. Another page may have begun
    /// with another meanwhile.
    pub fn forget(submission: &SubmissionId) {
        cancel(submission);
        RECORDER.with_borrow_mut(|held| held.take_if(|held| held.submission == *submission));
        TAKEN.with_borrow_mut(|held| held.take_if(|held| held.submission == *submission));
    }

    /// Whether what was recorded is on its way to the server.
    pub fn sending(submission: &SubmissionId) -> bool {
        SENDING.with_borrow(|held| held.as_ref().is_some_and(|(of, _)| of == submission))
    }

    /// Gives up sending; the film stays.
    pub fn cancel(submission: &SubmissionId) {
        let sending = SENDING.with_borrow_mut(|held| held.take_if(|(of, _)| of == submission));
        if let Some((_, sending)) = sending {
            sending.abort();
        }
    }

    /// Sends what was recorded; nothing when it was given up.
    ///
    /// # Errors
    /// In words, when it did not arrive.
    pub async fn send(
        submission: &SubmissionId,
        step: Option<&StepId>,
        marks: Vec<Mark>,
        progress: impl Fn(Sent),
    ) -> Result<Option<Recording>, String> {
        let file = taken(submission).ok_or("This recording is gone. Record it again.")?;
        let sending = AbortController::new().map_err(|_| "This browser is too old to send recordings.")?;
        let parcel = Parcel {
            submission,
            step,
            file: &file,
            key: &key(submission),
            signal: &sending.signal(),
            progress: &|now| match now {
                Progress::Sent(part) => progress(Some(part)),
                Progress::Waiting => progress(None),
            },
        };
        SENDING.set(Some((submission.clone(), sending.clone())));
        let marks = MarksInput::from(marks);
        let input = RecordingInput {
            marks: marks.marks.clone().unwrap_or_default(),
            ..RecordingInput::default()
        };
        let sent = upload::recording(&parcel, &input).await;
        SENDING.set(None);
        match sent {
            // Something may have been written to it since that try.
            Ok(sent) if sent.earlier => match set_marks(sent.made.id, marks).await {
                Ok(recording) => Ok(Some(recording)),
                Err(error) => Err(error.to_string()),
            },
            Ok(sent) => Ok(Some(sent.made)),
            Err(stopped) => stopped.words().map_or(Ok(None), Err),
        }
    }
}

/// Nothing is recorded on the server.
#[cfg(not(feature = "hydrate"))]
mod absent {
    use super::{Film, Mark, Sent, StepId};
    use domain::{ids::SubmissionId, recordings::Recording};

    pub fn can() -> bool {
        false
    }

    pub async fn begin(_: &SubmissionId, _: Option<StepId>) -> Result<bool, String> {
        Ok(false)
    }

    pub fn millis() -> u32 {
        0
    }

    pub fn mark() -> usize {
        0
    }

    pub fn stop() {}

    pub async fn ended() {}

    pub fn take(_: &SubmissionId) -> Option<Film> {
        None
    }

    pub async fn keep(_: &SubmissionId, _: &Film) -> bool {
        false
    }

    pub fn keep_marks(_: &SubmissionId, _: &[Mark]) {}

    pub async fn kept(_: &SubmissionId) -> Option<Film> {
        None
    }

    pub fn done_with(_: &SubmissionId) {}

    pub fn discard(_: &SubmissionId) {}

    pub fn forget(_: &SubmissionId) {}

    pub fn sending(_: &SubmissionId) -> bool {
        false
    }

    pub fn cancel(_: &SubmissionId) {}

    pub async fn send(
        _: &SubmissionId,
        _: Option<&StepId>,
        _: Vec<Mark>,
        _: impl Fn(Sent),
    ) -> Result<Option<Recording>, String> {
        Ok(None)
    }
}
