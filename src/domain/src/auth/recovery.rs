//! Showing that a mail address is one's own, and getting back in without the password.

use super::check_password;
use crate::validation::Invalid;
use serde::{Deserialize, Serialize};

/// For how long the link that confirms an address is good.
pub const CONFIRM_SECONDS: i64 = 3 * 24 * 3600;
/// For how long the link that sets a new password is good.
pub const RESET_SECONDS: i64 = 30 * 60;

/// For how long the links that change an address are good.
pub const CHANGE_SECONDS: i64 = 24 * 3600;

/// What a link from a mail holds.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct LinkInput {
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 200))]
    pub token: String,
}

/// Longer than any that are given out.
const TOKEN_MAX: usize = 200;

impl LinkInput {
    /// # Errors
    /// When it is empty or far too long; what it is good for is found out later.
    pub fn validate(&self) -> Result<(), Invalid> {
        let mut v = Invalid::default();
        v.text("token", &self.token, 1, TOKEN_MAX);
        v.into_result(())
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ForgotInput {
    #[cfg_attr(
        feature = "openapi",
        schema(
            required,
            max_length = 254,
            pattern = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*\.[A-Za-z0-9-]*[A-Za-z0-9]$"
        )
    )]
    pub email: String,
}

impl ForgotInput {
    /// The address, lower-cased.
    ///
    /// # Errors
    /// When it cannot be one.
    pub fn validate(&self) -> Result<String, Invalid> {
        let mut v = Invalid::default();
        let email = v.email("email", &self.email);
        v.into_result(email)
    }
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ResetInput {
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 200))]
    pub token: String,
    /// 10 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(required, format = Password, min_length = 10, max_length = 200))]
    pub password: String,
}

impl ResetInput {
    /// # Errors
    /// Every field that breaks its rule by itself; whose password it will be is not known yet.
    pub fn validate(&self) -> Result<(), Invalid> {
        let mut v = Invalid::default();
        v.text("token", &self.token, 1, TOKEN_MAX);
        check_password(&mut v, "password", &self.password, "");
        v.into_result(())
    }
}

/// Another mail address for one's account.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct EmailInput {
    #[cfg_attr(
        feature = "openapi",
        schema(
            required,
            max_length = 254,
            pattern = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*\.[A-Za-z0-9-]*[A-Za-z0-9]$"
        )
    )]
    pub email: String,
    /// The present one, so that nobody changes the address who has only found a browser open.
    #[cfg_attr(feature = "openapi", schema(required, format = Password, min_length = 1))]
    pub password: String,
}

impl EmailInput {
    /// The address, lower-cased.
    ///
    /// # Errors
    /// Every field that breaks its rule.
    pub fn validate(&self) -> Result<String, Invalid> {
        let mut v = Invalid::default();
        let email = v.email("email", &self.email);
        if self.password.is_empty() {
            v.push("password", "required", "This is needed.");
        }
        v.into_result(email)
    }
}

/// How far a change of address has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailChange {
    /// Whether both addresses have confirmed, and it is done.
    pub done: bool,
}

/// A new password for whoever is signed in and knows the old one.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PasswordInput {
    #[cfg_attr(feature = "openapi", schema(required, format = Password, min_length = 1))]
    pub current_password: String,
    /// 10 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(required, format = Password, min_length = 10, max_length = 200))]
    pub password: String,
}

impl PasswordInput {
    /// # Errors
    /// Every field that breaks its rule.
    pub fn validate(&self, email: &str) -> Result<(), Invalid> {
        let mut v = Invalid::default();
        if self.current_password.is_empty() {
            v.push("current_password", "required", "This is needed.");
        }
        check_password(&mut v, "password", &self.password, email);
        v.into_result(())
    }
}
