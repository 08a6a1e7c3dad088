//! A server that answers as Stripe does: it keeps what it is asked to make, knows idempotency keys, pages its lists newest first,
//! and has a book. What happens at Stripe by itself is told through its methods, which give the events.

use super::{http, shapes};
use axum::{Router, http::StatusCode};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
};

/// What becomes of a request that is not simply carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing is done.
    Refuses,
    /// It is done, and the answer is an error of the server's.
    LosesTheAnswer,
}

/// A write as it came.
#[derive(Debug, Clone)]
pub struct Written {
    pub path: String,
    pub form: Value,
    pub key: String,
    pub account: Option<String>,
}

#[derive(Default)]
pub struct World {
    objects: Vec<Value>,
    pub keys: BTreeMap<String, (String, StatusCode, Value)>,
    pub troubles: VecDeque<Trouble>,
    pub written: Vec<Written>,
    events: usize,
    /// The account has nothing to send.
    empty: bool,
}

#[derive(Clone, Default)]
pub struct Server(Arc<Mutex<World>>);

pub type Answered = (StatusCode, Value);

impl Server {
    /// Listens on a port of its own until the test's runtime ends.
    pub async fn start() -> (Self, String) {
        let server = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(http::answer).with_state(server.clone());
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        (server, base)
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap()
    }

    pub fn troubles(&self, troubles: &[Trouble]) {
        self.world().troubles.extend(troubles);
    }

    pub fn nothing_to_send(&self, empty: bool) {
        self.world().empty = empty;
    }

    /// Idempotency keys are kept for a day.
    pub fn forget_keys(&self) {
        self.world().keys.clear();
    }

    pub fn written(&self, path: &str) -> Vec<Written> {
        let written = &self.world().written;
        written.iter().filter(|write| write.path == path).cloned().collect()
    }

    pub fn count(&self, kind: &str) -> usize {
        let world = self.world();
        world.objects.iter().filter(|object| object["object"] == kind).count()
    }

    /// The only object of a kind, or the newest.
    pub fn newest(&self, kind: &str) -> Value {
        let world = self.world();
        let mut newest = world.objects.iter().rev();
        newest.find(|object| object["object"] == kind).cloned().unwrap()
    }

    fn event(&self, kind: &str, account: Option<&str>, object: &Value) -> Value {
        let mut world = self.world();
        world.events += 1;
        shapes::event(world.events, kind, account, object)
    }

    /// Somebody pays on the newest page, with a card that works. First the event of the page, then that of the payment.
    pub fn paid_on_page(&self) -> [Value; 2] {
        let page = self.newest("checkout.session");
        let written = self.written("/v1/checkout/sessions").pop().unwrap().form;
        let mut form = written["payment_intent_data"].clone();
        form["amount"] = page["amount_total"].clone();
        form["customer"] = page["customer"].clone();
        let (page, intent) = {
            let mut world = self.world();
            let intent = world.charged(&form);
            let page = world.change(
                &page["id"],
                json!({
                    "payment_intent": intent["id"], "payment_status": "paid", "status": "complete", "url": null,
                }),
            );
            (page, intent)
        };
        [
            self.event("checkout.session.completed", None, &page),
            self.event("payment_intent.succeeded", None, &intent),
        ]
    }

    pub fn page_ran_out(&self) -> Value {
        let page = self.newest("checkout.session");
        let page = self
            .world()
            .change(&page["id"], json!({"status": "expired", "url": null}));
        self.event("checkout.session.expired", None, &page)
    }

    /// A card is saved on the newest page; its last four figures decide what it does, as with Stripe's test cards.
    pub fn card_saved(&self, last4: &str) -> Value {
        let page = self.newest("checkout.session");
        let page = {
            let mut world = self.world();
            let id = world.name("pm");
            world
                .objects
                .push(shapes::method(&id, page["customer"].as_str().unwrap(), last4));
            world.change(&page["id"], json!({"status": "complete", "url": null}))
        };
        self.event("checkout.session.completed", None, &page)
    }

