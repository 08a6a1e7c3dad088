//! The embedded processor: no key, no network, and a book of its own, apart from ours, so that the two can be compared.

mod cards;

pub use cards::GOOD_BANK;

use super::{
    Charge, Customer, Delivery, Hosted, Notice, Order, Payee, PayeeState, Payments, Record, RecordKind, Records,
    Return, Sending, Sent,
};
use crate::{
    Error, Result,
    app::Clock,
    db::{self, Db, Sql},
};
use async_trait::async_trait;
use cards::Card;
use domain::{
    error::Conflict, ids::MethodId, money::Cents, page::oldest_first, payments::SavedMethod, timestamp::Timestamp,
    validation::Invalid,
};
use std::{sync::Arc, time::Duration};
use surrealdb::types::{RecordId, SerdeWrapper, SurrealValue};

/// How long a slow card takes.
const SLOW: Duration = Duration::from_secs(3);
/// What a dispute costs, won or lost.
const DISPUTE_FEE: Cents = Cents(1500);
/// How long a bank takes to decide on one.
const DISPUTE_DAYS: i64 = 7;
/// Lines of the book in one answer.
const PAGE: usize = 1000;

pub struct Sandbox {
    db: Db,
    clock: Arc<dyn Clock>,
}

#[derive(SurrealValue)]
struct EventRow {
    id: RecordId,
    kind: String,
    amount: i64,
    fee: i64,
    source: String,
    fingerprint: String,
    outcome: String,
    created_at: i64,
    sort: String,
}

#[derive(SurrealValue)]
struct MethodRow {
    id: RecordId,
    name: String,
}

#[derive(SurrealValue)]
struct NewNotice {
    handle: String,
    sort: String,
    notice: SerdeWrapper<Delivery>,
}

#[derive(SurrealValue)]
struct NoticeRow {
    id: RecordId,
    notice: SerdeWrapper<Delivery>,
}

/// A line that is to be written into the sandbox's book.
struct Line<'a> {
    kind: RecordKind,
    key: &'a str,
    /// What the balance changes by.
    amount: Cents,
    fee: Cents,
    source: &'a str,
    outcome: &'a str,
    /// Told once the line stands, and never without it, each in so many days.
    tells: Vec<(i64, Notice)>,
}

impl Line<'_> {
    fn fingerprint(&self) -> String {
        format!("{}:{}:{}", self.kind.code(), self.amount.0, self.source)
    }
}

/// What Stripe's list price for cards takes of a charge: 2.9 % and 30 cents, rounded half up.
pub(crate) fn processing_fee(amount: Cents) -> Cents {
    Cents(amount.0 / 1000 * 29 + (amount.0 % 1000 * 29 + 500) / 1000 + 30)
}

const SUCCEEDED: &str = "succeeded";
/// Ends the name of a line that takes another back.
const FAILED: &str = "_failed";

fn saved(id: String, name: &str) -> Result<SavedMethod> {
    let (brand, last4) = cards::face(name);
    Ok(SavedMethod {
        id: MethodId::parse(id).map_err(Error::bad_id)?,
        brand: brand.to_owned(),
        last4: last4.to_owned(),
        exp_month: Some(12),
        exp_year: Some(2034),
        is_default: false,
    })
}

impl EventRow {
    /// A declined charge moved nothing: it is no line of the book.
    fn record(self) -> Option<Record> {
        let kind = RecordKind::from_code(&self.kind)?;
        let id = db::key(&self.id);
        // What came back is a line of its own about the same thing.
        let source = id.strip_suffix(FAILED).unwrap_or(&id).to_owned();
        (self.amount != 0).then_some(Record {
            id,
            kind,
            amount: Cents(self.amount),
            fee: Cents(self.fee),
            source,
            at: Timestamp::from_millis(self.created_at),
        })
    }
}

