//! Registering, signing in, and who is asking.

pub mod recovery;
pub mod second_factor;
pub mod sessions;
pub mod tokens;

use crate::{
    ids::{SessionId, UserId},
    users::Role,
    validation::Invalid,
};
use serde::{Deserialize, Serialize};
use sessions::Visit;

pub const PASSWORD_MIN: usize = 10;
pub const PASSWORD_MAX: usize = 200;
/// Life of an access token.
pub const ACCESS_TOKEN_SECONDS: i64 = 3600;

/// Somebody who has signed in. Services decide with it; only the doors make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    pub session: SessionId,
    pub roles: Vec<Role>,
    /// Whether the mail address was shown to be theirs.
    pub verified: bool,
    /// Where they ask from, for the audit log.
    pub from: Visit,
    /// With a personal API token: what it is good for. `None` with a session, which is good for everything.
    pub scopes: Option<Vec<tokens::Scope>>,
}

impl Actor {
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.has(Role::Admin)
    }
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RegisterInput {
    #[cfg_attr(
        feature = "openapi",
        schema(
            required,
            max_length = 254,
            pattern = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*\.[A-Za-z0-9-]*[A-Za-z0-9]$"
        )
    )]
    pub email: String,
    #[cfg_attr(feature = "openapi", schema(required, format = Password, min_length = 10, max_length = 200))]
    pub password: String,
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 100))]
    pub full_name: String,
    /// `client` or `tester`.
    #[cfg_attr(feature = "openapi", schema(required, schema_with = crate::schemas::chosen_role))]
    pub role: String,
}

impl std::fmt::Debug for RegisterInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegisterInput")
            .field("email", &self.email)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// A registration that passed its rules.
#[derive(Clone)]
pub struct Registration {
    pub email: String,
    pub password: String,
    pub full_name: String,
    pub role: Role,
}

impl RegisterInput {
    /// # Errors
    /// Every field that breaks its rule.
    pub fn validate(&self) -> Result<Registration, Invalid> {
        let mut v = Invalid::default();
        let email = v.email("email", &self.email);
        let full_name = v.text("full_name", &self.full_name, 1, 100);
        check_password(&mut v, "password", &self.password, &email);
        let role = match self.role.as_str() {
            "client" => Role::Client,
            "tester" => Role::Tester,
            "" => {
                v.push(
                    "role",
                    "required",
                    "Choose whether you come to test or to get something tested.",
                );
                Role::Tester
            }
            _ => {
                v.push("role", "unknown", "Choose client or tester.");
                Role::Tester
            }
        };
        v.into_result(Registration {
            email,
            password: self.password.clone(),
            full_name,
            role,
        })
    }
}

/// 10 to 200 characters, and not the mail address or little more than its name.
pub fn check_password(v: &mut Invalid, field: &str, password: &str, email: &str) {
    let length = password.chars().count();
    if length == 0 {
        v.push(field, "required", "This is needed.");
    } else if length < PASSWORD_MIN {
        v.push(field, "too_short", format!("Use at least {PASSWORD_MIN} characters."));
    } else if length > PASSWORD_MAX {
        v.push(field, "too_long", format!("Use at most {PASSWORD_MAX} characters."));
    } else if is_like(password, email) {
        v.push(field, "like_email", "Use something other than your e-mail address.");
    }
}

/// Whether a password is the address, or its name with a few characters around it: `Ada.Lovelace1815` of `ada.lovelace@…`.
fn is_like(password: &str, email: &str) -> bool {
    const AROUND: usize = 6;
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let name = letters(email.split('@').next().unwrap_or_default());
    let password = letters(password);
    // Short names are part of many words.
    let named = name.len() >= 4 && password.contains(&name) && password.len() <= name.len() + AROUND;
    !email.is_empty() && (named || password == letters(email))
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct LoginInput {
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, max_length = 254))]
    pub email: String,
    #[cfg_attr(feature = "openapi", schema(required, format = Password, min_length = 1, max_length = 200))]
    pub password: String,
    /// Where the account has a second factor: a code of the app, or a recovery code.
    #[cfg_attr(feature = "openapi", schema(max_length = 40))]
    pub code: Option<String>,
}

impl LoginInput {
    /// # Errors
    /// A field that is empty or far too long.
    pub fn validate(&self) -> Result<Self, Invalid> {
        let mut v = Invalid::default();
        let email = v.text("email", &self.email, 1, 254).to_lowercase();
        let code = v.optional_text("code", self.code.as_deref(), 40);
        if self.password.is_empty() {
            v.push("password", "required", "This is needed.");
        } else if self.password.chars().count() > PASSWORD_MAX {
            v.push(
                "password",
                "too_long",
                format!("Use at most {PASSWORD_MAX} characters."),
            );
        }
        v.into_result(Self {
            email,
            password: self.password.clone(),
            code,
        })
    }
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RefreshInput {
    /// May be left out when the cookie carries it.
    pub refresh_token: Option<String>,
}

/// What a sign-in gives to programs. Browsers get the same in HttpOnly cookies.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tokens {
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds.
    pub expires_in: i64,
    pub refresh_token: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_is_told_at_once() {
        let refused = RegisterInput {
            role: "admin".into(),
            ..RegisterInput::default()
        }
        .validate()
        .err();
        let fields: Vec<_> = refused
            .iter()
            .flat_map(|i| &i.0)
            .map(|e| (e.field.as_str(), e.code.as_str()))
            .collect();
        assert_eq!(
            fields,
            [
                ("email", "required"),
                ("full_name", "required"),
                ("password", "required"),
                ("role", "unknown")
            ]
        );
    }

    #[test]
    fn the_address_is_no_password() {
        let input = RegisterInput {
            email: "Ada@example.com".into(),
            password: "ada@example.com".into(),
            full_name: "Ada".into(),
            role: "tester".into(),
        };
        assert_eq!(
            input.validate().err().map(|i| i.0[0].code.clone()).as_deref(),
            Some("like_email")
        );
        assert!(!format!("{input:?}").contains("password"));
    }

    #[test]
    fn a_name_with_a_year_is_like_the_address() {
        for (password, like) in [
            ("Ada.Lovelace1815", true),
            ("ada@lovelace.example", false),
            ("adalovelace@example.com", true),
            ("ada lovelace counts on engines", false),
            ("correct horse battery", false),
        ] {
            assert_eq!(is_like(password, "ada.lovelace@example.com"), like, "{password}");
        }
        assert!(!is_like("abcdefghij", "ab@example.com") && !is_like("anything at all", ""));
    }
}
