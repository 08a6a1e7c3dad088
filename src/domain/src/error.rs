//! How a refusal travels: one shape for REST (`application/problem+json`, RFC 9457) and for server functions.

use crate::validation::{FieldError, Invalid};
use serde::{Deserialize, Serialize};

/// A refusal as its reader gets it. `code` is stable and meant for programs, `detail` for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("{detail}")]
pub struct Failure {
    /// A link-like name of the kind of problem, `about:blank#code`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// The HTTP status in words.
    #[serde(default)]
    pub title: String,
    /// The HTTP status code.
    pub status: u16,
    pub code: String,
    /// What happened and what to do about it.
    pub detail: String,
    /// One row per field that was refused.
    #[serde(default)]
    pub errors: Vec<FieldError>,
}

impl Failure {
    #[must_use]
    pub fn new(status: u16, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("about:blank#{code}"),
            title: title(status).to_owned(),
            status,
            code: code.to_owned(),
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    #[must_use]
    pub fn invalid(invalid: Invalid) -> Self {
        let detail = match invalid.0.as_slice() {
            [only] => only.message.clone(),
            several => format!("{} fields need another look.", several.len()),
        };
        Self {
            errors: invalid.0,
            ..Self::new(422, "invalid", detail)
        }
    }

    /// The message for one field, if it was refused.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|e| e.field == name).map(|e| e.message.as_str())
    }
}

fn title(status: u16) -> &'static str {
    match status {
        400 => "Malformed request",
        401 => "Sign-in needed",
        402 => "Payment declined",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        413 => "Too large",
        415 => "Unsupported media type",
        416 => "No such part",
        422 => "Invalid input",
        429 => "Too many requests",
        502 => "Upstream failure",
        503 => "Unavailable",
        _ => "Something went wrong",
    }
}

/// A rule of the marketplace that forbids what was asked for in the present state of things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    #[error("All seats of this job are taken.")]
    JobFull,
    #[error("You already have a seat on this job.")]
    AlreadyClaimed,
    #[error("This job belongs to one of your own projects.")]
    OwnJob,
    #[error("This job is not open.")]
    JobNotOpen,
    #[error(
        "The bank of who paid for this job disputes the charge. Nothing can be taken, paid or refunded until that is decided."
    )]
    JobFrozen,
    #[error("Only a draft can be published.")]
    JobNotDraft,
    #[error("Only a draft can be deleted; cancel the job instead.")]
    JobNotDeletable,
    #[error("This job can no longer be cancelled.")]
    JobNotCancellable,
    #[error("This job can no longer be edited.")]
    JobNotEditable,
    #[error("Price, seats and currency are fixed once a job is published.")]
    TermsFixed,
    #[error("Give a deadline that lies in the future, then publish.")]
    DeadlinePassed,
    #[error("This project has jobs that were published; their record stays.")]
    ProjectInUse,
    #[error("This seat is no longer yours.")]
    ClaimNotActive,
    #[error("What was handed in can no longer be changed.")]
    SubmissionLocked,
    #[error("A report holds at most 100 pictures. Remove one that is not needed.")]
    TooManyPictures,
    #[error(
        "There is no room for this in the report. Remove a picture or recording that is not needed, or make this one smaller."
    )]
    EvidenceFull,
    #[error("A report holds at most 10 recordings. Remove one that is not needed.")]
    TooManyRecordings,
    #[error("This picture is already here.")]
    DuplicatePicture,
    #[error("This submission is not waiting for a decision.")]
    NotAwaitingReview,
    #[error("This is a draft of its tester's. It can be talked about once it was handed in.")]
    NotHandedIn,
    #[error("What was written more than 15 minutes ago stays as it is. Write an answer instead.")]
    EditOver,
    #[error("This remark was removed.")]
    RemarkRemoved,
    #[error("Only work that was approved can be tipped.")]
    NotApproved,
    #[error("Only a rejection can be disputed, once, and within the time that its letter names.")]
    NotDisputable,
    #[error("Say first where the money is to go: set up your bank under payment methods.")]
    PayeeNotReady,
    #[error(
        "A payment for this is under way, and it is not known yet how it ends. It is looked after: look again in a few minutes."
    )]
    PaymentOpen,
    #[error("This job asks for a higher rating than yours.")]
    RatingTooLow,
    #[error("There is less than that available.")]
    InsufficientFunds,
    #[error("An account with this e-mail address exists already.")]
    EmailTaken,
    #[error("This link has been used, or its time has run out. Ask for a new one.")]
    LinkSpent,
    #[error("This account has a second factor already. Remove it first.")]
    SecondFactorOn,
    #[error("Begin with a new secret; there is none to be confirmed.")]
    SecondFactorOff,
    #[error("There are twenty tokens already. Revoke one that is not used any more.")]
    TooManyTokens,
    #[error(
        "Something is still open: pay out your wallet, hand in or give up your seats, and cancel your jobs or decide on what was handed in."
    )]
    AccountBusy,
    #[error("The file has not come exactly so far. Ask how far it is, and go on from there.")]
    UploadOffset,
    #[error("Some of the file has not arrived yet. Send the rest first.")]
    UploadUnfinished,
    #[error("There is as much on its way to this report already as may be at a time. Finish it, or give it up.")]
    TooManyUploads,
    #[error("This changed while you were looking at it. Load it again and retry.")]
    Stale,
}

