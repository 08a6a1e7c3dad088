//! Instants. The domain never asks what time it is; it is told.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Milliseconds since 1970-01-01 UTC; on the wire RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The last instant that RFC 3339 can write (9999-12-31T23:59:59.999Z).
    const MAX_MS: i64 = 253_402_300_799_999;

    /// Instants outside the years 1970 to 9999 are moved to the nearest end.
    #[must_use]
    pub fn from_millis(ms: i64) -> Self {
        Self(ms.clamp(0, Self::MAX_MS))
    }

    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }

    #[must_use]
    pub fn plus_hours(self, hours: i64) -> Self {
        Self::from_millis(self.0.saturating_add(hours.saturating_mul(3_600_000)))
    }

    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_millis(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// Whole seconds from `earlier` to `self`, negative when `earlier` is later.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0) / 1000
    }

    /// # Errors
    /// When the text is not RFC 3339.
    pub fn parse(text: &str) -> Result<Self, time::error::Parse> {
        let at = OffsetDateTime::parse(text, &Rfc3339)?;
        Ok(Self::from_millis(
            i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(Self::MAX_MS),
        ))
    }

    fn to_date_time(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// `23 Nov 2026`: the plain form for people where the browser has not put it in their locale yet.
    #[must_use]
    pub fn date(self) -> String {
        let at = self.to_date_time();
        let month = at.month().to_string();
        format!("{} {} {}", at.day(), month.get(..3).unwrap_or(&month), at.year())
    }

    /// The number of its week as ISO 8601 counts them, in UTC.
    #[must_use]
    pub fn iso_week(self) -> u8 {
        self.to_date_time().iso_week()
    }

    /// `23 Nov 2026, 14:05 UTC`.
    #[must_use]
    pub fn date_time(self) -> String {
        let at = self.to_date_time();
        format!("{}, {:02}:{:02} UTC", self.date(), at.hour(), at.minute())
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_date_time().format(&Rfc3339).map_err(|_| std::fmt::Error)?)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| serde::de::Error::custom("not a time as RFC 3339 writes it"))
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(
                utoipa::openapi::KnownFormat::DateTime,
            )))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Timestamp {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let at = Timestamp::parse("2026-11-23T14:05:06.789+02:00").expect("parses");
        assert_eq!(at.to_string(), "2026-11-23T12:05:06.789Z");
        assert_eq!(Timestamp::parse(&at.to_string()), Ok(at));
        assert_eq!(at.date_time(), "23 Nov 2026, 12:05 UTC");
    }

    #[test]
    fn never_leaves_its_range() {
        assert_eq!(
            Timestamp::from_millis(i64::MAX).plus_hours(i64::MAX).to_string(),
            "9999-12-31T23:59:59.999Z"
        );
        assert_eq!(Timestamp::from_millis(-1).millis(), 0);
    }
}
