//! People and what they may be here.

use crate::{ids::UserId, timestamp::Timestamp, validation::Invalid};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Client,
    Tester,
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Client, Self::Tester, Self::Admin];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Tester => "tester",
            Self::Admin => "admin",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// An account as its owner sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub full_name: String,
    /// The role chosen at registration.
    pub role: Role,
    /// Every role of the account; one account may be client and tester, on different projects.
    pub roles: Vec<Role>,
    pub email_verified: bool,
    pub created_at: Timestamp,
    /// Mean of the ratings for approved work, null before the first.
    pub rating: Option<f64>,
    pub rating_count: i64,
}

impl User {
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// A person as others see them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub rating: Option<f64>,
    pub rating_count: i64,
}

/// A change of one's own account. `add_role` is `client` or `tester`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ProfileInput {
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100))]
    pub full_name: Option<String>,
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::schemas::added_role))]
    pub add_role: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileChange {
    pub full_name: Option<String>,
    pub add_role: Option<Role>,
}

impl ProfileInput {
    /// # Errors
    /// Every field that breaks its rule.
    pub fn validate(&self) -> Result<ProfileChange, Invalid> {
        let mut v = Invalid::default();
        let full_name = self.full_name.as_deref().map(|name| v.text("full_name", name, 1, 100));
        let add_role = match self.add_role.as_deref() {
            None | Some("") => None,
            Some("client") => Some(Role::Client),
            Some("tester") => Some(Role::Tester),
            Some(_) => {
                v.push("add_role", "unknown", "Choose client or tester.");
                None
            }
        };
        v.into_result(ProfileChange { full_name, add_role })
    }
}
