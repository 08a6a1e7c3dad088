//! The gateway against localstripe, where that has the call: customers, cards, intents, refunds, the book and events. It knows no
//! Checkout, no Connect and no idempotency keys.

use crate::python::Python;
use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use backend::{
    Clock, Error, SystemClock,
    config::{Secret, StripeKeys},
    gateways::payments::{Notice, Order, Payments, RecordKind, Stripe},
};
use domain::money::Cents;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

type Event = (Bytes, String);

/// Where it sends its events to.
async fn listen() -> (String, UnboundedReceiver<Event>) {
    async fn take(State(events): State<UnboundedSender<Event>>, headers: HeaderMap, body: Bytes) {
        let signature = headers["stripe-signature"].to_str().unwrap().to_owned();
        // The test may be over.
        let _ = events.send((body, signature));
    }
    let (sender, events) = unbounded_channel();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().route("/", post(take)).with_state(sender);
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    (url, events)
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_charges_refunds_events_and_the_book_agree_with_localstripe() {
    let (url, mut events) = listen().await;
    let mut server = Python::serve("stripe/peer.py", &[&url, "whsec_0123456789"]);
    let keys = StripeKeys {
        secret: Secret::new("sk_test_0123456789"),
        webhook_secrets: vec![Secret::new("whsec_0123456789")],
        api_base: Some(format!("http://127.0.0.1:{}", server.port)),
    };
    let stripe = Stripe::new(&keys, Arc::new(SystemClock)).unwrap();
    let mut card = |number: &str| {
        server.tell(number);
        server.line()
    };

    let customer = stripe
        .customer("customer-1", "clara@example.org", "Clara")
        .await
        .unwrap();
    let good = card("4242424242424242");
    let saved = stripe.attach_method("attach-1", &customer, &good).await.unwrap();
    assert_eq!(
        (saved.brand.as_str(), saved.last4.as_str(), saved.exp_year),
        ("visa", "4242", Some(2034))
    );
    let refused = stripe
        .attach_method("attach-2", &customer, &card("4000000000000002"))
        .await;
    assert!(matches!(refused, Err(Error::Declined(why)) if why == "Your card was declined."));
    let unknown = stripe.attach_method("attach-3", &customer, "pm_unknown").await;
    assert!(matches!(unknown, Err(Error::Invalid(_))));
    let poor = card("4000000000000341");
    stripe.attach_method("attach-4", &customer, &poor).await.unwrap();
    assert_eq!(stripe.methods(&customer).await.unwrap().len(), 2);

    let order = |reference: &str| Order {
        amount: Cents(5750),
        currency: "usd".into(),
        customer: customer.clone(),
        description: "Buy a kettle".into(),
        reference: reference.into(),
        group: "job1".into(),
        since: SystemClock.now(),
    };
    let charge = stripe.charge("pay1", &order("pay1"), &good).await.unwrap();
    // It takes no fee.
    assert_eq!(
        (charge.fee, stripe.find_charge(&charge.id).await.unwrap()),
        (Cents(0), charge.clone())
    );
    let declined = stripe.charge("pay2", &order("pay2"), &poor).await;
    assert!(matches!(declined, Err(Error::Declined(why)) if why == "Your card was declined."));
    let gone = stripe.charge("pay3", &order("pay3"), "pm_unknown").await;
    assert!(matches!(gone, Err(Error::Invalid(_))));

    let refund = stripe.refund("refund-1", &charge.id, Cents(750)).await.unwrap();
    assert_eq!(
        stripe.refund("refund-1", &charge.id, Cents(750)).await.unwrap(),
        refund,
        "found, not made again"
    );
    let book = stripe.records(None).await.unwrap();
    let mut lines: Vec<_> = book
        .items
        .iter()
        .map(|line| (line.kind.code(), line.amount, line.source.as_str()))
        .collect();
    lines.sort_unstable();
    let expected = [
        (RecordKind::Charge.code(), Cents(5750), charge.id.as_str()),
        (RecordKind::Refund.code(), Cents(-750), refund.as_str()),
    ];
    assert_eq!((lines, book.next), (expected.to_vec(), None));

    let (paid, intent) = loop {
        let (body, signature) = events.recv().await.unwrap();
        let delivery = stripe.read_notice(&body, &signature, SystemClock.now()).unwrap();
        if let Notice::Paid { reference, charge } = delivery.notice {
            break (reference, charge);
        }
    };
    assert_eq!(
        (paid.as_str(), stripe.find_charge(&intent).await.unwrap()),
        ("pay1", charge)
    );

    stripe.detach_method("detach-1", &customer, &good).await.unwrap();
    stripe.detach_method("detach-2", &customer, "pm_unknown").await.unwrap();
    assert_eq!(stripe.methods(&customer).await.unwrap().len(), 1);
}
