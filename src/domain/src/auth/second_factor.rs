//! A second factor: codes of six figures that change every half minute (RFC 6238), and ten codes for the day the phone is lost.

use crate::validation::Invalid;
use serde::{Deserialize, Serialize};

/// How many recovery codes there are at first.
pub const RECOVERY_CODES: usize = 10;

/// Whether an account asks for a second factor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactor {
    pub enabled: bool,
    /// Each is good once.
    pub recovery_codes_left: i64,
}

/// What an authenticator app is given. In force only once a code of it was shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactorSetup {
    /// In base 32, for typing in.
    pub secret: String,
    /// The same as an `otpauth://` address.
    pub url: String,
    /// The address as a QR code, in SVG.
    pub qr_svg: String,
}

/// Shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodes {
    pub codes: Vec<String>,
}

/// The password, for what nobody may do who has only found a browser open.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ProofInput {
    #[cfg_attr(feature = "openapi", schema(required, format = Password, min_length = 1))]
    pub password: String,
}

impl ProofInput {
    /// # Errors
    /// When it is empty.
    pub fn validate(&self) -> Result<(), Invalid> {
        let mut v = Invalid::default();
        if self.password.is_empty() {
            v.push("password", "required", "This is needed.");
        }
        v.into_result(())
    }
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CodeInput {
    /// Six figures.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 40))]
    pub code: String,
}

impl CodeInput {
    /// The code without the blanks that apps show in it.
    ///
    /// # Errors
    /// When it is empty or can be none.
    pub fn validate(&self) -> Result<String, Invalid> {
        let mut v = Invalid::default();
        let code = v.text("code", &self.code, 1, 40);
        v.into_result(plain(&code))
    }
}

/// A code as it is compared: without blanks and dashes, in lower case.
#[must_use]
pub fn plain(code: &str) -> String {
    let kept = code.chars().filter(|c| !c.is_whitespace() && *c != '-');
    kept.flat_map(char::to_lowercase).collect()
}
