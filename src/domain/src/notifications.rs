//! What somebody is told of: what others, or the clock, did to what is theirs. The same rows are a list to read and a
//! stream to listen to.

use crate::{
    claims::Claim,
    ids::{BadId, ClaimId, JobId, PayoutId, SubmissionId},
    jobs::Job,
    money::Cents,
    timestamp::Timestamp,
    validation::Invalid,
    wallet::Payout,
};
use serde::{Deserialize, Serialize};

/// How far back a stream may begin.
const MAX_BACK_SECONDS: i64 = 24 * 3600;

/// A notification's place among those of its recipient: the first is 1, and no number is left out. As text it is an id, the
/// cursor of the list and the `Last-Event-ID` of the stream alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NotificationId(i64);

impl NotificationId {
    /// Before the first.
    pub const NONE: Self = Self(0);
    const DIGITS: usize = 16;

    /// Numbers below zero count as none.
    #[must_use]
    pub fn nth(number: i64) -> Self {
        Self(number.max(0))
    }

    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }

    /// # Errors
    /// [`BadId`] for anything but `n` and 16 digits of a hexadecimal number.
    pub fn parse(text: &str) -> Result<Self, BadId> {
        let digits = text.strip_prefix('n').ok_or(BadId)?;
        let plain = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if digits.len() != Self::DIGITS || !digits.bytes().all(plain) {
            return Err(BadId);
        }
        i64::from_str_radix(digits, 16).map(Self).map_err(|_| BadId)
    }
}

impl std::fmt::Display for NotificationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "n{:0width$x}", self.0, width = Self::DIGITS)
    }
}

