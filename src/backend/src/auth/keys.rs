//! Access tokens: JWTs of one hour, signed with the platform's secret; and the other signatures that nobody else can make.
//!
//! A platform may have several secrets: the first signs, all of them are believed. So a secret is changed without signing
//! anybody out: the new one goes in front, and the old one is dropped a month later.

use super::service::hex;
use crate::{Error, Result, config::Secret};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    hmac,
};
use domain::{
    auth::ACCESS_TOKEN_SECONDS,
    ids::{SessionId, UserId},
    timestamp::Timestamp,
    users::Role,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const ISSUER: &str = "peertest-hub";
const AUDIENCE: &str = "peertest-hub";

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    /// The role chosen at registration, for programs that read the token. What one may do is looked up each time.
    role: Role,
    sid: SessionId,
    iat: i64,
    exp: i64,
    aud: String,
    iss: String,
}

struct Key {
    /// Says in a token which secret signed it, and nothing of the secret.
    name: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
    /// Of what is kept and has to be read again.
    vault: [u8; 32],
    /// Of addresses that anybody may use who has them: a key of their own, so that no such address is ever good for anything else.
    links: (EncodingKey, DecodingKey),
    /// Of the short codes that people read.
    codes: hmac::Key,
}

impl Key {
    fn new(secret: &Secret) -> Self {
        let bytes = secret.expose().as_bytes();
        let digest = Sha256::digest([b"name of ".as_slice(), bytes].concat());
        let links = Sha256::digest([b"links of ".as_slice(), bytes].concat());
        Self {
            name: digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect(),
            encoding: EncodingKey::from_secret(bytes),
            decoding: DecodingKey::from_secret(bytes),
            vault: Sha256::digest([b"vault of ".as_slice(), bytes].concat()).into(),
            links: (EncodingKey::from_secret(&links), DecodingKey::from_secret(&links)),
            codes: hmac::Key::new(
                hmac::HMAC_SHA256,
                &Sha256::digest([b"short codes of ".as_slice(), bytes].concat()),
            ),
        }
    }

    fn vault(&self) -> Result<RandomizedNonceKey> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.vault).map_err(|e| Error::Internal(format!("a key: {e}")))
    }

    fn seal(&self, text: &str) -> Result<String> {
        jsonwebtoken::crypto::sign(text.as_bytes(), &self.encoding, Algorithm::HS256)
            .map_err(|e| Error::Internal(format!("signing: {e}")))
    }
}

/// Signs and reads tokens.
pub struct Keys {
    current: Key,
    former: Vec<Key>,
    validation: Validation,
}