impl Conflict {
    /// Every conflict, so that a code can be turned back into its meaning.
    pub const ALL: [Self; 38] = [
        Self::JobFull,
        Self::AlreadyClaimed,
        Self::OwnJob,
        Self::JobNotOpen,
        Self::JobFrozen,
        Self::NotHandedIn,
        Self::EditOver,
        Self::RemarkRemoved,
        Self::NotApproved,
        Self::NotDisputable,
        Self::PayeeNotReady,
        Self::PaymentOpen,
        Self::JobNotDraft,
        Self::JobNotDeletable,
        Self::JobNotCancellable,
        Self::JobNotEditable,
        Self::TermsFixed,
        Self::DeadlinePassed,
        Self::ProjectInUse,
        Self::ClaimNotActive,
        Self::SubmissionLocked,
        Self::TooManyPictures,
        Self::EvidenceFull,
        Self::TooManyRecordings,
        Self::DuplicatePicture,
        Self::NotAwaitingReview,
        Self::RatingTooLow,
        Self::InsufficientFunds,
        Self::EmailTaken,
        Self::LinkSpent,
        Self::SecondFactorOn,
        Self::SecondFactorOff,
        Self::TooManyTokens,
        Self::AccountBusy,
        Self::UploadOffset,
        Self::UploadUnfinished,
        Self::TooManyUploads,
        Self::Stale,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::JobFull => "job_full",
            Self::AlreadyClaimed => "already_claimed",
            Self::OwnJob => "own_job",
            Self::JobNotOpen => "job_not_open",
            Self::JobFrozen => "job_frozen",
            Self::NotHandedIn => "not_handed_in",
            Self::EditOver => "edit_over",
            Self::RemarkRemoved => "remark_removed",
            Self::NotApproved => "not_approved",
            Self::NotDisputable => "not_disputable",
            Self::PayeeNotReady => "payee_not_ready",
            Self::PaymentOpen => "payment_open",
            Self::JobNotDraft => "job_not_draft",
            Self::JobNotDeletable => "job_not_deletable",
            Self::JobNotCancellable => "job_not_cancellable",
            Self::JobNotEditable => "job_not_editable",
            Self::TermsFixed => "terms_fixed",
            Self::DeadlinePassed => "deadline_passed",
            Self::ProjectInUse => "project_in_use",
            Self::ClaimNotActive => "claim_not_active",
            Self::SubmissionLocked => "submission_locked",
            Self::TooManyPictures => "too_many_pictures",
            Self::EvidenceFull => "evidence_full",
            Self::TooManyRecordings => "too_many_recordings",
            Self::DuplicatePicture => "duplicate_picture",
            Self::NotAwaitingReview => "not_awaiting_review",
            Self::RatingTooLow => "rating_too_low",
            Self::InsufficientFunds => "insufficient_funds",
            Self::EmailTaken => "email_taken",
            Self::LinkSpent => "link_spent",
            Self::SecondFactorOn => "second_factor_on",
            Self::SecondFactorOff => "second_factor_off",
            Self::AccountBusy => "account_busy",
            Self::TooManyTokens => "too_many_tokens",
            Self::UploadOffset => "upload_offset",
            Self::UploadUnfinished => "upload_unfinished",
            Self::TooManyUploads => "too_many_uploads",
            Self::Stale => "stale",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_read_back() {
        for conflict in Conflict::ALL {
            assert_eq!(Conflict::from_code(conflict.code()), Some(conflict));
        }
    }

    #[test]
    fn a_single_field_error_is_the_detail() {
        let mut invalid = Invalid::default();
        invalid.push("title", "required", "Give the job a title.");
        let failure = Failure::invalid(invalid);
        assert_eq!(
            (failure.status, failure.detail.as_str()),
            (422, "Give the job a title.")
        );
        assert_eq!(failure.field("title"), Some("Give the job a title."));
    }
}
