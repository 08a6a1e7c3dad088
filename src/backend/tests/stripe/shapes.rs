//! Objects as Stripe's interface shows them, with more fields than are read and some that the generated types would stumble over.

use serde_json::{Value, json};

pub fn error(kind: &str, code: &str, message: &str) -> Value {
    json!({"error": {
        "type": kind, "code": code, "message": message, "doc_url": format!("https://stripe.com/docs/error-codes/{code}"),
        "request_log_url": "https://dashboard.stripe.com/test/logs/req_1",
    }})
}

pub fn event(n: usize, kind: &str, account: Option<&str>, object: &Value) -> Value {
    let mut event = json!({
        "id": format!("evt_{n}"), "object": "event", "api_version": "2024-06-20", "created": 1_795_000_000,
        "data": {"object": object}, "livemode": false, "pending_webhooks": 1,
        "request": {"id": null, "idempotency_key": null}, "type": kind,
    });
    if let Some(account) = account {
        event["account"] = json!(account);
    }
    event
}

pub fn customer(id: &str, form: &Value) -> Value {
    json!({
        "id": id, "object": "customer", "address": null, "balance": 0, "created": 1_795_000_000, "currency": null,
        "delinquent": false, "email": form["email"], "invoice_prefix": "0759376C", "livemode": false,
        "metadata": form["metadata"], "name": form["name"], "phone": null, "preferred_locales": [], "tax_exempt": "none",
    })
}

pub fn method(id: &str, customer: &str, last4: &str) -> Value {
    json!({
        "id": id, "object": "payment_method", "allow_redisplay": "unspecified", "created": 1_795_000_000,
        "billing_details": {"address": {"city": null, "country": "DE"}, "email": null, "name": "Clara", "phone": null},
        "card": {
            "brand": "visa", "checks": {"cvc_check": "pass"}, "country": "US", "display_brand": "visa", "exp_month": 8,
            "exp_year": 2031, "fingerprint": "Xt5EWLLDS7FJjR1c", "funding": "credit", "last4": last4, "wallet": null,
        },
        "customer": customer, "livemode": false, "metadata": {}, "type": "card",
    })
}

pub fn charge(id: &str, intent: &str, form: &Value, line: &str) -> Value {
    json!({
        "id": id, "object": "charge", "amount": form["amount"], "amount_captured": form["amount"], "amount_refunded": 0,
        "balance_transaction": line, "captured": true, "created": 1_795_000_000, "currency": "usd",
        "customer": form["customer"], "description": form["description"], "disputed": false, "livemode": false,
        "metadata": form["metadata"], "outcome": {"network_status": "approved_by_network", "risk_level": "normal"},
        "paid": true, "payment_intent": intent, "refunded": false, "status": "succeeded",
        "transfer_group": form["transfer_group"],
    })
}

pub fn intent(id: &str, form: &Value, status: &str, charge: Option<&str>) -> Value {
    json!({
        "id": id, "object": "payment_intent", "amount": form["amount"], "amount_capturable": 0,
        "amount_received": form["amount"], "capture_method": form["capture_method"],
        "client_secret": format!("{id}_secret_not_for_logs"), "confirmation_method": "automatic",
        "created": 1_795_000_000, "currency": "usd", "customer": form["customer"], "description": form["description"],
        "last_payment_error": null, "latest_charge": charge, "livemode": false, "metadata": form["metadata"],
        "next_action": null, "payment_method": form["payment_method"], "payment_method_types": ["card", "link"],
        "status": status, "transfer_group": form["transfer_group"], "a_field_of_tomorrow": {"x": [1, 2.5, null]},
    })
}

pub fn session(id: &str, form: &Value) -> Value {
    json!({
        "id": id, "object": "checkout.session", "amount_total": form["line_items"]["0"]["price_data"]["unit_amount"],
        "cancel_url": form["cancel_url"], "client_reference_id": form["client_reference_id"], "currency": "usd",
        "customer": form["customer"], "livemode": false, "metadata": {}, "mode": form["mode"],
        "payment_intent": null, "payment_status": "unpaid", "setup_intent": null, "status": "open",
        "success_url": form["success_url"], "url": format!("https://checkout.stripe.com/c/pay/{id}"),
    })
}

pub fn refund(id: &str, form: &Value, line: &str) -> Value {
    json!({
        "id": id, "object": "refund", "amount": form["amount"], "balance_transaction": line, "charge": form["charge"],
        "created": 1_795_000_000, "currency": "usd", "destination_details": {"type": "card"},
        "metadata": form["metadata"], "payment_intent": null, "reason": null, "status": "succeeded",
    })
}

pub fn account(id: &str, form: &Value) -> Value {
    json!({
        "id": id, "object": "account", "business_type": null, "capabilities": {"transfers": "inactive"},
        "charges_enabled": false, "country": "US", "default_currency": "usd", "details_submitted": false,
        "email": form["email"], "external_accounts": {"object": "list", "data": [], "has_more": false, "total_count": 0},
        "metadata": form["metadata"], "payouts_enabled": false, "settings": form["settings"], "type": form["type"],
        "requirements": {"currently_due": ["external_account"], "disabled_reason": "requirements.past_due"},
    })
}

pub fn bank() -> Value {
    json!({
        "id": "ba_1", "object": "bank_account", "bank_name": "STRIPE TEST BANK", "country": "US", "currency": "usd",
        "default_for_currency": true, "last4": "6789", "routing_number": "110000000", "status": "new",
    })
}

pub fn transfer(id: &str, form: &Value, line: &str) -> Value {
    json!({
        "id": id, "object": "transfer", "amount": form["amount"], "amount_reversed": 0, "balance_transaction": line,
        "created": 1_795_000_000, "currency": "usd", "destination": form["destination"], "destination_payment": "py_1",
        "livemode": false, "metadata": form["metadata"], "reversed": false, "source_type": "card",
        "transfer_group": form["transfer_group"],
    })
}

pub fn payout(id: &str, form: &Value) -> Value {
    json!({
        "id": id, "object": "payout", "amount": form["amount"], "arrival_date": 1_795_200_000, "automatic": false,
        "created": 1_795_000_000, "currency": "usd", "destination": "ba_1", "failure_code": null,
        "failure_message": null, "livemode": false, "metadata": form["metadata"], "method": "standard",
        "status": "pending", "type": "bank_account",
    })
}

pub fn dispute(id: &str, charge: &str, amount: &Value, line: &Value) -> Value {
    json!({
        "id": id, "object": "dispute", "amount": amount, "balance_transactions": [line], "charge": charge,
        "created": 1_795_000_000, "currency": "usd", "evidence_details": {"due_by": 1_796_000_000},
        "is_charge_refundable": false, "livemode": false, "metadata": {}, "reason": "fraudulent",
        "status": "needs_response",
    })
}

pub fn line(id: &str, kind: &str, amount: i64, fee: i64, source: Option<&str>) -> Value {
    json!({
        "id": id, "object": "balance_transaction", "amount": amount, "available_on": 1_795_100_000,
        "created": 1_795_000_000, "currency": "usd", "description": null, "exchange_rate": null, "fee": fee,
        "fee_details": [], "net": amount - fee, "reporting_category": kind, "source": source, "status": "available",
        "type": kind,
    })
}
