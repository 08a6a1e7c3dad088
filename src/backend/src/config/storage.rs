//! Where pictures are kept: `STORAGE_URL`, and for a bucket the usual `AWS_*` settings.

use super::{BadSetting, DATA_DIR, Lookup, Secret, bad};
use std::path::PathBuf;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    Folder(PathBuf),
    Bucket(Bucket),
}

/// A bucket of S3, or of what speaks as S3 does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    /// Before every name in it; may be empty.
    pub prefix: String,
    /// Settings by their names, as the environment has them.
    pub settings: Vec<(&'static str, Secret)>,
}

/// What is understood of `AWS_*`. Without keys a server on Amazon's machines is known by its role.
const AWS: [&str; 12] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_VIRTUAL_HOSTED_STYLE_REQUEST",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

impl Storage {
    /// # Errors
    /// When the address is none that pictures could be kept at.
    pub fn read(get: Lookup<'_>) -> Result<Self, BadSetting> {
        let url = get("STORAGE_URL").unwrap_or_else(|| format!("file://{DATA_DIR}/uploads"));
        if let Some(folder) = url.strip_prefix("file://").filter(|folder| !folder.is_empty()) {
            return Ok(Self::Folder(folder.into()));
        }
        let told = || {
            bad(
                "STORAGE_URL",
                &format!("is {url:?}; use a folder such as file://data/uploads, or a bucket such as s3://pictures"),
            )
        };
        let Some(place) = url.strip_prefix("s3://") else {
            return told();
        };
        let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
        let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if !(3..=63).contains(&name.len()) || !name.chars().all(in_name) || prefix.contains(['?', '#']) {
            return told();
        }
        let settings = AWS.into_iter().filter_map(|name| Some((name, Secret::new(get(name)?))));
        Ok(Self::Bucket(Bucket {
            name: name.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            settings: settings.collect(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Storage, String> {
        let get = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Storage::read(&get).map_err(|error| error.to_string())
    }

    #[test]
    fn pictures_are_kept_in_a_folder_or_a_bucket() {
        assert_eq!(read(&[]), Ok(Storage::Folder("data/uploads".into())));
        assert_eq!(
            read(&[("STORAGE_URL", "file:///srv/pictures")]),
            Ok(Storage::Folder("/srv/pictures".into()))
        );
        let bucket = read(&[
            ("STORAGE_URL", "s3://pictures/hub/"),
            ("AWS_SECRET_ACCESS_KEY", "0123456789"),
            ("AWS_PAGER", "less"),
        ]);
        let expected = Bucket {
            name: "pictures".into(),
            prefix: "hub".into(),
            settings: vec![("AWS_SECRET_ACCESS_KEY", Secret::new("0123456789"))],
        };
        assert_eq!(bucket, Ok(Storage::Bucket(expected)));
        assert!(!format!("{bucket:?}").contains("0123456789"));
    }

    #[test]
    fn an_address_that_cannot_be_used_is_named() {
        for url in ["ftp://x", "s3://", "s3://ab", "s3://a b c", "file://", "pictures"] {
            let told = read(&[("STORAGE_URL", url)]).expect_err(url);
            assert!(told.starts_with("STORAGE_URL"), "{told}");
        }
    }
}
