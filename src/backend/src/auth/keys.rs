//! Access tokens: JWTs of one hour, signed with the platform's secret.

use crate::{Error, Result, config::Secret};
use domain::{
    auth::ACCESS_TOKEN_SECONDS,
    ids::{SessionId, UserId},
    timestamp::Timestamp,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

const ISSUER: &str = "peertest-hub";
const AUDIENCE: &str = "peertest-hub";

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    sid: SessionId,
    iat: i64,
    exp: i64,
    aud: String,
    iss: String,
}

/// Signs and reads access tokens.
pub struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Keys {
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        // Expiry is judged by the application's clock, below.
        validation.validate_exp = false;
        Self {
            encoding: EncodingKey::from_secret(secret.expose().as_bytes()),
            decoding: DecodingKey::from_secret(secret.expose().as_bytes()),
            validation,
        }
    }

    /// # Errors
    /// When the token cannot be signed.
    pub fn sign(&self, user: &UserId, session: &SessionId, now: Timestamp) -> Result<String> {
        let iat = now.millis() / 1000;
        let claims = Claims {
            sub: user.clone(),
            sid: session.clone(),
            iat,
            exp: iat + ACCESS_TOKEN_SECONDS,
            aud: AUDIENCE.into(),
            iss: ISSUER.into(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
            .map_err(|e| Error::Internal(format!("signing a token: {e}")))
    }

    /// The refresh token that follows `token` in `session`: always the same one, and known to nobody but this platform.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn successor(&self, session: &SessionId, token: &str) -> Result<String> {
        // No access token is ever signed over a text with a colon.
        let text = format!("refresh:{token}");
        let secret = jsonwebtoken::crypto::sign(text.as_bytes(), &self.encoding, Algorithm::HS256)
            .map_err(|e| Error::Internal(format!("signing a token: {e}")))?;
        Ok(format!("{session}.{secret}"))
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for anything that was not signed here, or is over.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<(UserId, SessionId)> {
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation)
            .map_err(|_| Error::Unauthorized)?
            .claims;
        if claims.exp <= now.millis() / 1000 {
            return Err(Error::Unauthorized);
        }
        Ok((claims.sub, claims.sid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_living_tokens_are_read() {
        let keys = Keys::new(&Secret::new("0123456789abcdef0123456789abcdef"));
        let (user, session) = (
            UserId::parse("u").expect("an id"),
            SessionId::parse("s").expect("an id"),
        );
        let now = Timestamp::from_millis(1_800_000_000_000);
        let token = keys.sign(&user, &session, now).expect("signs");
        assert_eq!(keys.read(&token, now.plus_seconds(3599)).ok(), Some((user, session)));
        assert!(keys.read(&token, now.plus_seconds(3600)).is_err());
        let others = Keys::new(&Secret::new("fedcba9876543210fedcba9876543210"));
        assert!(others.read(&token, now).is_err());
        let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", token.split('.').nth(1).expect("a payload"));
        assert!(keys.read(&unsigned, now).is_err());
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'Q' } else { b'A' };
            let altered = String::from_utf8(bytes).expect("still text");
            // The last character of a part carries padding bits that do not count; changing them alone changes nothing.
            if altered != token && at + 1 < token.len() {
                assert!(keys.read(&altered, now).is_err(), "altered at {at}");
            }
        }
    }
}