impl Sandbox {
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock }
    }

    /// Writes a line once; a second one under its key is the first, if it says the same. Whether it was written now.
    async fn record(&self, line: Line<'_>) -> Result<(EventRow, bool)> {
        let now = self.clock.now();
        let fingerprint = line.fingerprint();
        let notices: Vec<NewNotice> = line
            .tells
            .into_iter()
            .enumerate()
            .map(|(n, (days, notice))| NewNotice {
                handle: format!("{}_{n}", line.key),
                sort: oldest_first(now.plus_hours(24 * days), line.key),
                // The same happening told twice has one name.
                notice: SerdeWrapper(Delivery {
                    id: format!("evt_{}_{}", line.key, notice.kind()),
                    kind: notice.kind().to_owned(),
                    notice,
                }),
            })
            .collect();
        let sql = Sql::new(
            "LET $known = (SELECT VALUE id FROM ONLY type::record('sandbox_event', $key));
             IF $known = NONE {
                 CREATE type::record('sandbox_event', $key) SET kind = $kind, amount = $amount, fee = $fee, source = $source,
                     fingerprint = $fingerprint, outcome = $outcome, created_at = $now, sort = $sort;
                 FOR $notice IN $notices {
                     CREATE type::record('sandbox_notice', $notice.handle) SET notice = $notice.notice, sort = $notice.sort
                 };
             };
             $known == NONE;
             SELECT * FROM type::record('sandbox_event', $key);",
        )
        .bind("key", line.key.to_owned())
        .bind("kind", line.kind.code().to_owned())
        .bind("amount", line.amount.0)
        .bind("fee", line.fee.0)
        .bind("source", line.source.to_owned())
        .bind("fingerprint", fingerprint.clone())
        .bind("outcome", line.outcome.to_owned())
        .bind("sort", oldest_first(now, line.key))
        .bind("notices", notices)
        .bind("now", now.millis());
        let mut answer = self.db.write(sql).await?;
        let fresh: Option<bool> = answer.row(2)?;
        match answer.row::<EventRow>(3)? {
            Some(event) if event.fingerprint == fingerprint => Ok((event, fresh == Some(true))),
            Some(_) => Err(Error::Conflict(Conflict::Stale)),
            None => Err(Error::Internal("the sandbox did not keep an event".into())),
        }
    }

    /// The card behind a method: a test card's name, or a saved method.
    async fn card_of(&self, method: &str) -> Result<(String, Card)> {
        let sql = Sql::new("SELECT * FROM type::record('sandbox_method', $id)").bind("id", method.to_owned());
        let saved: Option<MethodRow> = self.db.ask(sql).await?.row(0)?;
        let name = saved.map_or_else(|| method.to_owned(), |row| row.name);
        let card = cards::card(&name).ok_or_else(|| {
            let known = "Use pm_card_visa, or pm_card_chargeDeclined to see a declined card.";
            Invalid::one("payment_method", "unknown", known)
        })?;
        Ok((name, card))
    }

    /// The account number that a payee has chosen; the good one when none was.
    async fn bank_of(&self, payee: &Payee) -> Result<String> {
        let sql =
            Sql::new("SELECT VALUE bank FROM ONLY type::record('sandbox_payee', $id)").bind("id", payee.0.clone());
        Ok(self.db.ask(sql).await?.row(0)?.unwrap_or_else(|| GOOD_BANK.to_owned()))
    }

    /// A dispute was won: the money is back before that is told.
    async fn give_again(&self, dispute: &str, amount: Cents) -> Result<()> {
        let line = Line {
            kind: RecordKind::Dispute,
            key: &format!("{dispute}{FAILED}"),
            amount,
            fee: Cents::ZERO,
            source: dispute,
            outcome: "won",
            tells: Vec::new(),
        };
        self.record(line).await.map(drop)
    }

    /// The test card that a charge was made with.
    async fn charged_card(&self, charge: &str) -> Result<Option<Card>> {
        let sql =
            Sql::new("SELECT VALUE source FROM ONLY type::record('sandbox_event', $id)").bind("id", charge.to_owned());
        let name: Option<String> = self.db.ask(sql).await?.row(0)?;
        Ok(name.as_deref().and_then(cards::card))
    }
}

#[async_trait]
impl Payments for Sandbox {
    fn pretended(&self) -> bool {
        true
    }

    async fn customer(&self, key: &str, _email: &str, _name: &str) -> Result<Customer> {
        Ok(Customer(format!("cus_{key}")))
    }