    /// The newest account has given its bank.
    pub fn onboarded(&self) -> Value {
        let account = self.newest("account");
        let account = self.world().change(
            &account["id"],
            json!({
                "payouts_enabled": true, "details_submitted": true, "capabilities": {"transfers": "active"},
                "external_accounts": {"object": "list", "data": [shapes::bank()], "has_more": false},
            }),
        );
        self.event("account.updated", account["id"].as_str(), &account)
    }

    pub fn payout_arrived(&self) -> Value {
        let payout = self.newest("payout");
        let account = payout["stripe_account"].as_str().map(str::to_owned);
        let payout = self.world().change(&payout["id"], json!({"status": "paid"}));
        self.event("payout.paid", account.as_deref(), &payout)
    }

    pub fn payout_came_back(&self) -> Value {
        let payout = self.newest("payout");
        let account = payout["stripe_account"].as_str().map(str::to_owned);
        let payout = self.world().change(&payout["id"], json!({
            "status": "failed", "failure_code": "account_closed", "failure_message": "The bank account has been closed.",
        }));
        self.event("payout.failed", account.as_deref(), &payout)
    }

    /// The bank of the newest charge takes its money back.
    pub fn disputed(&self) -> Value {
        let charge = self.newest("charge");
        let dispute = {
            let mut world = self.world();
            let id = world.name("dp");
            let amount = charge["amount"].as_i64().unwrap();
            let line = world.line("adjustment", -amount, 1500, Some(&id));
            let dispute = shapes::dispute(&id, charge["id"].as_str().unwrap(), &charge["amount"], &line);
            world.objects.push(dispute.clone());
            dispute
        };
        self.event("charge.dispute.funds_withdrawn", None, &dispute)
    }

    /// The bank has decided. Won, the money is back, and with it what of the fee Stripe gives back.
    pub fn dispute_decided(&self, won: bool, fee_back: i64) -> [Value; 2] {
        let dispute = self.newest("dispute");
        let id = dispute["id"].as_str().unwrap();
        let dispute = {
            let mut world = self.world();
            let mut lines = dispute["balance_transactions"].as_array().unwrap().clone();
            if won {
                lines.push(world.line("adjustment", dispute["amount"].as_i64().unwrap(), -fee_back, Some(id)));
            }
            let status = if won { "won" } else { "lost" };
            world.change(&dispute["id"], json!({"status": status, "balance_transactions": lines}))
        };
        let reinstated = if won {
            "charge.dispute.funds_reinstated"
        } else {
            "charge.dispute.updated"
        };
        [
            self.event(reinstated, None, &dispute),
            self.event("charge.dispute.closed", None, &dispute),
        ]
    }

    /// The bank of the card does not take the newest refund.
    pub fn refund_came_back(&self) -> Value {
        let refund = self.newest("refund");
        let refund = {
            let mut world = self.world();
            world.line(
                "refund_failure",
                refund["amount"].as_i64().unwrap(),
                0,
                refund["id"].as_str(),
            );
            world.change(
                &refund["id"],
                json!({"status": "failed", "failure_reason": "expired_or_canceled_card"}),
            )
        };
        self.event("refund.failed", None, &refund)
    }

    /// The operator's own payout to their bank.
    pub fn drawn(&self, amount: i64) {
        self.world().line("payout", -amount, 0, Some("po_operator"));
    }

    /// An event of a kind that nobody has heard of.
    pub fn something_else(&self) -> Value {
        self.event(
            "climate.order.delivered",
            None,
            &json!({"id": "climorder_1", "object": "climate.order"}),
        )
    }
}

impl World {
    fn name(&self, prefix: &str) -> String {
        format!("{prefix}_{:06}", self.objects.len() + 1)
    }

    fn find(&self, id: &str) -> Option<Value> {
        self.objects.iter().find(|object| object["id"] == *id).cloned()
    }

