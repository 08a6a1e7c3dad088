//! The marketplace: open jobs as compact rows whose sort keys ascend, facets to find them by, and pages kept serialised.
//!
//! A page is answered in this order: from the pages kept in memory; else from one index walked forwards. A filter walks the
//! index of one facet (`country:DE` merged with `country:*`), and whatever else was asked for is checked on the cards.

use crate::{
    App, Result,
    db::{Db, Sql},
};
use bytes::Bytes;
use domain::{
    jobs::{Job, JobCard, JobFilter, JobQuery, JobSort, JobStatus, PublicStats},
    page::{Page, highest_first, lowest_first, newest_first},
};
use moka::sync::Cache;
use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use surrealdb::types::{RecordId, SurrealValue};

/// Rows looked at for one page before it is handed out shorter than asked for.
const MAX_SCAN: usize = 2000;
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// What is kept in memory of the marketplace: its figures, and pages as they go out. A write to the marketplace begins a new generation, and pages of older ones are never served.
pub struct Pages {
    generation: AtomicU64,
    cache: Cache<(u64, JobFilter), Bytes>,
    /// Counted over whole tables, and asked for with each front page.
    pub(crate) figures: Cache<(), PublicStats>,
}

impl Pages {
    /// Pages over an embedded database live until a write touches them. Over a shared one other servers write too,
    /// so there they live for a second at most.
    #[must_use]
    pub fn new(embedded: bool) -> Self {
        let mut cache = Cache::builder()
            .max_capacity(CACHE_BYTES)
            .weigher(|_, page: &Bytes| u32::try_from(page.len() + 512).unwrap_or(u32::MAX));
        if !embedded {
            cache = cache.time_to_live(Duration::from_secs(1));
        }
        let figures = Cache::builder()
            .max_capacity(1)
            .time_to_live(Duration::from_secs(30))
            .build();
        Self {
            generation: AtomicU64::new(0),
            cache: cache.build(),
            figures,
        }
    }

    /// To be called after a write to the marketplace was committed and before it is acknowledged.
    pub fn touched(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.cache.invalidate_all();
    }
}

#[derive(SurrealValue)]
struct Row {
    card: String,
    at: String,
}

#[derive(SurrealValue)]
struct Pointer {
    job_id: String,
    at: String,
}

#[derive(SurrealValue)]
struct Card {
    id: RecordId,
    card: String,
}

/// A page of open jobs as JSON, `{"items": […], "next_cursor": …}`.
///
/// # Errors
/// Refused parameters.
pub async fn page_json(app: &App, query: &JobQuery) -> Result<Bytes> {
    let filter = query.validate()?;
    let key = (app.pages.generation.load(Ordering::Acquire), filter);
    if let Some(page) = app.pages.cache.get(&key) {
        return Ok(page);
    }
    // In a box: a page that is kept is answered without the room that a question to the database takes.
    let (rows, next) = Box::pin(find(&app.db, &key.1)).await?;
    let mut text = String::with_capacity(rows.iter().map(|r| r.card.len() + 1).sum::<usize>() + 96);
    text.push_str("{\"items\":[");
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(&row.card);
    }
    text.push_str("],\"next_cursor\":");
    text.push_str(&serde_json::to_string(&next).unwrap_or_else(|_| "null".into()));
    text.push('}');
    let page = Bytes::from(text);
    app.pages.cache.insert(key, page.clone());
    Ok(page)
}

/// The same page as values.
///
/// # Errors
/// Refused parameters.
pub async fn page(app: &App, query: &JobQuery) -> Result<Page<JobCard>> {
    let json = page_json(app, query).await?;
    serde_json::from_slice(&json).map_err(|e| crate::Error::Internal(format!("a listed card: {e}")))
}

/// How many jobs are open.
pub(crate) async fn count(db: &Db) -> Result<i64> {
    db.ask(Sql::new("SELECT count() AS total FROM listing GROUP ALL"))
        .await?
        .total(0)
}

fn column(sort: JobSort) -> &'static str {
    match sort {
        JobSort::Newest => "newest",
        JobSort::Price => "price",
        JobSort::Deadline => "deadline",
    }
}

/// The facet whose index a filter walks: the one that is likely to be rarest.
fn driver(filter: &JobFilter) -> Option<[String; 2]> {
    [
        ("country", &filter.country),
        ("language", &filter.language),
        ("browser", &filter.browser),
        ("platform", &filter.platform),
    ]
    .into_iter()
    .find_map(|(kind, value)| value.as_ref().map(|v| [format!("{kind}:{v}"), format!("{kind}:*")]))
}

/// The page's rows and the cursor behind it.
async fn find(db: &Db, filter: &JobFilter) -> Result<(Vec<Row>, Option<String>)> {
    let asked = [&filter.country, &filter.language, &filter.browser, &filter.platform];
    let facets = asked.iter().filter(|value| value.is_some()).count();
    let driven = filter.q.is_none() && facets == 1;
    let unchecked = filter.min_price.is_none() && (facets == 0 || driven);
    let mut found: Vec<Row> = Vec::new();
    let mut after = filter.after.clone().unwrap_or_default();
    let mut scanned = 0;
    // When every row fits, one batch with one row to spare tells whether there is more.
    let mut batch = if unchecked {
        filter.limit + 1
    } else {
        (filter.limit + 1) * 2
    };
    loop {
        let rows = walk(db, filter, &after, batch).await?;
        let exhausted = rows.len() < batch;
        scanned += rows.len();
        if let Some(last) = rows.last() {
            after.clone_from(&last.at);
        }
        for row in rows {
            let fits = unchecked || serde_json::from_str::<JobCard>(&row.card).is_ok_and(|card| filter.admits(&card));
            if fits {
                found.push(row);
            }
            if found.len() > filter.limit {
                found.truncate(filter.limit);
                let next = found.last().map(|row| row.at.clone());
                return Ok((found, next));
            }
        }
        if exhausted {
            return Ok((found, None));
        }
        if scanned >= MAX_SCAN {
            return Ok((found, Some(after)));
        }
        batch = 500;
    }
}