    async fn charge(&self, key: &str, order: &Order, method: &str) -> Result<Charge> {
        let (name, card) = self.card_of(method).await?;
        if card == Card::Slow {
            tokio::time::sleep(SLOW).await;
        }
        let charge = Charge {
            id: key.to_owned(),
            fee: processing_fee(order.amount),
        };
        let declined = match card {
            Card::Declined(why) => Some(why),
            _ => None,
        };
        let paid = || Notice::Paid {
            reference: order.reference.clone(),
            charge: charge.id.clone(),
        };
        let disputed = || Notice::DisputeOpened {
            dispute: format!("dp_{key}"),
            charge: key.to_owned(),
            amount: order.amount,
            fee: DISPUTE_FEE,
            reason: "fraudulent".to_owned(),
        };
        let closed = |won| Notice::DisputeClosed {
            dispute: format!("dp_{key}"),
            charge: key.to_owned(),
            amount: order.amount,
            won,
            fee_back: Cents::ZERO,
        };
        let (event, fresh) = self
            .record(Line {
                kind: RecordKind::Charge,
                key,
                amount: declined.map_or(order.amount, |_| Cents::ZERO),
                fee: declined.map_or(charge.fee, |_| Cents::ZERO),
                source: &name,
                outcome: declined.unwrap_or(SUCCEEDED),
                tells: match card {
                    Card::Disputed { won } => vec![(0, disputed()), (DISPUTE_DAYS, closed(won))],
                    Card::ToldTwice => vec![(0, paid()), (0, paid())],
                    _ => Vec::new(),
                },
            })
            .await?;
        if event.outcome != SUCCEEDED {
            return Err(Error::Declined(event.outcome));
        }
        if matches!(card, Card::Disputed { .. }) {
            // The bank takes the money back at once.
            self.record(Line {
                kind: RecordKind::Dispute,
                key: &format!("dp_{key}"),
                amount: Cents(-order.amount.0),
                fee: DISPUTE_FEE,
                source: key,
                outcome: "open",
                tells: Vec::new(),
            })
            .await?;
        }
        if card == Card::TimesOut && fresh {
            return Err(Error::Upstream(
                "The payment processor",
                "no answer within the time".into(),
            ));
        }
        Ok(charge)
    }

    async fn find_charge(&self, name: &str) -> Result<Charge> {
        let sql = Sql::new("SELECT * FROM type::record('sandbox_event', $id)").bind("id", name.to_owned());
        let event: EventRow = self.db.ask(sql).await?.row(0)?.ok_or(Error::NotFound)?;
        Ok(Charge {
            id: name.to_owned(),
            fee: Cents(event.fee),
        })
    }

    async fn checkout(&self, _key: &str, _order: &Order, _back: &Return) -> Result<Option<Hosted>> {
        Ok(None)
    }

    async fn save_method(&self, _key: &str, _customer: &Customer, _back: &Return) -> Result<Option<Hosted>> {
        Ok(None)
    }

    async fn attach_method(&self, key: &str, customer: &Customer, method: &str) -> Result<SavedMethod> {
        let (name, _) = self.card_of(method).await?;
        let id = format!("pm_{key}");
        let sql = Sql::new(
            "UPSERT type::record('sandbox_method', $id) SET customer = $customer, name = $name, sort = $sort;",
        )
        .bind("id", id.clone())
        .bind("customer", customer.0.clone())
        .bind("name", name.clone())
        .bind("sort", domain::page::newest_first(self.clock.now(), &id));
        self.db.write(sql).await?;
        saved(id, &name)
    }

    async fn methods(&self, customer: &Customer) -> Result<Vec<SavedMethod>> {
        let sql =
            Sql::new("SELECT id, name, sort FROM sandbox_method WHERE customer = $customer ORDER BY sort LIMIT 100")
                .bind("customer", customer.0.clone());
        let rows: Vec<MethodRow> = self.db.ask(sql).await?.rows(0)?;
        rows.into_iter().map(|row| saved(db::key(&row.id), &row.name)).collect()
    }

    async fn detach_method(&self, _key: &str, customer: &Customer, method: &str) -> Result<()> {
        let sql = Sql::new("DELETE type::record('sandbox_method', $id) WHERE customer = $customer;")
            .bind("id", method.to_owned())
            .bind("customer", customer.0.clone());
        self.db.write(sql).await.map(drop)
    }

    async fn refund(&self, key: &str, charge: &str, amount: Cents) -> Result<String> {
        let fails = self.charged_card(charge).await? == Some(Card::RefundsFail);
        let refund = key.to_owned();
        let failed = Notice::RefundFailed {
            refund: refund.clone(),
            charge: charge.to_owned(),
            amount,
            reason: "The bank of the card did not take the refund.".to_owned(),
        };
        self.record(Line {
            kind: RecordKind::Refund,
            key: &refund,
            amount: Cents(-amount.0),
            fee: Cents::ZERO,
            source: charge,
            outcome: SUCCEEDED,
            tells: if fails { vec![(0, failed)] } else { Vec::new() },
        })
        .await?;
        if fails {
            self.record(Line {
                kind: RecordKind::Refund,
                key: &format!("{refund}{FAILED}"),
                amount,
                fee: Cents::ZERO,
                source: charge,
                outcome: "failed",
                tells: Vec::new(),
            })
            .await?;
        }
        Ok(refund)
    }