    fn change(&mut self, id: &Value, fields: Value) -> Value {
        let object = self.objects.iter_mut().find(|object| object["id"] == *id).unwrap();
        for (name, value) in fields.as_object().unwrap() {
            object[name] = value.clone();
        }
        object.clone()
    }

    fn line(&mut self, kind: &str, amount: i64, fee: i64, source: Option<&str>) -> Value {
        let line = shapes::line(&self.name("txn"), kind, amount, fee, source);
        self.objects.push(line.clone());
        line
    }

    /// A payment goes through; the intent as it then is.
    fn charged(&mut self, form: &Value) -> Value {
        let intent = self.name("pi");
        self.objects.push(shapes::intent(&intent, form, "processing", None));
        let charge = self.name("ch");
        self.objects.push(Value::Null);
        let amount = form["amount"].as_i64().unwrap();
        let line = self.line("charge", amount, (amount * 29 + 500) / 1000 + 30, Some(&charge));
        let place = self.objects.iter().position(Value::is_null).unwrap();
        self.objects[place] = shapes::charge(&charge, &intent, form, line["id"].as_str().unwrap());
        self.change(&json!(intent), json!({"status": "succeeded", "latest_charge": charge}))
    }

    fn pay_off_session(&mut self, form: &Value) -> Answered {
        let declined =
            |code: &str, message: &str| (StatusCode::PAYMENT_REQUIRED, shapes::error("card_error", code, message));
        let Some(method) = form["payment_method"].as_str().and_then(|id| self.find(id)) else {
            let told = "No such PaymentMethod";
            return (
                StatusCode::BAD_REQUEST,
                shapes::error("invalid_request_error", "resource_missing", told),
            );
        };
        match method["card"]["last4"].as_str().unwrap() {
            "0002" => declined("card_declined", "Your card was declined."),
            "3184" => declined("authentication_required", "This transaction requires authentication."),
            _ => (StatusCode::OK, self.charged(form)),
        }
    }

    fn refunded(&mut self, form: &Value) -> Value {
        let id = self.name("re");
        self.objects.push(Value::Null);
        let line = self.line("refund", -form["amount"].as_i64().unwrap(), 0, Some(&id));
        let refund = shapes::refund(&id, form, line["id"].as_str().unwrap());
        let place = self.objects.iter().position(Value::is_null).unwrap();
        self.objects[place] = refund.clone();
        refund
    }

    fn transferred(&mut self, form: &Value) -> Answered {
        if self.empty {
            let told = "You have insufficient funds in your Stripe account.";
            return (
                StatusCode::BAD_REQUEST,
                shapes::error("invalid_request_error", "balance_insufficient", told),
            );
        }
        let id = self.name("tr");
        self.objects.push(Value::Null);
        let line = self.line("transfer", -form["amount"].as_i64().unwrap(), 0, Some(&id));
        let transfer = shapes::transfer(&id, form, line["id"].as_str().unwrap());
        let place = self.objects.iter().position(Value::is_null).unwrap();
        self.objects[place] = transfer.clone();
        (StatusCode::OK, transfer)
    }

    fn reversed(&mut self, id: &str, form: &Value) -> Answered {
        let transfer = self.find(id).unwrap();
        if transfer["amount_reversed"] != 0 {
            let told = "This transfer has been reversed already.";
            return (
                StatusCode::BAD_REQUEST,
                shapes::error("invalid_request_error", "transfer_reversed", told),
            );
        }
        let reversal = self.name("trr");
        let object = json!({
            "id": reversal, "object": "transfer_reversal", "amount": form["amount"], "transfer": id, "metadata": {},
        });
        self.objects.push(object.clone());
        self.line("transfer_refund", form["amount"].as_i64().unwrap(), 0, Some(&reversal));
        self.change(&json!(id), json!({"amount_reversed": form["amount"], "reversed": true}));
        (StatusCode::OK, object)
    }

    fn made(&mut self, object: Value) -> Answered {
        self.objects.push(object.clone());
        (StatusCode::OK, object)
    }

