//! Holds the processor's own book against ours, thing by thing: every charge, refund, payout and disputed charge that it knows
//! is one that we have booked, with the same amount and fee, and the other way round. What is under way when it is looked at
//! is no difference: its payment, refund or payout stands open on our side.

use crate::{
    App, Result,
    db::{self, Db, Sql},
    gateways::payments::RecordKind,
    payments,
};
use domain::{
    money::Cents,
    payments::PaymentStatus,
    reconciliation::{Difference, Reconciliation},
};
use std::collections::BTreeMap;
use surrealdb::types::{RecordId, SurrealValue};

/// What one thing moved, all its lines together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Moved {
    amount: i64,
    fee: i64,
}

type Things = BTreeMap<(String, &'static str), Moved>;

#[derive(Default)]
struct Ours {
    things: Things,
    /// What may be on the processor's side already: kind and amount.
    under_way: Vec<(&'static str, i64)>,
}

impl Ours {
    fn add(&mut self, source: String, kind: RecordKind, amount: i64, fee: i64) {
        let thing = self.things.entry((source, kind.code())).or_default();
        thing.amount += amount;
        thing.fee += fee;
    }

    /// Whether something of that kind and amount is under way; each counts once.
    fn explains(&mut self, kind: &'static str, amount: i64) -> bool {
        let found = self.under_way.iter().position(|open| *open == (kind, amount));
        found.map(|at| self.under_way.swap_remove(at)).is_some()
    }
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    processor_id: Option<String>,
    amount: i64,
    status: String,
}

#[derive(SurrealValue)]
struct DisputeRow {
    id: RecordId,
    amount: i64,
    fee: i64,
    status: String,
}

/// `cash` is what our book says that the processor holds.
///
/// # Errors
/// When the database or the processor's book cannot be read.
pub async fn run(app: &App, cash: Cents) -> Result<Reconciliation> {
    let mut ours = ours(app).await?;
    let theirs = theirs(app).await?;
    let mut report = Reconciliation {
        theirs_cents: Cents(theirs.balance),
        ours_cents: cash,
        elsewhere_cents: Cents(theirs.elsewhere),
        ..Reconciliation::default()
    };
    let mut explained = 0;
    for ((source, kind), moved) in &theirs.things {
        let known = ours.things.remove(&(source.clone(), *kind));
        if known == Some(*moved) {
            report.matched += 1;
        } else if known.is_none() && (ours.explains(kind, moved.amount) || *moved == Moved::default()) {
            report.under_way += 1;
            explained += moved.amount - moved.fee;
        } else {
            report.differences.push(difference(source, kind, Some(*moved), known));
        }
    }
    let missing = ours.things.iter().filter(|(_, moved)| **moved != Moved::default());
    report
        .differences
        .extend(missing.map(|((source, kind), moved)| difference(source, kind, None, Some(*moved))));
    let accounted = theirs.balance - theirs.elsewhere - explained;
    if accounted != cash.0 {
        report.differences.push(Difference {
            source: "balance".to_owned(),
            kind: "cash".to_owned(),
            theirs_cents: Some(Cents(accounted)),
            ours_cents: Some(cash),
        });
    }
    Ok(report)
}

fn difference(source: &str, kind: &str, theirs: Option<Moved>, ours: Option<Moved>) -> Difference {
    let net = |moved: Moved| Cents(moved.amount - moved.fee);
    Difference {
        source: source.to_owned(),
        kind: kind.to_owned(),
        theirs_cents: theirs.map(net),
        ours_cents: ours.map(net),
    }
}

/// The processor's book.
#[derive(Default)]
struct Theirs {
    things: Things,
    balance: i64,
    /// What of it moved without us.
    elsewhere: i64,
}

async fn theirs(app: &App) -> Result<Theirs> {
    let (mut theirs, mut after) = (Theirs::default(), None);
    loop {
        let page = app.payments.records(after.as_deref()).await?;
        for record in page.items {
            let net = record.amount.0 - record.fee.0;
            theirs.balance += net;
            if record.kind == RecordKind::Other {
                theirs.elsewhere += net;
                continue;
            }
            let thing = theirs.things.entry((record.source, record.kind.code())).or_default();
            thing.amount += record.amount.0;
            thing.fee += record.fee.0;
        }
        after = page.next;
        if after.is_none() {
            return Ok(theirs);
        }
    }
}

async fn ours(app: &App) -> Result<Ours> {
    let mut ours = Ours::default();
    for stored in payments::everything(&app.db).await? {
        match (stored.payment.status, stored.charge) {
            (PaymentStatus::Succeeded, Some(charge)) => {
                ours.add(
                    charge.id,
                    RecordKind::Charge,
                    stored.payment.amount_cents.0,
                    charge.fee.0,
                );
            }
            (PaymentStatus::Open, _) => ours
                .under_way
                .push((RecordKind::Charge.code(), stored.payment.amount_cents.0)),
            _ => {}
        }
    }
    returned(&app.db, &mut ours).await?;
    disputed(&app.db, &mut ours).await?;
    Ok(ours)
}

/// Refunds and payouts. One that came back moved nothing in the end.
async fn returned(db: &Db, ours: &mut Ours) -> Result<()> {
    let sql = Sql::new(
        "SELECT id, processor_id, amount, status FROM refund; SELECT id, processor_id, amount, status FROM payout;",
    );
    let mut answer = db.ask(sql).await?;
    let refunds: Vec<Row> = answer.rows(0)?;
    let payouts: Vec<Row> = answer.rows(1)?;
    for (kind, row) in refunds
        .into_iter()
        .map(|row| (RecordKind::Refund, row))
        .chain(payouts.into_iter().map(|row| (RecordKind::Payout, row)))
    {
        match row.status.as_str() {
            "queued" | "in_transit" => ours.under_way.push((kind.code(), -row.amount)),
            "failed" => {}
            _ => {
                let name = row
                    .processor_id
                    .unwrap_or_else(|| format!("payout-{}", db::key(&row.id)));
                ours.add(name, kind, -row.amount, 0);
            }
        }
    }
    Ok(())
}

async fn disputed(db: &Db, ours: &mut Ours) -> Result<()> {
    let rows: Vec<DisputeRow> = db
        .ask(Sql::new("SELECT id, amount, fee, status FROM charge_dispute"))
        .await?
        .rows(0)?;
    for row in rows {
        let amount = if row.status == "won" { 0 } else { -row.amount };
        ours.add(db::key(&row.id), RecordKind::Dispute, amount, row.fee);
    }
    // What the processor has told and we have not worked off yet.
    let sql = Sql::new("SELECT VALUE notice FROM sandbox_notice");
    let told: Vec<surrealdb::types::SerdeWrapper<crate::gateways::payments::Delivery>> = db.ask(sql).await?.rows(0)?;
    for delivery in told {
        if let crate::gateways::payments::Notice::DisputeOpened { amount, .. } = delivery.0.notice {
            ours.under_way.push((RecordKind::Dispute.code(), -amount.0));
        }
    }
    Ok(())
}
