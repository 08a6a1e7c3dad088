//! Opaque identifiers, one type per noun, so that a claim's id can never be passed for a job's.

use serde::{Deserialize, Serialize};

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id")]
pub struct BadId;

fn well_formed(text: &str) -> bool {
    (1..=96).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_-]{1,96}$"))]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes 1 to 96 characters of `A-Z a-z 0-9 _ -`.
            ///
            /// # Errors
            /// [`BadId`] for anything else.
            pub fn parse(text: impl Into<String>) -> Result<Self, BadId> {
                let text = text.into();
                if well_formed(&text) { Ok(Self(text)) } else { Err(BadId) }
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                Self::parse(text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Self::parse(text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A person's account.
    UserId;
    /// A sign-in on one device.
    SessionId;
    /// A link in a mail that is good once.
    TicketId;
    /// A personal API token.
    TokenId;
    /// A job of the outbox.
    WorkId;
    /// A client's project.
    ProjectId;
    /// A test job.
    JobId;
    /// A step of a journey, stable across edits.
    StepId;
    /// A tester's seat.
    ClaimId;
    /// What a tester hands in.
    SubmissionId;
    /// A picture handed in as evidence.
    ScreenshotId;
    /// A recording handed in as evidence.
    RecordingId;
    /// A file on its way in.
    UploadId;
    /// A remark on a picture, or an answer to one.
    RemarkId;
    /// A bug report.
    BugId;
    /// A booked ledger transaction.
    TransactionId;
    /// A transfer to a tester's bank.
    PayoutId;
    /// A client's payment.
    PaymentId;
    /// A saved payment method, as the processor names it.
    MethodId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_words_are_ids() {
        assert!(JobId::parse("0197-abc_Z").is_ok());
        for bad in ["", "a b", "a/b", "ü", "a:b", "⟨x⟩", "'; DROP", &"x".repeat(97)] {
            assert_eq!(JobId::parse(bad), Err(BadId), "{bad:?}");
        }
    }

    #[test]
    fn a_bad_id_does_not_deserialise() {
        assert!(serde_json::from_str::<JobId>("\"a b\"").is_err());
    }
}
