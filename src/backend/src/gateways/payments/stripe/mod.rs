//! Stripe: cards are charged by PaymentIntents, or paid and saved on pages of Checkout; testers are paid through Express accounts
//! of Connect, by a transfer to their account and a payout from there to their bank.
//!
//! Stripe forgets idempotency keys after a day, and our jobs may be run again later than that. So whatever could be asked for
//! again looks first whether it stands already, by our name for it.

mod api;
mod events;
mod views;

use super::{Charge, Customer, Delivery, Hosted, Order, Payee, PayeeState, Payments, Records, Return, Sending, Sent};
use crate::{
    Error, Result,
    app::Clock,
    config::{Secret, StripeKeys},
};
use api::{Api, Ask, Failed, unanswered};
use async_trait::async_trait;
use domain::{money::Cents, payments::SavedMethod, timestamp::Timestamp, validation::Invalid};
use events::REFERENCE;
use std::{collections::HashMap, sync::Arc};
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionLineItems, CreateCheckoutSessionLineItemsPriceData,
    CreateCheckoutSessionPaymentIntentData, CreateCheckoutSessionPaymentIntentDataCaptureMethod, ExpireCheckoutSession,
    ListCheckoutSession, ProductData,
};
use stripe_connect::{
    account::{
        CreateAccount, CreateAccountCapabilities, CreateAccountCapabilitiesTransfers, CreateAccountSettings,
        CreateAccountSettingsPayouts, CreateAccountSettingsPayoutsSchedule,
        CreateAccountSettingsPayoutsScheduleInterval, CreateAccountType, RetrieveAccount,
    },
    account_link::{CreateAccountLink, CreateAccountLinkType},
    transfer::{CreateTransfer, ListTransfer},
    transfer_reversal::CreateIdTransferReversal,
};
use stripe_core::{
    balance_transaction::ListBalanceTransaction,
    charge::RetrieveCharge,
    customer::CreateCustomer,
    payment_intent::{
        CreatePaymentIntent, CreatePaymentIntentAutomaticPaymentMethods,
        CreatePaymentIntentAutomaticPaymentMethodsAllowRedirects, CreatePaymentIntentOffSession, ListPaymentIntent,
        RetrievePaymentIntent,
    },
    payout::{CreatePayout, ListPayout},
    refund::{CreateRefund, ListRefund},
};
use stripe_payment::payment_method::{
    AttachPaymentMethod, DetachPaymentMethod, ListPaymentMethod, ListPaymentMethodType,
};
use stripe_shared::{CheckoutSessionMode, CheckoutSessionStatus, PaymentIntentCaptureMethod};
use stripe_types::{Currency, RangeQueryTs};
use views::{
    Account, AccountLink, Balance, ChargeView, Identified, Intent, List, Method, Named, Page, Refund, Transfer,
};

/// After so long a key may be forgotten: half of what Stripe promises.
const FORGOTTEN_MILLIS: i64 = 12 * 60 * 60 * 1000;
/// The most that Stripe lists at once.
const PAGE: i64 = 100;
/// Codes of refusals.
const NOT_ENOUGH: &str = "balance_insufficient";
const NEEDS_ITS_OWNER: &str = "authentication_required";

pub struct Stripe {
    api: Api,
    webhook_secrets: Vec<Secret>,
    clock: Arc<dyn Clock>,
}

fn currency(code: &str) -> Currency {
    code.parse()
        .unwrap_or_else(|never: std::convert::Infallible| match never {})
}

/// Our name for something, to be found under.
fn named(reference: &str) -> HashMap<String, String> {
    HashMap::from([(REFERENCE.to_owned(), reference.to_owned())])
}

impl Stripe {
    /// # Errors
    /// When the settings cannot be used.
    pub fn new(keys: &StripeKeys, clock: Arc<dyn Clock>) -> Result<Self> {
        Ok(Self {
            api: Api::new(keys)?,
            webhook_secrets: keys.webhook_secrets.clone(),
            clock,
        })
    }