/// The next `limit` candidates behind `after`, in order.
async fn walk(db: &Db, filter: &JobFilter, after: &str, limit: usize) -> Result<Vec<Row>> {
    let column = column(filter.sort);
    if let Some(words) = &filter.q {
        let sql = Sql::new(format!(
            "SELECT card, {column} AS at FROM listing WHERE words @0@ $words AND {column} > $after
             ORDER BY at LIMIT {limit}"
        ));
        return db
            .ask(sql.bind("words", words.clone()).bind("after", after.to_owned()))
            .await?
            .rows(0);
    }
    let Some(names) = driver(filter) else {
        let sql = Sql::new(format!(
            "SELECT card, {column} AS at, {column} FROM listing WHERE open = true AND {column} > $after
             ORDER BY {column} LIMIT {limit}"
        ));
        return db.ask(sql.bind("after", after.to_owned())).await?.rows(0);
    };
    let stream = |name: &str| {
        format!(
            "SELECT job_id, {column} AS at, {column} FROM facet WHERE name = ${name} AND {column} > $after
             ORDER BY {column} LIMIT {limit};"
        )
    };
    let [exact, any] = names;
    let sql = Sql::new(format!("{}{}", stream("exact"), stream("any")));
    let mut answer = db
        .ask(
            sql.bind("exact", exact)
                .bind("any", any)
                .bind("after", after.to_owned()),
        )
        .await?;
    let mut pointers: Vec<Pointer> = answer.rows(0)?;
    pointers.append(&mut answer.rows(1)?);
    pointers.sort_by(|a, b| a.at.cmp(&b.at));
    pointers.truncate(limit);
    let records: Vec<RecordId> = pointers
        .iter()
        .map(|p| RecordId::new("listing", p.job_id.as_str()))
        .collect();
    let cards: Vec<Card> = db
        .ask(Sql::new("SELECT id, card FROM $records").bind("records", records))
        .await?
        .rows(0)?;
    let mut cards: HashMap<String, String> = cards.into_iter().map(|c| (crate::db::key(&c.id), c.card)).collect();
    let rows = pointers.into_iter();
    Ok(rows
        .filter_map(|p| cards.remove(&p.job_id).map(|card| Row { card, at: p.at }))
        .collect())
}

/// Part of a transaction: keeps the marketplace in step with a change of a job.
pub(crate) fn sync(before: &Job, after: &Job) -> Result<Sql> {
    let listed = |job: &Job| job.status == JobStatus::Open;
    match (listed(before), listed(after)) {
        (false, false) => Ok(Sql::new("")),
        (true, false) => Ok(
            Sql::new("DELETE type::record('listing', $listed); DELETE facet WHERE job_id = $listed;")
                .bind("listed", after.id.to_string()),
        ),
        (true, true) if same_place(before, after) => Ok(Sql::new(
            "UPDATE type::record('listing', $listed) SET card = $listed_card;",
        )
        .bind("listed", after.id.to_string())
        .bind("listed_card", card_json(after)?)),
        (_, true) => put(after),
    }
}

/// Whether a job can be found in the same ways as before.
fn same_place(before: &Job, after: &Job) -> bool {
    before.requirements == after.requirements
        && before.deadline == after.deadline
        && before.price_cents == after.price_cents
        && words(before) == words(after)
}

fn words(job: &Job) -> String {
    format!("{}\n{}", job.title, job.description)
}

fn card_json(job: &Job) -> Result<String> {
    serde_json::to_string(&job.card()).map_err(|e| crate::Error::Internal(e.to_string()))
}

/// The sort keys of a job: newest, price, deadline.
pub(crate) fn keys(job: &Job) -> [String; 3] {
    let newest = newest_first(job.published_at.unwrap_or(job.created_at), job.id.as_str());
    let price = highest_first(job.price_cents.0, &newest);
    let deadline = lowest_first(job.deadline.map(domain::timestamp::Timestamp::millis), &newest);
    [newest, price, deadline]
}

/// The names a job can be found by.
pub(crate) fn facets(job: &Job) -> Vec<String> {
    let r = &job.requirements;
    [
        ("platform", &r.platforms),
        ("browser", &r.browsers),
        ("country", &r.countries),
        ("language", &r.languages),
    ]
    .into_iter()
    .flat_map(|(kind, values)| {
        let any = values.is_empty().then(|| format!("{kind}:*"));
        values.iter().map(move |value| format!("{kind}:{value}")).chain(any)
    })
    .collect()
}

fn put(job: &Job) -> Result<Sql> {
    let [newest, price, deadline] = keys(job);
    Ok(Sql::new(
        "UPSERT type::record('listing', $listed) SET card = $listed_card, words = $listed_words,
             newest = $listed_newest, price = $listed_price, deadline = $listed_deadline;
         DELETE facet WHERE job_id = $listed;
         FOR $facet IN $listed_facets {
             CREATE facet SET job_id = $listed, name = $facet, newest = $listed_newest, price = $listed_price,
                 deadline = $listed_deadline
         };",
    )
    .bind("listed", job.id.to_string())
    .bind("listed_card", card_json(job)?)
    .bind("listed_words", words(job))
    .bind("listed_newest", newest)
    .bind("listed_price", price)
    .bind("listed_deadline", deadline)
    .bind("listed_facets", facets(job)))
}
