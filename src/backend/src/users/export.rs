//! Everything that is here of somebody, in one archive: `data.json`, in the shapes of the interface, and their pictures as they
//! were sent and as they were annotated, and their recordings. It is put together while it goes out, a file at a time.

use crate::{
    App, Result, audit_log, auth, claims, jobs, notifications, projects, recordings, remarks,
    screenshots::{self, service::Variant},
    submissions, users, wallet,
};
use bytes::Bytes;
use domain::{
    auth::Actor,
    page::{MAX_LIMIT, Page, PageQuery},
    statements::EntryFilter,
    submissions::Submission,
};
use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use std::io::{self, Write};
use tokio::{runtime::Handle, sync::mpsc};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// So much is collected before it goes out.
const CHUNK: usize = 64 * 1024;
/// So many chunks wait for a slow reader; then the archive waits, too.
const WAITING: usize = 8;

/// The archive's bytes as they come. It ends early, and so cannot be opened, when something of it cannot be read.
#[must_use]
pub fn archive(app: &App, actor: &Actor) -> mpsc::Receiver<io::Result<Bytes>> {
    let (out, archive) = mpsc::channel(WAITING);
    let (app, actor, runtime) = (app.clone(), actor.clone(), Handle::current());
    tokio::task::spawn_blocking(move || {
        let mut zip = ZipWriter::new_stream(Outlet {
            out: out.clone(),
            held: Vec::with_capacity(CHUNK),
        });
        if let Err(error) = pack(&app, &actor, &runtime, &mut zip).and_then(|()| zip.finish()?.into_inner().flush()) {
            // A reader who has gone away is told nothing any more.
            if !out.is_closed() {
                tracing::error!(%error, "somebody's data could not be put together");
                let _ = out.blocking_send(Err(error));
            }
        }
    });
    archive
}

type Archive = ZipWriter<zip::write::StreamWriter<Outlet>>;

fn pack(app: &App, actor: &Actor, runtime: &Handle, zip: &mut Archive) -> io::Result<()> {
    let failed = |error: crate::Error| io::Error::other(error.to_string());
    let (data, reports) = runtime.block_on(gather(app, actor)).map_err(failed)?;
    let text = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    // Pictures are packed already.
    let picture = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("data.json", text)?;
    serde_json::to_writer_pretty(&mut *zip, &data)?;
    for shot in reports.iter().flat_map(|report| &report.screenshots) {
        for (variant, name) in [(Variant::Original, "original"), (Variant::Annotated, "annotated")] {
            let found = runtime.block_on(async {
                let file = screenshots::service::picture(app, actor, &shot.id, variant).await?;
                file.bytes(app).await
            });
            zip.start_file(format!("pictures/{}-{name}.png", shot.id), picture)?;
            zip.write_all(&found.map_err(failed)?)?;
        }
    }
    for film in reports.iter().flat_map(|report| &report.recordings) {
        let playable = runtime
            .block_on(recordings::service::playable(app, actor, &film.id))
            .map_err(failed)?;
        let mut bytes = runtime
            .block_on(playable.part(app, 0..playable.bytes))
            .map_err(failed)?;
        zip.start_file(format!("recordings/{}.webm", film.id), picture)?;
        while let Some(chunk) = runtime.block_on(bytes.try_next()).map_err(io::Error::other)? {
            zip.write_all(&chunk)?;
        }
    }
    Ok(())
}

/// What is kept, by noun, and the reports among it.
async fn gather(app: &App, actor: &Actor) -> Result<(Value, Vec<Submission>)> {
    let claims = all(async |query| claims::service::mine(app, actor, query).await).await?;
    let mut reports = Vec::new();
    for id in claims.iter().filter_map(|claim| claim.submission_id.as_ref()) {
        reports.push(submissions::service::get(app, actor, id).await?);
    }
    let mut posted = Vec::new();
    for card in all(async |query| jobs::service::mine(app, actor, None, query).await).await? {
        posted.push(jobs::service::get(app, Some(actor), &card.id).await?);
    }
    let data = json!({
        "account": users::service::me(app, actor).await?,
        "sessions": auth::service::sessions(app, actor).await?,
        "second_factor": auth::second_factor::status(app, actor).await?,
        "api_tokens": auth::tokens::list(app, actor).await?,
        "projects": all(async |query| projects::service::list(app, actor, query).await).await?,
        "jobs": posted,
        "claims": claims,
        "submissions": &reports,
        "remarks": remarks::service::written(app, actor).await?,
        "wallet": wallet::service::summary(app, actor).await?,
        "wallet_entries": all(async |query| wallet::service::statement(app, actor, query, &EntryFilter::default()).await).await?,
        "payouts": all(async |query| wallet::payouts::list(app, actor, query).await).await?,
        "notifications": all(async |query| notifications::service::list(app, actor, query).await).await?,
        "audit_log": all(async |query| audit_log::service::own(app, actor, query).await).await?,
    });
    Ok((data, reports))
}

/// Every item of a list, page by page.
async fn all<T>(page: impl AsyncFn(&PageQuery) -> Result<Page<T>>) -> Result<Vec<T>> {
    let mut items = Vec::new();
    let mut query = PageQuery {
        limit: i64::try_from(MAX_LIMIT).ok(),
        cursor: None,
    };
    loop {
        let found = page(&query).await?;
        items.extend(found.items);
        query.cursor = found.next_cursor;
        if query.cursor.is_none() {
            return Ok(items);
        }
    }
}

/// Where the archive is written to: chunks on their way out.
struct Outlet {
    out: mpsc::Sender<io::Result<Bytes>>,
    held: Vec<u8>,
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let chunk = Bytes::from(std::mem::take(&mut self.held));
        self.out
            .blocking_send(Ok(chunk))
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