impl Keys {
    #[must_use]
    pub fn new(current: &Secret, former: &[Secret]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        // Expiry is judged by the application's clock, below.
        validation.validate_exp = false;
        Self {
            current: Key::new(current),
            former: former.iter().map(Key::new).collect(),
            validation,
        }
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.former)
    }

    /// # Errors
    /// When the token cannot be signed.
    pub fn sign(&self, user: &UserId, role: Role, session: &SessionId, now: Timestamp) -> Result<String> {
        let iat = now.millis() / 1000;
        let claims = Claims {
            sub: user.clone(),
            role,
            sid: session.clone(),
            iat,
            exp: iat + ACCESS_TOKEN_SECONDS,
            aud: AUDIENCE.into(),
            iss: ISSUER.into(),
        };
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(self.current.name.clone());
        jsonwebtoken::encode(&header, &claims, &self.current.encoding)
            .map_err(|e| Error::Internal(format!("signing a token: {e}")))
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for anything that was not signed here, or is over.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<(UserId, SessionId)> {
        let name = jsonwebtoken::decode_header(token).map_err(|_| Error::Unauthorized)?.kid;
        let named = |key: &&Key| name.as_ref().is_none_or(|name| *name == key.name);
        let read = |key: &Key| jsonwebtoken::decode::<Claims>(token, &key.decoding, &self.validation).ok();
        let claims = self
            .all()
            .filter(named)
            .find_map(read)
            .ok_or(Error::Unauthorized)?
            .claims;
        if claims.exp <= now.millis() / 1000 {
            return Err(Error::Unauthorized);
        }
        Ok((claims.sub, claims.sid))
    }

    /// The refresh tokens that may follow `token` in `session`: always the same, known to nobody but this platform, and
    /// one for each of its secrets. The first is the one to give out.
    ///
    /// # Errors
    /// When they cannot be signed.
    pub fn successors(&self, session: &SessionId, token: &str) -> Result<Vec<String>> {
        // No access token is ever signed over a text with a colon.
        let text = format!("refresh:{token}");
        self.all()
            .map(|key| Ok(format!("{session}.{}", key.seal(&text)?)))
            .collect()
    }

    /// A signature over a name, good for one purpose.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn seal(&self, purpose: &str, name: &str) -> Result<String> {
        self.current.seal(&sealing(purpose, name))
    }

    /// The first forty bits of a signature over a name, good for one purpose: short enough to be read by people, too few to
    /// open anything with. Made under a key of its own, so that it says nothing of the others.
    #[must_use]
    pub fn short_code(&self, purpose: &str, name: &str) -> [u8; 5] {
        let tag = hmac::sign(&self.current.codes, sealing(purpose, name).as_bytes());
        let mut code = [0; 5];
        code.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
        code
    }

    /// Whether `seal` was made here over this name for this purpose.
    #[must_use]
    pub fn sealed(&self, purpose: &str, name: &str, seal: &str) -> bool {
        let text = sealing(purpose, name);
        // Compared in constant time.
        let made = |key: &Key| jsonwebtoken::crypto::verify(seal, text.as_bytes(), &key.decoding, Algorithm::HS256);
        self.all().any(|key| made(key).unwrap_or(false))
    }
}

impl Keys {
    /// A signature for an address that anybody may use who has it: base64url of an HMAC-SHA256.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn seal_link(&self, text: &str) -> Result<String> {
        let (key, _) = &self.current.links;
        jsonwebtoken::crypto::sign(text.as_bytes(), key, Algorithm::HS256)
            .map_err(|e| Error::Internal(format!("signing: {e}")))
    }

    /// Whether `seal` was made here over this text.
    #[must_use]
    pub fn sealed_link(&self, text: &str, seal: &str) -> bool {
        // Compared in constant time.
        let made = |key: &Key| jsonwebtoken::crypto::verify(seal, text.as_bytes(), &key.links.1, Algorithm::HS256);
        self.all().any(|key| made(key).unwrap_or(false))
    }

    /// Encrypts what is kept and has to be read again, with AES-256 in Galois/Counter mode under a random nonce. The result is
    /// text, and names the secret.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn encrypt(&self, plain: &[u8]) -> Result<String> {
        let mut bytes = plain.to_vec();
        let nonce = self.current.vault()?.seal_in_place_append_tag(Aad::empty(), &mut bytes);
        let nonce = nonce.map_err(|e| Error::Internal(format!("encrypting: {e}")))?;
        let whole = [nonce.as_ref().as_slice(), &bytes].concat();
        Ok(format!("{}.{}", self.current.name, hex(&whole)))
    }

    /// # Errors
    /// When the secret is no longer among the platform's, or the text was changed.
    pub fn decrypt(&self, text: &str) -> Result<Vec<u8>> {
        let refused = || {
            Error::Internal(
                "something encrypted cannot be read; was SECRET_KEY changed without SECRET_KEY_PREVIOUS?".into(),
            )
        };
        let (name, whole) = text.split_once('.').ok_or_else(refused)?;
        let key = self.all().find(|key| key.name == name).ok_or_else(refused)?;
        let whole = unhex(whole).ok_or_else(refused)?;
        let (nonce, bytes) = whole.split_at_checked(NONCE_LEN).ok_or_else(refused)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| refused())?;
        let mut bytes = bytes.to_vec();
        let plain = key.vault()?.open_in_place(nonce, Aad::empty(), &mut bytes);
        Ok(plain.map_err(|_| refused())?.to_vec())
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

