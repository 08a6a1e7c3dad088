//! Personal API tokens: for programs that act for somebody, with as much of their rights as they are given.

use super::Actor;
use crate::{ids::TokenId, timestamp::Timestamp, validation::Invalid};
use serde::{Deserialize, Serialize};

/// The longest that a token is good for.
pub const MOST_DAYS: i64 = 366;
/// What every token begins with, so that one which was published by mistake is recognised.
pub const TOKEN_PREFIX: &str = "pth_";

/// What a token is good for; each holds those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything that its owner sees.
    Read,
    /// Changes that move no money.
    Write,
    /// Publishing, cancelling, deciding on work, payouts.
    Money,
}

impl Scope {
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Money];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Money => "money",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

/// A token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiToken {
    pub id: TokenId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A new token. The only time that it is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewApiToken {
    #[serde(flatten)]
    pub about: ApiToken,
    pub token: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ApiTokenInput {
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 100))]
    pub name: String,
    /// Each holds those before it.
    #[cfg_attr(feature = "openapi", schema(required, min_items = 1, value_type = Vec<Scope>))]
    pub scopes: Vec<String>,
    /// How long it is good for.
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 1, maximum = 366))]
    #[serde(deserialize_with = "crate::validation::whole")]
    pub expires_in_days: Option<i64>,
}

/// What passed its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub name: String,
    pub scopes: Vec<Scope>,
    pub days: i64,
}

impl ApiTokenInput {
    /// # Errors
    /// Every field that breaks its rule.
    pub fn validate(&self) -> Result<Wish, Invalid> {
        let mut v = Invalid::default();
        let name = v.text("name", &self.name, 1, 100);
        let mut scopes: Vec<Scope> = self.scopes.iter().filter_map(|code| Scope::from_code(code)).collect();
        if self.scopes.is_empty() {
            v.push("scopes", "required", "Choose what it is good for.");
        } else if scopes.len() < self.scopes.len() {
            v.push("scopes", "unknown", "Choose of read, write and money.");
        }
        scopes.sort_unstable();
        scopes.dedup();
        let days = v.number("expires_in_days", self.expires_in_days, 1, MOST_DAYS);
        v.into_result(Wish { name, scopes, days })
    }
}

impl Actor {
    /// Whether they came themselves, and not a program with a token of theirs.
    #[must_use]
    pub fn in_person(&self) -> bool {
        self.scopes.is_none()
    }

    /// Whether that much of their rights came along. Each scope holds those before it.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes
            .as_ref()
            .is_none_or(|scopes| scopes.iter().any(|given| *given >= scope))
    }
}
