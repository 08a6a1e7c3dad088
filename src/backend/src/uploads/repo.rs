//! Uploads in the database. Their pieces stand in the store.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
    submissions,
};
use domain::{
    ids::{SubmissionId, UploadId},
    timestamp::Timestamp,
    uploads::{MAX_OPEN, MAX_OPEN_BYTES, PIECE_BYTES, Upload, UploadKind},
};
use surrealdb::types::{RecordId, SurrealValue};

/// An upload with the names of its pieces.
pub struct Stored {
    pub upload: Upload,
    pub pieces: Vec<String>,
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    submission_id: String,
    kind: Option<String>,
    bytes: i64,
    offset: i64,
    pieces: Vec<String>,
    expires_at: i64,
}

impl Row {
    fn stored(self) -> Result<Stored> {
        let id = UploadId::parse(db::key(&self.id)).map_err(Error::bad_id)?;
        let size = |n: i64| usize::try_from(n).map_err(|e| Error::Internal(format!("upload {id}: {e}")));
        Ok(Stored {
            upload: Upload {
                submission_id: SubmissionId::parse(self.submission_id).map_err(Error::bad_id)?,
                // Those of earlier releases are pictures.
                kind: self.kind.as_deref().and_then(UploadKind::from_code).unwrap_or_default(),
                bytes: size(self.bytes)?,
                offset: size(self.offset)?,
                piece_bytes: PIECE_BYTES,
                expires_at: Timestamp::from_millis(self.expires_at),
                id,
            },
            pieces: self.pieces,
        })
    }
}

/// Sizes are small numbers.
fn number(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// Throws `too_many_uploads` when so many of the same submission are open, or so much.
pub async fn create(db: &Db, upload: &Upload, now: Timestamp) -> Result<()> {
    let sql = Sql::new(
        "LET $open = (SELECT VALUE bytes FROM upload WHERE submission_id = $submission AND expires_at > $now);
         IF array::len($open) >= $most OR math::sum($open) + $bytes > $most_bytes { THROW 'too_many_uploads' };
         CREATE type::record('upload', $upload) SET submission_id = $submission, kind = $kind, bytes = $bytes,
             created_at = $now, expires_at = $expires;",
    )
    .bind("upload", upload.id.to_string())
    .bind("bytes", number(upload.bytes))
    .bind("kind", upload.kind.code())
    .bind("most", number(MAX_OPEN))
    .bind("most_bytes", number(MAX_OPEN_BYTES))
    .bind("now", now.millis())
    .bind("expires", upload.expires_at.millis());
    db.write(submissions::service::still_editable(&upload.submission_id).then(sql))
        .await
        .map(drop)
}

/// Adds a piece to what was there when it was sent; throws `stale` when that has changed.
pub async fn add(db: &Db, before: &Upload, end: usize, piece: &str, until: Timestamp) -> Result<()> {
    let sql = Sql::new(
        "IF (SELECT VALUE offset FROM ONLY type::record('upload', $upload)) != $offset { THROW 'stale' };
         UPDATE type::record('upload', $upload) SET offset = $end, pieces += $piece, expires_at = $until;",
    )
    .bind("upload", before.id.to_string())
    .bind("offset", number(before.offset))
    .bind("end", number(end))
    .bind("piece", piece.to_owned())
    .bind("until", until.millis());
    db.write(sql).await.map(drop)
}

pub async fn find(db: &Db, id: &UploadId) -> Result<Option<Stored>> {
    Ok(find_all(db, std::slice::from_ref(id)).await?.pop())
}

/// Those of `ids` that there are, in no order.
pub async fn find_all(db: &Db, ids: &[UploadId]) -> Result<Vec<Stored>> {
    let ids: Vec<RecordId> = ids.iter().map(|id| RecordId::new("upload", id.as_str())).collect();
    let sql = Sql::new("SELECT * FROM $ids").bind("ids", ids);
    let rows: Vec<Row> = db.ask(sql).await?.rows(0)?;
    rows.into_iter().map(Row::stored).collect()
}

/// Part of a transaction that makes of an upload what it was sent for; throws `not_found` when it has been given up meanwhile.
pub fn taken(id: &UploadId) -> Sql {
    Sql::new(
        "IF !record::exists(type::record('upload', $upload)) { THROW 'not_found' };
         DELETE type::record('upload', $upload);",
    )
    .bind("upload", id.to_string())
}

/// Whether it was there, and is no more.
pub async fn remove(db: &Db, id: &UploadId) -> Result<bool> {
    let sql = Sql::new("DELETE type::record('upload', $id) RETURN VALUE $before.id;").bind("id", id.to_string());
    Ok(!db.write(sql).await?.rows::<RecordId>(0)?.is_empty())
}

/// Up to `limit` of those whose time is over.
pub async fn expired(db: &Db, now: Timestamp, limit: usize) -> Result<Vec<Stored>> {
    let sql = Sql::new(format!("SELECT * FROM upload WHERE expires_at <= $now LIMIT {limit}"));
    let rows: Vec<Row> = db.ask(sql.bind("now", now.millis())).await?.rows(0)?;
    rows.into_iter().map(Row::stored).collect()
}