    async fn payee(&self, key: &str, _email: &str) -> Result<Payee> {
        Ok(Payee(format!("acct_{key}")))
    }

    async fn onboard(&self, _key: &str, _payee: &Payee, _back: &Return) -> Result<Option<Hosted>> {
        Ok(None)
    }

    async fn payee_state(&self, payee: &Payee) -> Result<PayeeState> {
        let bank = self.bank_of(payee).await?;
        let last4 = bank.get(bank.len().saturating_sub(4)..).unwrap_or_default();
        Ok(PayeeState {
            ready: true,
            label: Some(format!("Test bank ···· {last4}")),
        })
    }

    async fn send(&self, key: &str, sending: &Sending) -> Result<Sent> {
        let bank = self.bank_of(&sending.payee).await?;
        let bounced = cards::bounces(&bank);
        let failed = |reason: &str| Notice::PayoutFailed {
            reference: sending.reference.clone(),
            reason: reason.to_owned(),
        };
        self.record(Line {
            kind: RecordKind::Payout,
            key,
            amount: Cents(-sending.amount.0),
            fee: Cents::ZERO,
            source: &bank,
            outcome: SUCCEEDED,
            tells: bounced.map(|why| (0, failed(why))).into_iter().collect(),
        })
        .await?;
        let id = key.to_owned();
        if bounced.is_none() {
            return Ok(Sent::Arrived { id });
        }
        self.record(Line {
            kind: RecordKind::Payout,
            key: &format!("{key}{FAILED}"),
            amount: sending.amount,
            fee: Cents::ZERO,
            source: &bank,
            outcome: "failed",
            tells: Vec::new(),
        })
        .await?;
        Ok(Sent::OnItsWay { id })
    }

    async fn records(&self, after: Option<&str>) -> Result<Records> {
        let sql = Sql::new(format!(
            "SELECT * FROM sandbox_event WHERE sort > $after ORDER BY sort LIMIT {PAGE}"
        ))
        .bind("after", after.unwrap_or_default().to_owned());
        let rows: Vec<EventRow> = self.db.ask(sql).await?.rows(0)?;
        let next = (rows.len() == PAGE)
            .then(|| rows.last().map(|row| row.sort.clone()))
            .flatten();
        Ok(Records {
            items: rows.into_iter().filter_map(EventRow::record).collect(),
            next,
        })
    }

    async fn choose_bank(&self, payee: &Payee, number: &str) -> Result<()> {
        let sql = Sql::new("UPSERT type::record('sandbox_payee', $id) SET bank = $bank;")
            .bind("id", payee.0.clone())
            .bind("bank", number.to_owned());
        self.db.write(sql).await.map(drop)
    }

    async fn deliveries(&self) -> Result<Vec<(String, Delivery)>> {
        let sql = Sql::new(
            "SELECT id, notice, sort FROM sandbox_notice WHERE sort > '' AND sort < $until ORDER BY sort LIMIT 100",
        )
        .bind("until", oldest_first(self.clock.now(), "~"));
        let rows: Vec<NoticeRow> = self.db.ask(sql).await?.rows(0)?;
        let mut due = Vec::with_capacity(rows.len());
        for row in rows {
            if let Notice::DisputeClosed {
                dispute,
                amount,
                won: true,
                ..
            } = &row.notice.0.notice
            {
                self.give_again(dispute, *amount).await?;
            }
            due.push((db::key(&row.id), row.notice.0));
        }
        Ok(due)
    }

    async fn delivered(&self, handle: &str) -> Result<()> {
        let sql = Sql::new("DELETE type::record('sandbox_notice', $id);").bind("id", handle.to_owned());
        self.db.write(sql).await.map(drop)
    }

    fn read_notice(&self, _body: &[u8], _signature: &str, _now: Timestamp) -> Result<Delivery> {
        // Its notices never come over the wire, so whatever does is somebody else's.
        Err(Error::NotFound)
    }
}