    pub fn write(&mut self, path: &[&str], form: &Value, account: Option<&str>) -> Answered {
        match path {
            ["customers"] => self.made(shapes::customer(&self.name("cus"), form)),
            ["payment_intents"] => self.pay_off_session(form),
            ["checkout", "sessions"] => self.made(shapes::session(&self.name("cs"), form)),
            ["checkout", "sessions", id, "expire"] => {
                if self.find(id).unwrap()["status"] != "open" {
                    let told = "Only Checkout Sessions with a status in [\"open\"] can be expired.";
                    return (
                        StatusCode::BAD_REQUEST,
                        shapes::error("invalid_request_error", "resource_missing", told),
                    );
                }
                (
                    StatusCode::OK,
                    self.change(&json!(id), json!({"status": "expired", "url": null})),
                )
            }
            ["payment_methods", id, "detach"] => (StatusCode::OK, self.change(&json!(id), json!({"customer": null}))),
            ["refunds"] => (StatusCode::OK, self.refunded(form)),
            ["accounts"] => self.made(shapes::account(&self.name("acct"), form)),
            ["account_links"] => {
                let url = format!(
                    "https://connect.stripe.com/setup/e/{}",
                    form["account"].as_str().unwrap()
                );
                (
                    StatusCode::OK,
                    json!({"object": "account_link", "expires_at": 1_795_000_300, "url": url}),
                )
            }
            ["transfers"] => self.transferred(form),
            ["transfers", id, "reversals"] => self.reversed(id, form),
            ["payouts"] => {
                let mut payout = shapes::payout(&self.name("po"), form);
                payout["stripe_account"] = json!(account.expect("paid out on the payee's account"));
                self.made(payout)
            }
            _ => missing(),
        }
    }

    pub fn read(&self, path: &[&str], query: &Value, account: Option<&str>) -> Answered {
        let object = match path {
            ["payment_intents"] => "payment_intent",
            ["checkout", "sessions"] => "checkout.session",
            ["payment_methods"] => "payment_method",
            ["refunds"] => "refund",
            ["transfers"] => "transfer",
            ["payouts"] => "payout",
            ["balance_transactions"] => "balance_transaction",
            [_, id] => match self.find(id) {
                Some(object) => return (StatusCode::OK, self.expanded(object, query)),
                None => return missing(),
            },
            _ => return missing(),
        };
        let filters = ["customer", "charge", "status", "transfer_group"];
        let fits = |found: &&Value| {
            found["object"] == object
                && filters
                    .iter()
                    .all(|name| query[name].is_null() || found[name] == query[name])
                && (object != "payout" || found["stripe_account"].as_str() == account)
        };
        let mut found: Vec<&Value> = self.objects.iter().rev().filter(fits).collect();
        if let Some(place) = found.iter().position(|item| item["id"] == query["starting_after"]) {
            found.drain(..=place);
        }
        let limit = usize::try_from(query["limit"].as_i64().unwrap_or(10)).unwrap();
        let data: Vec<Value> = found
            .iter()
            .take(limit)
            .map(|item| self.expanded((*item).clone(), query))
            .collect();
        (
            StatusCode::OK,
            json!({"object": "list", "url": "/v1/x", "has_more": found.len() > limit, "data": data}),
        )
    }

    /// Puts whole objects where their names are, as far as it was asked for.
    pub fn expanded(&self, mut object: Value, query: &Value) -> Value {
        let wanted: Vec<String> = match &query["expand"] {
            Value::Object(paths) => paths
                .values()
                .filter_map(|path| path.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        };
        for path in wanted {
            let mut place = &mut object;
            for name in path.trim_start_matches("data.").split('.') {
                place = &mut place[name];
                if let Some(whole) = place.as_str().and_then(|id| self.find(id)) {
                    *place = whole;
                }
            }
        }
        object
    }
}

fn missing() -> Answered {
    (
        StatusCode::NOT_FOUND,
        shapes::error("invalid_request_error", "resource_missing", "No such thing"),
    )
}