    fn forgotten(&self, since: Timestamp) -> bool {
        self.clock.now().millis() - since.millis() > FORGOTTEN_MILLIS
    }

    /// The intent that was made for an order whose key may be forgotten.
    async fn known_intent(&self, order: &Order) -> Result<Option<Intent>> {
        // Clocks differ: a minute is allowed for.
        let since = order.since.millis() / 1000 - 60;
        let mut after: Option<String> = None;
        loop {
            let mut request = ListPaymentIntent::new()
                .customer(&order.customer.0)
                .created(RangeQueryTs::gte(since))
                .expand(vec!["data.latest_charge.balance_transaction".to_owned()])
                .limit(PAGE);
            if let Some(after) = &after {
                request = request.starting_after(after);
            }
            let page: List<Intent> = self.api.send(&request, Ask::reading()).await?;
            after = page.data.last().filter(|_| page.has_more).map(|last| last.id.clone());
            let found = page
                .data
                .into_iter()
                .find(|intent| intent.metadata.get(REFERENCE) == Some(&order.reference));
            if found.is_some() || after.is_none() {
                return Ok(found);
            }
        }
    }

    /// What became of an intent that was confirmed.
    async fn outcome(&self, intent: Intent) -> Result<Charge> {
        match intent.status.as_str() {
            "succeeded" => match intent.latest_charge {
                Some(Named::Whole(view)) => match view.charge() {
                    Some(charge) => Ok(charge),
                    None => self.find_charge(&view.id).await,
                },
                Some(Named::Id(id)) => self.find_charge(&id).await,
                None => Err(unanswered(format!("{} succeeded without a charge", intent.id))),
            },
            "processing" => Err(unanswered(format!("{} is being processed", intent.id))),
            _ => Err(Error::Declined(
                intent
                    .last_payment_error
                    .and_then(|error| error.message)
                    .unwrap_or_else(|| "The card was declined. Try another card.".to_owned()),
            )),
        }
    }

    async fn transfer(&self, reference: &str) -> Result<Option<Transfer>> {
        let request = ListTransfer::new().transfer_group(reference).limit(1);
        let found: List<Transfer> = self.api.send(&request, Ask::reading()).await?;
        Ok(found.data.into_iter().next())
    }

    /// Whether the payout from a payee's own account was asked for already.
    async fn paid_out(&self, sending: &Sending) -> Result<bool> {
        let ask = Ask::reading().on(&sending.payee.0);
        let payouts: List<Identified> = self.api.send(&ListPayout::new().limit(PAGE), ask).await?;
        Ok(payouts
            .data
            .iter()
            .any(|payout| payout.metadata.get(REFERENCE) == Some(&sending.reference)))
    }

    /// A page of Checkout that nobody has paid on yet.
    async fn open_page(&self, order: &Order) -> Result<Option<Page>> {
        let request = ListCheckoutSession::new()
            .customer(&order.customer.0)
            .status(CheckoutSessionStatus::Open)
            .limit(PAGE);
        let pages: List<Page> = self.api.send(&request, Ask::reading()).await?;
        Ok(pages
            .data
            .into_iter()
            .find(|page| page.client_reference_id.as_ref() == Some(&order.reference)))
    }
}

/// What an order costs, as the one line of a page of Checkout.
fn line(order: &Order) -> CreateCheckoutSessionLineItems {
    let mut price = CreateCheckoutSessionLineItemsPriceData::new(currency(&order.currency));
    price.unit_amount = Some(order.amount.0);
    price.product_data = Some(ProductData::new(&order.description));
    let mut line = CreateCheckoutSessionLineItems::new();
    line.price_data = Some(price);
    line.quantity = Some(1);
    line
}

fn hosted(page: Page) -> Result<Option<Hosted>> {
    let url = page
        .url
        .ok_or_else(|| unanswered(format!("{} has no address", page.id)))?;
    Ok(Some(Hosted { id: page.id, url }))
}