impl From<NotificationId> for String {
    fn from(id: NotificationId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for NotificationId {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        Self::parse(&text)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for NotificationId {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        crate::schemas::place().into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for NotificationId {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// To the client: a tester took a seat.
    SeatTaken,
    /// To the client: a tester gave a seat back.
    SeatReleased,
    /// To the client and the tester: the seat's time ran out.
    SeatExpired,
    /// To the client: every seat is taken.
    JobFull,
    /// To the client: the deadline came.
    JobExpired,
    /// To the client: every seat is settled.
    JobCompleted,
    /// To the client: money that was held came back.
    JobRefunded,
    /// To the client: there is work to decide on.
    SubmissionHandedIn,
    /// To the tester: approved and paid.
    SubmissionApproved,
    /// To the tester and the client: approved and paid because the client let the time pass.
    SubmissionApprovedBySilence,
    /// To the tester.
    SubmissionRejected,
    /// To the tester: the work is theirs again.
    ChangesRequested,
    /// To the tester: money arrived at the bank.
    PayoutPaid,
    /// To the tester: the bank did not take it; it is available again.
    PayoutFailed,
    /// To the tester: the client added to the pay.
    Tipped,
    /// To the client: what was paid for had fallen away; the money is in the balance.
    PaymentKept,
    /// To the client: a refund could not be delivered; the money is in the balance.
    RefundFailed,
    /// To the client and the admins: the payer's bank disputes a charge; the job is frozen.
    ChargeDisputed,
    /// To the client and the admins: it was decided.
    ChargeDisputeClosed,
    /// To the client and the admins: a tester disputes a rejection.
    RejectionDisputed,
    /// To the tester and the client: an admin has decided on it.
    DisputeDecided,
    /// To the other side: somebody put a remark on a picture, or answered one.
    RemarkMade,
    /// To the other side: a remark was settled, or taken up again.
    RemarkResolved,
}

impl NotificationKind {
    pub const ALL: [Self; 23] = [
        Self::SeatTaken,
        Self::SeatReleased,
        Self::SeatExpired,
        Self::JobFull,
        Self::JobExpired,
        Self::JobCompleted,
        Self::JobRefunded,
        Self::SubmissionHandedIn,
        Self::SubmissionApproved,
        Self::SubmissionApprovedBySilence,
        Self::SubmissionRejected,
        Self::ChangesRequested,
        Self::PayoutPaid,
        Self::PayoutFailed,
        Self::Tipped,
        Self::PaymentKept,
        Self::RefundFailed,
        Self::ChargeDisputed,
        Self::ChargeDisputeClosed,
        Self::RejectionDisputed,
        Self::DisputeDecided,
        Self::RemarkMade,
        Self::RemarkResolved,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SeatTaken => "seat_taken",
            Self::SeatReleased => "seat_released",
            Self::SeatExpired => "seat_expired",
            Self::JobFull => "job_full",
            Self::JobExpired => "job_expired",
            Self::JobCompleted => "job_completed",
            Self::JobRefunded => "job_refunded",
            Self::SubmissionHandedIn => "submission_handed_in",
            Self::SubmissionApproved => "submission_approved",
            Self::SubmissionApprovedBySilence => "submission_approved_by_silence",
            Self::SubmissionRejected => "submission_rejected",
            Self::ChangesRequested => "changes_requested",
            Self::PayoutPaid => "payout_paid",
            Self::PayoutFailed => "payout_failed",
            Self::Tipped => "tipped",
            Self::PaymentKept => "payment_kept",
            Self::RefundFailed => "refund_failed",
            Self::ChargeDisputed => "charge_disputed",
            Self::ChargeDisputeClosed => "charge_dispute_closed",
            Self::RejectionDisputed => "rejection_disputed",
            Self::DisputeDecided => "dispute_decided",
            Self::RemarkMade => "remark_made",
            Self::RemarkResolved => "remark_resolved",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether a wallet looks different after it, be it only what is pending.
    #[must_use]
    pub fn touches_wallet(self) -> bool {
        match self {
            Self::JobRefunded
            | Self::JobExpired
            | Self::JobCompleted
            | Self::SubmissionApproved
            | Self::SubmissionApprovedBySilence
            | Self::SubmissionRejected
            | Self::ChangesRequested
            | Self::PayoutPaid
            | Self::PayoutFailed
            | Self::Tipped
            | Self::PaymentKept
            | Self::RefundFailed
            | Self::ChargeDisputed
            | Self::ChargeDisputeClosed
            | Self::RejectionDisputed
            | Self::DisputeDecided => true,
            Self::SeatTaken
            | Self::SeatReleased
            | Self::SeatExpired
            | Self::JobFull
            | Self::SubmissionHandedIn
            | Self::RemarkMade
            | Self::RemarkResolved => false,
        }
    }
}

/// What is to be told, before it has a recipient and a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub kind: NotificationKind,
    pub title: String,
    pub amount: Option<Cents>,
    pub job: Option<JobId>,
    pub claim: Option<ClaimId>,
    pub submission: Option<SubmissionId>,
    pub payout: Option<PayoutId>,
}

impl Event {
    fn new(kind: NotificationKind, title: String) -> Self {
        Self {
            kind,
            title,
            amount: None,
            job: None,
            claim: None,
            submission: None,
            payout: None,
        }
    }

    /// About money that belongs to no job.
    #[must_use]
    pub fn about(kind: NotificationKind, title: String) -> Self {
        Self::new(kind, title)
    }

    /// About a job as a whole.
    #[must_use]
    pub fn job(kind: NotificationKind, job: &Job) -> Self {
        Self {
            job: Some(job.id.clone()),
            ..Self::new(kind, job.title.clone())
        }
    }

    /// About a seat of a job.
    #[must_use]
    pub fn seat(kind: NotificationKind, claim: &Claim) -> Self {
        Self {
            job: Some(claim.job_id.clone()),
            claim: Some(claim.id.clone()),
            ..Self::new(kind, claim.job_title.clone())
        }
    }

    /// About what was handed in for a job.
    #[must_use]
    pub fn work(kind: NotificationKind, title: String, job: &JobId, claim: &ClaimId, work: &SubmissionId) -> Self {
        Self {
            job: Some(job.clone()),
            claim: Some(claim.clone()),
            submission: Some(work.clone()),
            ..Self::new(kind, title)
        }
    }

    #[must_use]
    pub fn payout(kind: NotificationKind, payout: &Payout) -> Self {
        Self {
            payout: Some(payout.id.clone()),
            amount: Some(payout.amount_cents),
            ..Self::new(kind, "Payout to your bank".to_owned())
        }
    }

    /// The money that moved with it.
    #[must_use]
    pub fn worth(self, amount: Cents) -> Self {
        Self {
            amount: Some(amount),
            ..self
        }
    }
}

/// Something that happened, as its recipient is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notification {
    /// Ascends in the order in which things happened to this recipient.
    pub id: NotificationId,
    pub kind: NotificationKind,
    /// The title of the job, or what was paid out.
    pub title: String,
    /// The money that moved with it.
    pub amount_cents: Option<Cents>,
    pub currency: String,
    pub job_id: Option<JobId>,
    pub claim_id: Option<ClaimId>,
    pub submission_id: Option<SubmissionId>,
    pub payout_id: Option<PayoutId>,
    pub created_at: Timestamp,
}

/// The first thing a stream says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ready {
    /// Whether everything since the place that was asked for follows. False when some of it is no longer kept, or the place
    /// was never given out: then what is known should be loaded anew.
    pub complete: bool,
}

/// Where a stream begins; at now unless told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(default)]
pub struct StreamQuery {
    /// Behind the notification with this id. A `Last-Event-ID` header goes before it.
    #[cfg_attr(feature = "openapi", param(pattern = "^(n[0-7][0-9a-f]{15})?$"))]
    pub after: Option<String>,
    /// With what has happened in so many seconds, a day at most. For a page that was drawn a little while ago.
    #[cfg_attr(feature = "openapi", param(minimum = 0, maximum = 86400))]
    pub back_seconds: Option<i64>,
}

/// A beginning that passed its rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    Now,
    After(NotificationId),
    SecondsAgo(i64),
}

impl StreamQuery {
    /// `last` is the `Last-Event-ID` header.
    ///
    /// # Errors
    /// An id that no stream gave out; seconds out of range.
    pub fn validate(&self, last: Option<&str>) -> Result<Beginning, Invalid> {
        let mut v = Invalid::default();
        let mut place = |field: &str, text: &str| {
            NotificationId::parse(text).unwrap_or_else(|_| {
                v.push(field, "cursor", "This id was not given out by the stream.");
                NotificationId::NONE
            })
        };
        let after = self.after.as_deref().map(|text| place("after", text));
        let last = last.map(|text| place("Last-Event-ID", text));
        let back = self
            .back_seconds
            .map(|seconds| v.number("back_seconds", Some(seconds), 0, MAX_BACK_SECONDS));
        let beginning = match (last.or(after), back) {
            (Some(place), _) => Beginning::After(place),
            (None, Some(seconds)) => Beginning::SecondsAgo(seconds),
            (None, None) => Beginning::Now,
        };
        v.into_result(beginning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_places() {
        let id = NotificationId::nth(17);
        assert_eq!(id.to_string(), "n0000000000000011");
        assert_eq!(NotificationId::parse(&id.to_string()), Ok(id));
        assert_eq!(NotificationId::nth(-3), NotificationId::NONE);
        let last = NotificationId::nth(i64::MAX);
        assert_eq!(NotificationId::parse(&last.to_string()), Ok(last));
        assert!(NotificationId::nth(9).to_string() < NotificationId::nth(10).to_string());
        for bad in [
            "",
            "n",
            "17",
            "n11",
            "n000000000000001G",
            "n000000000000001A",
            "n+00000000000001",
            "nffffffffffffffff",
            "n00000000000000011",
            "x0000000000000011",
        ] {
            assert_eq!(NotificationId::parse(bad), Err(BadId), "{bad}");
        }
    }

    #[test]
    fn every_kind_has_a_code_of_its_own() {
        for kind in NotificationKind::ALL {
            assert_eq!(NotificationKind::from_code(kind.code()), Some(kind));
            assert_eq!(serde_json::to_value(kind).ok(), Some(kind.code().into()));
        }
    }

    #[test]
    fn the_header_goes_before_the_address() {
        let ask = |after: Option<&str>, back_seconds, last| {
            StreamQuery {
                after: after.map(str::to_owned),
                back_seconds,
            }
            .validate(last)
        };
        let (one, two) = ("n0000000000000001", "n0000000000000002");
        assert_eq!(ask(None, None, None), Ok(Beginning::Now));
        assert_eq!(
            ask(Some(one), Some(5), None),
            Ok(Beginning::After(NotificationId::nth(1)))
        );
        assert_eq!(
            ask(Some(one), Some(5), Some(two)),
            Ok(Beginning::After(NotificationId::nth(2)))
        );
        assert_eq!(ask(None, Some(5), None), Ok(Beginning::SecondsAgo(5)));
        let refused = ask(Some("1"), Some(-1), Some("")).err();
        let fields: Vec<_> = refused.iter().flat_map(|i| &i.0).map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["after", "Last-Event-ID", "back_seconds"]);
    }
}
