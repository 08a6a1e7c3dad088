//! Remarks in the database: one row for each remark and each answer, and a head for each picture.
//!
//! Whoever adds or removes one writes the head over the version that was decided on; `stale` otherwise. So no number comes
//! twice, no picture gets more than it holds, and nothing that was answered meanwhile vanishes with its answer.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
};
use domain::{
    ids::{RemarkId, ScreenshotId, UserId},
    remarks::MAX_PER_PICTURE,
    screenshots::gallery::Side,
    timestamp::Timestamp,
};
use surrealdb::types::{RecordId, SurrealValue};

/// A remark, or an answer to one.
#[derive(Clone)]
pub struct Stored {
    pub id: RemarkId,
    pub screenshot: ScreenshotId,
    pub of: Of,
    pub author: UserId,
    pub side: Side,
    pub text: String,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
}

/// What a row is.
#[derive(Clone)]
pub enum Of {
    Picture(Pin),
    /// An answer to this remark.
    Remark(RemarkId),
}

#[derive(Clone, Copy)]
pub struct Pin {
    pub number: i64,
    pub x: f64,
    pub y: f64,
    pub resolved: bool,
    pub removed: bool,
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    screenshot_id: String,
    parent_id: Option<String>,
    number: i64,
    x: f64,
    y: f64,
    author_id: String,
    side: String,
    text: String,
    resolved: bool,
    removed: bool,
    created_at: i64,
    edited_at: Option<i64>,
}

impl Row {
    fn stored(self) -> Result<Stored> {
        let side = Side::from_code(&self.side);
        Ok(Stored {
            id: RemarkId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            screenshot: ScreenshotId::parse(self.screenshot_id).map_err(Error::bad_id)?,
            of: match self.parent_id {
                Some(parent) => Of::Remark(RemarkId::parse(parent).map_err(Error::bad_id)?),
                None => Of::Picture(Pin {
                    number: self.number,
                    x: self.x,
                    y: self.y,
                    resolved: self.resolved,
                    removed: self.removed,
                }),
            },
            author: UserId::parse(self.author_id).map_err(Error::bad_id)?,
            side: side.ok_or_else(|| Error::Internal(format!("a remark from the side of {}", self.side)))?,
            text: self.text,
            created_at: Timestamp::from_millis(self.created_at),
            edited_at: self.edited_at.map(Timestamp::from_millis),
        })
    }
}

/// What was written on a picture so far.
#[derive(SurrealValue, Clone, Copy, Default)]
pub struct Head {
    /// How often something was added or removed.
    pub version: i64,
    /// The number given out last.
    pub number: i64,
}

pub async fn head(db: &Db, screenshot: &ScreenshotId) -> Result<Head> {
    let sql = Sql::new("SELECT version, number FROM type::record('remark_head', $screenshot)");
    let head = db.ask(sql.bind("screenshot", screenshot.to_string())).await?.row(0)?;
    Ok(head.unwrap_or_default())
}

/// Part of a transaction: the next head, over the one that was decided on.
fn after(screenshot: &ScreenshotId, before: Head, number: i64) -> Sql {
    Sql::new(
        "IF ((SELECT VALUE version FROM ONLY type::record('remark_head', $screenshot)) ?? 0) != $version {
             THROW 'stale'
         };
         UPSERT type::record('remark_head', $screenshot) SET version = $version + 1, number = $last_number;",
    )
    .bind("screenshot", screenshot.to_string())
    .bind("version", before.version)
    .bind("last_number", number)
}

/// Part of a transaction: a new remark or answer.
pub fn create(new: &Stored, before: Head) -> Sql {
    let (parent, pin) = match &new.of {
        Of::Picture(pin) => (None, *pin),
        Of::Remark(parent) => (
            Some(parent.to_string()),
            Pin {
                number: 0,
                x: 0.0,
                y: 0.0,
                resolved: false,
                removed: false,
            },
        ),
    };
    after(&new.screenshot, before, before.number.max(pin.number)).then(
        Sql::new(
            "CREATE type::record('remark', $remark) SET screenshot_id = $screenshot, parent_id = $answered,
                 number = $number, x = $x, y = $y, author_id = $author, side = $side, text = $text,
                 place = $version + 1, created_at = $now;",
        )
        .bind("remark", new.id.to_string())
        .bind("answered", parent)
        .bind("number", pin.number)
        .bind("x", pin.x)
        .bind("y", pin.y)
        .bind("author", new.author.to_string())
        .bind("side", new.side.code().to_owned())
        .bind("text", new.text.clone())
        .bind("now", new.created_at.millis()),
    )
}

/// Part of a transaction: other words, or another state.
pub fn change(id: &RemarkId, text: Option<(&str, Timestamp)>, resolved: Option<bool>) -> Sql {
    let mut sql = Sql::new(
        "IF (SELECT VALUE removed FROM ONLY type::record('remark', $remark)) != false { THROW 'remark_removed' };",
    )
    .bind("remark", id.to_string());
    if let Some((text, now)) = text {
        let words = Sql::new("UPDATE type::record('remark', $remark) SET text = $text, edited_at = $now;");
        sql = sql.then(words.bind("text", text.to_owned()).bind("now", now.millis()));
    }
    if let Some(resolved) = resolved {
        let state = Sql::new("UPDATE type::record('remark', $remark) SET resolved = $resolved;");
        sql = sql.then(state.bind("resolved", resolved));
    }
    sql
}

/// Removes some for good.
pub async fn remove(db: &Db, screenshot: &ScreenshotId, before: Head, ids: &[&RemarkId]) -> Result<()> {
    let records: Vec<RecordId> = ids.iter().map(|id| RecordId::new("remark", id.as_str())).collect();
    let sql = after(screenshot, before, before.number).then(Sql::new("DELETE $gone;").bind("gone", records));
    db.write(sql).await.map(drop)
}

/// Takes the words of one away, for the sake of its answers.
pub async fn empty(db: &Db, screenshot: &ScreenshotId, before: Head, id: &RemarkId) -> Result<()> {
    let sql = after(screenshot, before, before.number).then(
        Sql::new("UPDATE type::record('remark', $remark) SET text = '', removed = true;")
            .bind("remark", id.to_string()),
    );
    db.write(sql).await.map(drop)
}

pub async fn find(db: &Db, id: &RemarkId) -> Result<Option<Stored>> {
    let sql = Sql::new("SELECT * FROM type::record('remark', $id)").bind("id", id.to_string());
    db.ask(sql).await?.row::<Row>(0)?.map(Row::stored).transpose()
}

/// Everything on a picture, in the order in which it was written.
pub async fn of_picture(db: &Db, screenshot: &ScreenshotId) -> Result<Vec<Stored>> {
    let limit = MAX_PER_PICTURE;
    let sql = Sql::new(format!(
        "SELECT * FROM remark WHERE screenshot_id = $screenshot ORDER BY place LIMIT {limit}"
    ));
    read(db, sql.bind("screenshot", screenshot.to_string())).await
}

/// Everything that somebody has written, on any picture.
pub async fn by(db: &Db, author: &UserId) -> Result<Vec<Stored>> {
    let sql = Sql::new("SELECT * FROM remark WHERE author_id = $author");
    read(db, sql.bind("author", author.to_string())).await
}

async fn read(db: &Db, sql: Sql) -> Result<Vec<Stored>> {
    let rows: Vec<Row> = db.ask(sql).await?.rows(0)?;
    rows.into_iter().map(Row::stored).collect()
}
