//! Entries as CSV (RFC 4180), for spreadsheets: what a filter lets through, newest first, written while it goes out.

use super::reading::{self, Read};
use crate::{App, Error, Result};
use bytes::Bytes;
use domain::{
    auth::Actor,
    ids::UserId,
    jobs::CURRENCY,
    money::Cents,
    statements::{EntryFilter, EntryRange, kind_label},
};
use std::io;
use tokio::sync::mpsc;

/// How many entries are read, and go out, at once.
const PAGE: usize = 500;
/// So many pages wait for a slow reader; then the table waits, too.
const WAITING: usize = 2;

const HEAD: [&str; 9] = [
    "booked_at",
    "kind",
    "what",
    "description",
    "account",
    "amount",
    "currency",
    "booking",
    "reference",
];

/// The table as it comes. It ends with an error when something of it cannot be read.
///
/// # Errors
/// A refused filter, before anything goes out.
pub fn table(app: &App, actor: &Actor, filter: &EntryFilter) -> Result<mpsc::Receiver<io::Result<Bytes>>> {
    let range = filter.validate()?;
    let (out, table) = mpsc::channel(WAITING);
    let (app, owner) = (app.clone(), actor.user.clone());
    tokio::spawn(async move {
        if let Err(error) = write(&app, &owner, &range, &out).await {
            tracing::error!(%error, "a table of entries could not be written");
            // A reader who has gone away is told nothing any more.
            let _ = out.send(Err(io::Error::other(error.to_string()))).await;
        }
    });
    Ok(table)
}

async fn write(app: &App, owner: &UserId, range: &EntryRange, out: &mpsc::Sender<io::Result<Bytes>>) -> Result<()> {
    let mut lines = vec![HEAD.map(str::to_owned).to_vec()];
    let mut after = String::new();
    loop {
        let page = reading::entries(&app.db, owner, range, &after, PAGE).await?;
        lines.extend(page.iter().map(line));
        let text = written(&lines)?;
        lines.clear();
        if out.send(Ok(text)).await.is_err() || page.len() < PAGE {
            return Ok(());
        }
        if let Some(last) = page.last() {
            after.clone_from(&last.sort);
        }
    }
}

fn written(lines: &[Vec<String>]) -> Result<Bytes> {
    let failed = |error: &dyn std::fmt::Display| Error::Internal(format!("a table: {error}"));
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for line in lines {
        writer.write_record(line).map_err(|error| failed(&error))?;
    }
    let text = writer.into_inner().map_err(|error| failed(&error))?;
    Ok(text.into())
}

fn line(read: &Read) -> Vec<String> {
    let line = &read.line;
    [
        line.at.to_string(),
        line.kind.clone(),
        kind_label(&line.kind),
        line.description.clone(),
        line.purse.label().to_owned(),
        decimal(line.change_cents),
        CURRENCY.to_uppercase(),
        line.transaction.to_string(),
        read.reference.clone(),
    ]
    .map(harmless)
    .to_vec()
}

/// `-1234.05`: as programs read it.
fn decimal(amount: Cents) -> String {
    let sign = if amount.0 < 0 { "-" } else { "" };
    let size = amount.0.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// Spreadsheets run what begins like a formula. An apostrophe in front makes it text; plain numbers stay.
fn harmless(cell: String) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let number = cell.trim_start_matches('-');
    let plain = number.bytes().all(|b| b.is_ascii_digit() || b == b'.') && number.parse::<f64>().is_ok();
    if formula && !plain { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let given = [
            "=1+2",
            "+1",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "-12.50",
            "12.50",
            "Shop = good",
            "",
        ];
        let kept = given.map(|cell| harmless(cell.to_owned()));
        assert_eq!(
            kept,
            [
                "'=1+2",
                "'+1",
                "'-2+3",
                "'@SUM(A1)",
                "'\t=1",
                "-12.50",
                "12.50",
                "Shop = good",
                ""
            ]
        );
    }

    #[test]
    fn amounts_are_decimal_numbers() {
        assert_eq!(
            [-123_405, 5, 0].map(|cents| decimal(Cents(cents))),
            ["-1234.05", "0.05", "0.00"]
        );
    }
}
