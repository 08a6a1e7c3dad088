//! Sending mail: over SMTP, or into a mailbox in the database where no server is set.

use crate::{
    Error, Result,
    app::Clock,
    config::{Config, Environment},
    db::{Db, Sql},
};
use async_trait::async_trait;
use domain::timestamp::Timestamp;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::{Mailbox as Address, Message as Envelope, MultiPart},
};
use serde::Serialize;
use std::{sync::Arc, time::Duration};
use surrealdb::types::SurrealValue;

/// How long a mail server may take over one mail.
const PATIENCE: Duration = Duration::from_secs(20);
/// How much of the mailbox is shown.
const SHOWN: i64 = 100;

/// A mail, ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Names it: sent again after a crash it carries the same name, by which mail programs recognise it.
    pub key: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

#[async_trait]
pub trait Mailer: Send + Sync {
    /// # Errors
    /// When the mail was not taken over; another try may succeed.
    async fn send(&self, message: &Message) -> Result<()>;

    /// The mails that stayed here, newest first; `None` where they leave.
    ///
    /// # Errors
    /// When the database fails.
    async fn kept(&self) -> Result<Option<Vec<Kept>>>;
}

/// A mail in the mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SurrealValue)]
pub struct Kept {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    #[serde(serialize_with = "as_time")]
    pub created_at: i64,
}

fn as_time<S: serde::Serializer>(millis: &i64, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    Timestamp::from_millis(*millis).serialize(serializer)
}

/// # Errors
/// When the address of the server or of the sender cannot be used.
pub fn open(config: &Config, db: &Db, clock: &Arc<dyn Clock>) -> Result<Arc<dyn Mailer>> {
    match &config.smtp_url {
        Some(url) => Ok(Arc::new(Smtp::new(url.expose(), &config.from_email, PATIENCE)?)),
        None => Ok(Arc::new(Mailbox {
            db: db.clone(),
            clock: clock.clone(),
            open: config.environment == Environment::Development,
        })),
    }
}

/// Any provider's server, or one's own. Each mail has a connection of its own: one that was given up while the server said
/// nothing would answer the next mail with what it had to say about this one.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
    /// The part of names of mails behind the @.
    domain: String,
    /// How long the server may take over one mail.
    patience: Duration,
}

impl Smtp {
    /// # Errors
    /// When `url` is none such as `smtps://user:password@mail.example.org`, or `from` is no address.
    pub fn new(url: &str, from: &str, patience: Duration) -> Result<Self> {
        // The reason may quote the address, and that holds a password.
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| {
            Error::Internal("SMTP_URL: use an address such as smtps://user:password@mail.example.org".into())
        })?;
        let address = from.parse().map_err(|e| Error::Internal(format!("FROM_EMAIL: {e}")))?;
        Ok(Self {
            transport: builder.timeout(Some(patience)).build(),
            domain: from.rsplit('@').next().unwrap_or_default().to_owned(),
            patience,
            from: Address::new(Some("PeerTest Hub".into()), address),
        })
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, message: &Message) -> Result<()> {
        let refused = |e: lettre::error::Error| Error::Internal(format!("a mail cannot be put together: {e}"));
        let to = message
            .to
            .parse()
            .map_err(|e| Error::Internal(format!("a mail address: {e}")))?;
        let envelope = Envelope::builder()
            .from(self.from.clone())
            .to(Address::new(None, to))
            .subject(&message.subject)
            .message_id(Some(format!("<{}@{}>", message.key, self.domain)))
            // Out-of-office notes and the like stay away.
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(
                message.text.clone(),
                message.html.clone(),
            ))
            .map_err(refused)?;
        let sent = tokio::time::timeout(self.patience, self.transport.send(envelope)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Error::Upstream("The mail server", Box::new(error))),
            Err(late) => Err(Error::Upstream("The mail server", Box::new(late))),
        }
    }

    async fn kept(&self) -> Result<Option<Vec<Kept>>> {
        Ok(None)
    }
}

/// `Auto-Submitted: auto-generated` (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> std::result::Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

/// Mail that goes nowhere, for whoever tries the product out or works on it.
pub struct Mailbox {
    db: Db,
    clock: Arc<dyn Clock>,
    /// Whether it may be looked into.
    open: bool,
}

#[async_trait]
impl Mailer for Mailbox {
    async fn send(&self, message: &Message) -> Result<()> {
        let now = self.clock.now();
        let sql = Sql::new(
            "UPSERT type::record('mail', $key) SET to = $to, subject = $subject, text = $text, html = $html,
                 created_at = $now, sort = $sort;",
        )
        .bind("key", message.key.clone())
        .bind("to", message.to.clone())
        .bind("subject", message.subject.clone())
        .bind("text", message.text.clone())
        .bind("html", message.html.clone())
        .bind("now", now.millis())
        .bind("sort", domain::page::newest_first(now, &message.key));
        self.db.write(sql).await.map(drop)
    }

    async fn kept(&self) -> Result<Option<Vec<Kept>>> {
        if !self.open {
            return Ok(None);
        }
        let sql = Sql::new(format!(
            "SELECT to, subject, text, html, created_at, sort FROM mail WHERE sort > '' ORDER BY sort LIMIT {SHOWN}"
        ));
        self.db.ask(sql).await?.rows(0).map(Some)
    }
}
