//! The audit log: who did what to an account or with money, on what, from where and when. It is only ever added to.

use crate::{ids::UserId, timestamp::Timestamp};
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $code:literal $words:literal;)*) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum AuditKind {
            $($(#[$doc])* $name,)*
        }

        impl AuditKind {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// For people.
            #[must_use]
            pub fn words(self) -> &'static str {
                match self {
                    $(Self::$name => $words,)*
                }
            }
        }
    };
}

kinds! {
    Registered "registered" "Account made";
    EmailConfirmed "email_confirmed" "E-mail address confirmed";
    SignedIn "signed_in" "Signed in";
    /// The address has an account; the password was another.
    SignInFailed "sign_in_failed" "Sign-in with a wrong password";
    SignedOut "signed_out" "Signed out";
    /// By their owner, from another session.
    SessionsEnded "sessions_ended" "Signed out elsewhere";
    /// A refresh token that had been used was used again: two held it.
    TokenReplayed "token_replayed" "A spent token was used again; its session was ended";
    ResetAsked "reset_asked" "A new password was asked for";
    PasswordReset "password_reset" "Password set by a link from a mail";
    PasswordChanged "password_changed" "Password changed";
    SecondFactorOn "second_factor_on" "Second factor set up";
    SecondFactorOff "second_factor_off" "Second factor removed";
    SecondFactorFailed "second_factor_failed" "Sign-in with a wrong code";
    TokenMade "token_made" "API token made";
    TokenRevoked "token_revoked" "API token revoked";
    EmailChangeAsked "email_change_asked" "Another e-mail address was asked for";
    EmailChangeConfirmed "email_change_confirmed" "A change of the e-mail address was confirmed";
    AccountClosed "account_closed" "Account closed";
    RoleAdded "role_added" "Role added";
    JobPublished "job_published" "Job paid and published";
    JobCancelled "job_cancelled" "Job cancelled";
    WorkApproved "work_approved" "Work approved";
    WorkRejected "work_rejected" "Work rejected";
    JobToppedUp "job_topped_up" "More was paid for a job";
    BalanceToppedUp "balance_topped_up" "Paid into the balance";
    BalanceWithdrawn "balance_withdrawn" "Balance sent back";
    Tipped "tipped" "Tip given";
    MethodSaved "method_saved" "Payment method saved";
    MethodRemoved "method_removed" "Payment method removed";
    BankChanged "bank_changed" "Bank for payouts changed";
    RejectionDisputed "rejection_disputed" "Rejection disputed";
    DisputeDecided "dispute_decided" "Dispute decided";
    /// Whoever has the link sees the picture.
    PictureShared "picture_shared" "Link to a picture made";
    PayoutRequested "payout_requested" "Payout requested";
}

impl AuditKind {
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    pub kind: AuditKind,
    /// Whose account or money it is about.
    pub user_id: UserId,
    /// Who did it; null for somebody who had not signed in.
    pub actor_id: Option<UserId>,
    /// On what: a job's title, an amount.
    pub detail: String,
    /// The id of what it was done to, where that has one.
    pub target_id: Option<String>,
    /// The network address it came from, where it is known.
    pub address: Option<String>,
    /// What the browser or program calls itself, in words.
    pub device: String,
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::AuditKind;

    #[test]
    fn codes_are_those_of_the_wire() {
        for kind in AuditKind::ALL {
            assert_eq!(AuditKind::from_code(kind.code()), Some(*kind));
            assert_eq!(serde_json::to_value(kind).ok(), Some(kind.code().into()));
        }
    }
}
