//! What a client has tested: an application with an address.

use crate::{
    ids::{ProjectId, UserId},
    timestamp::Timestamp,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ProjectInput {
    pub name: String,
    pub description: String,
    pub app_url: String,
}

impl ProjectInput {
    /// Trims and checks every field.
    ///
    /// # Errors
    /// Every field that breaks its rule.
    pub fn validate(&self) -> Result<Self, Invalid> {
        let mut v = Invalid::default();
        let name = v.text("name", &self.name, 1, 120);
        let description = v.text("description", &self.description, 0, 5000);
        let app_url = v.web_url("app_url", &self.app_url);
        v.into_result(Self {
            name,
            description,
            app_url,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Project {
    pub id: ProjectId,
    pub owner_id: UserId,
    pub name: String,
    pub description: String,
    pub app_url: String,
    pub created_at: Timestamp,
}

impl Project {
    #[must_use]
    pub fn input(&self) -> ProjectInput {
        ProjectInput {
            name: self.name.clone(),
            description: self.description.clone(),
            app_url: self.app_url.clone(),
        }
    }
}