fn sealing(purpose: &str, name: &str) -> String {
    format!("{purpose}:{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_living_tokens_are_read() {
        let keys = Keys::new(&Secret::new("0123456789abcdef0123456789abcdef"), &[]);
        let (user, session) = (
            UserId::parse("u").expect("an id"),
            SessionId::parse("s").expect("an id"),
        );
        let now = Timestamp::from_millis(1_800_000_000_000);
        let token = keys.sign(&user, Role::Tester, &session, now).expect("signs");
        assert_eq!(keys.read(&token, now.plus_seconds(3599)).ok(), Some((user, session)));
        assert!(keys.read(&token, now.plus_seconds(3600)).is_err());
        let others = Keys::new(&Secret::new("fedcba9876543210fedcba9876543210"), &[]);
        assert!(others.read(&token, now).is_err());
        let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", token.split('.').nth(1).expect("a payload"));
        assert!(keys.read(&unsigned, now).is_err());
        // Signed here, and for somebody else.
        for (aud, iss) in [("another-hub", ISSUER), (AUDIENCE, "another-hub")] {
            let claims = Claims {
                sub: UserId::parse("u").expect("an id"),
                role: Role::Tester,
                sid: SessionId::parse("s").expect("an id"),
                iat: now.millis() / 1000,
                exp: now.millis() / 1000 + 60,
                aud: aud.into(),
                iss: iss.into(),
            };
            let foreign = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &keys.current.encoding);
            assert!(keys.read(&foreign.expect("signs"), now).is_err(), "{aud} {iss}");
        }
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

    #[test]
    fn short_codes_are_of_one_name_one_purpose_and_one_secret() {
        let keys = |secret| Keys::new(&Secret::new(secret), &[]);
        let ours = keys("0123456789abcdef0123456789abcdef");
        let code = ours.short_code("seat", "a");
        assert_eq!(ours.short_code("seat", "a"), code);
        assert_ne!(ours.short_code("seat", "b"), code);
        assert_ne!(ours.short_code("other", "a"), code);
        assert_ne!(keys("fedcba9876543210fedcba9876543210").short_code("seat", "a"), code);
    }

    #[test]
    fn a_secret_can_be_changed() {
        let (old, new) = (
            Secret::new("0123456789abcdef0123456789abcdef"),
            Secret::new("fedcba9876543210fedcba9876543210"),
        );
        let user = UserId::parse("u").expect("an id");
        let session = SessionId::parse("s").expect("an id");
        let now = Timestamp::from_millis(1_800_000_000_000);
        let (before, after) = (Keys::new(&old, &[]), Keys::new(&new, &[old]));
        let token = before.sign(&user, Role::Client, &session, now).expect("signs");
        assert!(after.read(&token, now).is_ok());
        let token = after.sign(&user, Role::Client, &session, now).expect("signs");
        assert!(before.read(&token, now).is_err() && after.read(&token, now).is_ok());
        let seal = before.seal("confirm", "t").expect("seals");
        assert!(after.sealed("confirm", "t", &seal));
        assert!(!after.sealed("reset", "t", &seal) && !after.sealed("confirm", "u", &seal));
        let link = before.seal_link("t").expect("seals");
        assert!(after.sealed_link("t", &link) && !after.sealed_link("u", &link));
        assert!(!before.sealed_link("t", &after.seal_link("t").expect("seals")));
        assert!(!before.sealed("", "t", &link) && !before.sealed_link(":t", &before.seal("", "t").expect("seals")));
        let kept = before.encrypt(b"a secret").expect("encrypts");
        assert_eq!(after.decrypt(&kept).ok().as_deref(), Some(b"a secret".as_slice()));
        assert_ne!(kept, before.encrypt(b"a secret").expect("encrypts"));
        let altered = format!("{}0", &kept[..kept.len() - 1]);
        assert!(altered == kept || after.decrypt(&altered).is_err());
        let follow = before.successors(&session, "t").expect("signs");
        assert!(after.successors(&session, "t").expect("signs").contains(&follow[0]));
    }
}