/// An account that gets transfers from us, and is paid out only when we say so.
fn express(email: &str) -> CreateAccount {
    let mut capabilities = CreateAccountCapabilities::new();
    let mut transfers = CreateAccountCapabilitiesTransfers::new();
    transfers.requested = Some(true);
    capabilities.transfers = Some(transfers);
    let mut schedule = CreateAccountSettingsPayoutsSchedule::new();
    schedule.interval = Some(CreateAccountSettingsPayoutsScheduleInterval::Manual);
    let mut payouts = CreateAccountSettingsPayouts::new();
    payouts.schedule = Some(schedule);
    let mut settings = CreateAccountSettings::new();
    settings.payouts = Some(payouts);
    CreateAccount::new()
        .type_(CreateAccountType::Express)
        .email(email)
        .capabilities(capabilities)
        .settings(settings)
}

#[async_trait]
impl Payments for Stripe {
    fn pretended(&self) -> bool {
        false
    }

    fn pages(&self) -> &'static [&'static str] {
        &["https://checkout.stripe.com", "https://connect.stripe.com"]
    }

    async fn customer(&self, key: &str, email: &str, name: &str) -> Result<Customer> {
        let request = CreateCustomer::new().email(email).name(name).metadata(named(key));
        let made: Identified = self.api.send(&request, Ask::writing(key)).await?;
        Ok(Customer(made.id))
    }

    async fn charge(&self, key: &str, order: &Order, method: &str) -> Result<Charge> {
        if self.forgotten(order.since)
            && let Some(intent) = self.known_intent(order).await?
        {
            return self.outcome(intent).await;
        }
        let mut by_card = CreatePaymentIntentAutomaticPaymentMethods::new(true);
        by_card.allow_redirects = Some(CreatePaymentIntentAutomaticPaymentMethodsAllowRedirects::Never);
        let request = CreatePaymentIntent::new(order.amount.0, currency(&order.currency))
            .customer(&order.customer.0)
            .payment_method(method)
            .automatic_payment_methods(by_card)
            .off_session(CreatePaymentIntentOffSession::Bool(true))
            .confirm(true)
            // Otherwise a charge succeeds before its fee is known.
            .capture_method(PaymentIntentCaptureMethod::Automatic)
            .description(&order.description)
            .metadata(named(&order.reference))
            .transfer_group(&order.group)
            .expand(vec!["latest_charge.balance_transaction".to_owned()]);
        let made: Result<Intent, Failed> = self.api.send(&request, Ask::writing(key)).await;
        match made {
            // The answer under a key stays what it was at first: what became of the intent since is read anew.
            Ok(intent) if intent.status == "processing" => {
                let request = RetrievePaymentIntent::new(intent.id.as_str())
                    .expand(vec!["latest_charge.balance_transaction".to_owned()]);
                self.outcome(self.api.send(&request, Ask::reading()).await?).await
            }
            Ok(intent) => self.outcome(intent).await,
            Err(Failed::Refused(refusal)) if refusal.code.as_deref() == Some(NEEDS_ITS_OWNER) => Err(Error::Declined(
                "The card's bank wants you to confirm this payment. Pay with a new card: there you can.".to_owned(),
            )),
            Err(Failed::Refused(refusal)) if refusal.missing() => Err(Invalid::one(
                "payment_method",
                "unknown",
                "This card is not saved any more. Choose another.",
            )
            .into()),
            Err(other) => Err(other.into()),
        }
    }

    async fn find_charge(&self, name: &str) -> Result<Charge> {
        if name.starts_with("pi_") {
            let request = RetrievePaymentIntent::new(name).expand(vec!["latest_charge.balance_transaction".to_owned()]);
            let intent: Intent = self.api.send(&request, Ask::reading()).await?;
            let charge = match &intent.latest_charge {
                Some(Named::Whole(view)) => view.charge(),
                _ => None,
            };
            return charge.ok_or_else(|| unanswered(format!("{name} has no charge with a fee yet")));
        }
        let request = RetrieveCharge::new(name).expand(vec!["balance_transaction".to_owned()]);
        let view: ChargeView = self.api.send(&request, Ask::reading()).await?;
        view.charge()
            .ok_or_else(|| unanswered(format!("{name} has no fee yet")))
    }

    async fn checkout(&self, key: &str, order: &Order, back: &Return) -> Result<Option<Hosted>> {
        let mut data = CreateCheckoutSessionPaymentIntentData::new();
        data.capture_method = Some(CreateCheckoutSessionPaymentIntentDataCaptureMethod::Automatic);
        data.description = Some(order.description.clone());
        data.metadata = Some(named(&order.reference));
        data.transfer_group = Some(order.group.clone());
        let request = CreateCheckoutSession::new()
            .mode(CheckoutSessionMode::Payment)
            .customer(&order.customer.0)
            .client_reference_id(&order.reference)
            .line_items(vec![line(order)])
            .payment_intent_data(data)
            .success_url(&back.done)
            .cancel_url(&back.cancelled);
        hosted(self.api.send(&request, Ask::writing(key)).await?)
    }

    async fn abandon(&self, key: &str, order: &Order) -> Result<bool> {
        let Some(page) = self.open_page(order).await? else {
            return Ok(false);
        };
        let request = ExpireCheckoutSession::new(page.id.as_str());
        match self.api.send::<Page>(&request, Ask::writing(key)).await {
            Ok(_) => Ok(true),
            // Paid, or run out, while we looked: its notice tells which.
            Err(Failed::Refused(_)) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }

    async fn save_method(&self, key: &str, customer: &Customer, back: &Return) -> Result<Option<Hosted>> {
        let request = CreateCheckoutSession::new()
            .mode(CheckoutSessionMode::Setup)
            .customer(&customer.0)
            // A page without a price has to be told.
            .currency(Currency::USD)
            .success_url(&back.done)
            .cancel_url(&back.cancelled);
        hosted(self.api.send(&request, Ask::writing(key)).await?)
    }

    async fn attach_method(&self, key: &str, customer: &Customer, method: &str) -> Result<SavedMethod> {
        let request = AttachPaymentMethod::new(method).customer(&customer.0);
        match self.api.send::<Method>(&request, Ask::writing(key)).await {
            Ok(method) => method.saved(),
            Err(Failed::Refused(refusal)) if !refusal.card => {
                let told = "There is no such method. Leave it out, and save a card on the page that is answered.";
                Err(Invalid::one("payment_method", "unknown", told).into())
            }
            Err(other) => Err(other.into()),
        }
    }

    async fn methods(&self, customer: &Customer) -> Result<Vec<SavedMethod>> {
        let request = ListPaymentMethod::new()
            .customer(&customer.0)
            .type_(ListPaymentMethodType::Card)
            .limit(PAGE);
        let methods: List<Method> = self.api.send(&request, Ask::reading()).await?;
        methods.data.into_iter().map(Method::saved).collect()
    }

    async fn detach_method(&self, key: &str, _customer: &Customer, method: &str) -> Result<()> {
        let request = DetachPaymentMethod::new(method);
        match self.api.send::<Identified>(&request, Ask::writing(key)).await {
            Ok(_) => Ok(()),
            Err(Failed::Refused(refusal)) if refusal.missing() => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    async fn refund(&self, key: &str, charge: &str, amount: Cents) -> Result<String> {
        let sent: List<Refund> = self
            .api
            .send(&ListRefund::new().charge(charge).limit(PAGE), Ask::reading())
            .await?;
        let known = |refund: &&Refund| refund.metadata.get(REFERENCE).is_some_and(|name| name == key);
        if let Some(refund) = sent.data.iter().find(known) {
            return Ok(refund.id.clone());
        }
        let request = CreateRefund::new().charge(charge).amount(amount.0).metadata(named(key));
        let made: Refund = self.api.send(&request, Ask::writing(key)).await?;
        Ok(made.id)
    }

    async fn payee(&self, key: &str, email: &str) -> Result<Payee> {
        let request = express(email).metadata(named(key));
        let made: Identified = self.api.send(&request, Ask::writing(key)).await?;
        Ok(Payee(made.id))
    }

    async fn onboard(&self, key: &str, payee: &Payee, back: &Return) -> Result<Option<Hosted>> {
        let request = CreateAccountLink::new(&payee.0, CreateAccountLinkType::AccountOnboarding)
            .return_url(&back.done)
            .refresh_url(&back.cancelled);
        let link: AccountLink = self.api.send(&request, Ask::writing(key)).await?;
        Ok(Some(Hosted {
            id: payee.0.clone(),
            url: link.url,
        }))
    }

    async fn payee_state(&self, payee: &Payee) -> Result<PayeeState> {
        let request = RetrieveAccount::new(payee.0.as_str());
        let account: Account = self.api.send(&request, Ask::reading()).await?;
        Ok(account.state())
    }

    async fn send(&self, key: &str, sending: &Sending) -> Result<Sent> {
        let (transfer, known) = match self.transfer(&sending.reference).await? {
            Some(known) => (known, true),
            None => {
                let request = CreateTransfer::new(currency(&sending.currency), &sending.payee.0)
                    .amount(sending.amount.0)
                    .transfer_group(&sending.reference)
                    .metadata(named(&sending.reference));
                let key = format!("{key}-transfer-{}", sending.attempt);
                match self.api.send(&request, Ask::writing(&key)).await {
                    Ok(made) => (made, false),
                    Err(Failed::Refused(refusal)) if refusal.code.as_deref() == Some(NOT_ENOUGH) => {
                        return Ok(Sent::NotYet);
                    }
                    // Such as an account that may not be sent anything any more.
                    Err(Failed::Refused(refusal)) if refusal.final_word() => {
                        return Ok(Sent::Refused {
                            reason: refusal.message,
                        });
                    }
                    Err(other) => return Err(other.into()),
                }
            }
        };
        // What was taken back has come back before: it is sent no second time under this name.
        if transfer.amount_reversed > 0 {
            let reason = "The bank did not take it. Check your bank account.".to_owned();
            return Ok(Sent::Refused { reason });
        }
        let id = transfer.id;
        if known && self.paid_out(sending).await? {
            return Ok(Sent::OnItsWay { id });
        }
        let request =
            CreatePayout::new(sending.amount.0, currency(&sending.currency)).metadata(named(&sending.reference));
        match self
            .api
            .send::<Identified>(&request, Ask::writing(key).on(&sending.payee.0))
            .await
        {
            Ok(_) => Ok(Sent::OnItsWay { id }),
            // Such as an account without a bank.
            Err(Failed::Refused(refusal)) if refusal.final_word() => Ok(Sent::Refused {
                reason: refusal.message,
            }),
            Err(other) => Err(other.into()),
        }
    }

    async fn recall(&self, key: &str, reference: &str) -> Result<()> {
        let Some(transfer) = self
            .transfer(reference)
            .await?
            .filter(|known| known.amount_reversed == 0)
        else {
            return Ok(());
        };
        let request = CreateIdTransferReversal::new(transfer.id.as_str()).amount(transfer.amount);
        self.api
            .send::<Identified>(&request, Ask::writing(key))
            .await
            .map(drop)
            .map_err(Into::into)
    }

    async fn records(&self, after: Option<&str>) -> Result<Records> {
        let mut request = ListBalanceTransaction::new()
            .limit(PAGE)
            .expand(vec!["data.source".to_owned()]);
        if let Some(after) = after {
            request = request.starting_after(after);
        }
        let page: List<Balance> = self.api.send(&request, Ask::reading()).await?;
        if let Some(foreign) = page.data.iter().find(|line| line.currency != domain::jobs::CURRENCY) {
            return Err(unanswered(format!(
                "{} is in {}: an account has to settle in {}",
                foreign.id,
                foreign.currency,
                domain::jobs::CURRENCY
            )));
        }
        Ok(Records {
            next: page.data.last().filter(|_| page.has_more).map(|last| last.id.clone()),
            items: page.data.iter().map(Balance::record).collect(),
        })
    }

    fn read_notice(&self, body: &[u8], signature: &str, now: Timestamp) -> Result<Delivery> {
        events::read(&self.webhook_secrets, body, signature, now)
    }
}
