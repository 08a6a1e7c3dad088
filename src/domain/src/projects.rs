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
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 120))]
    pub name: String,
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub description: String,
    #[cfg_attr(
        feature = "openapi",
        schema(
            required,
            max_length = 2000,
            pattern = r"^https?://([A-Za-z0-9][A-Za-z0-9._-]*|\[([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\])(:([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}))?([/?#][^\s\u0000-\u001f\u007f-\u009f]*)?$"
        )
    )]
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
