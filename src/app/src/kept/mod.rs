//! What this browser keeps until the server has it: drafts, pictures and what is drawn on them, recordings and their marks. A tab
//! that is closed or killed loses nothing. Where the browser keeps nothing, as in some private windows, everything works as without.
//!
//! Order holds: a browser opens the database in the order in which it was asked to, and of two changes of one shelf the one that was
//! begun first is made first.

pub mod files;

use indexed_db::{Database, Factory, ObjectStore, Transaction};
use std::{convert::Infallible, future::Future};
use wasm_bindgen::JsValue;

/// As its first version was called, which kept pictures alone.
const DATABASE: &str = "peertest-pictures";
/// Counted up with every shelf that is added.
const VERSION: u32 = 2;

pub type Error = indexed_db::Error<Infallible>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    Pictures,
    Drawings,
    PictureUploads,
    Recordings,
    Marks,
    RecordingUploads,
    Drafts,
}

impl Shelf {
    const ALL: [Self; 7] = [
        Self::Pictures,
        Self::Drawings,
        Self::PictureUploads,
        Self::Recordings,
        Self::Marks,
        Self::RecordingUploads,
        Self::Drafts,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Pictures => "pictures",
            Self::Drawings => "drawings",
            Self::PictureUploads => "picture uploads",
            Self::Recordings => "recordings",
            Self::Marks => "marks",
            Self::RecordingUploads => "recording uploads",
            Self::Drafts => "drafts",
        }
    }

    /// # Errors
    /// When it is not among those of the transaction.
    pub fn of(self, transaction: &Transaction<Infallible>) -> Result<ObjectStore<Infallible>, Error> {
        transaction.object_store(self.name())
    }
}

async fn database() -> Result<Database<Infallible>, Error> {
    let upgrade = |change: indexed_db::VersionChangeEvent<Infallible>| async move {
        let known = change.database().object_store_names();
        for shelf in Shelf::ALL {
            if !known.iter().any(|name| name == shelf.name()) {
                change.database().build_object_store(shelf.name()).create()?;
            }
        }
        Ok(())
    };
    Factory::get()?.open(DATABASE, VERSION, upgrade).await
}

async fn run<T, F>(
    shelves: &[Shelf],
    writes: bool,
    body: impl FnOnce(Transaction<Infallible>) -> F + 'static,
) -> Result<T, Error>
where
    T: 'static,
    F: Future<Output = Result<T, Error>> + 'static,
{
    let names: Vec<_> = shelves.iter().map(|shelf| shelf.name()).collect();
    let database = database().await?;
    let transaction = database.transaction(&names);
    let transaction = if writes { transaction.rw() } else { transaction };
    let done = transaction.run(body).await;
    database.close();
    done
}

/// Changes what stands on `shelves`: all that `body` does, or nothing of it, and no other tab in between.
///
/// # Errors
/// When the browser keeps nothing, or has no more room.
pub async fn change<T, F>(
    shelves: &[Shelf],
    body: impl FnOnce(Transaction<Infallible>) -> F + 'static,
) -> Result<T, Error>
where
    T: 'static,
    F: Future<Output = Result<T, Error>> + 'static,
{
    run(shelves, true, body).await
}

/// What stands on `shelf` under `key`.
///
/// # Errors
/// When the browser keeps nothing.
pub async fn get(shelf: Shelf, key: &str) -> Result<Option<JsValue>, Error> {
    let key = JsValue::from_str(key);
    run(&[shelf], false, move |reading| async move {
        shelf.of(&reading)?.get(&key).await
    })
    .await
}

/// All keys of `shelf` and what stands under them, in the same order.
///
/// # Errors
/// When the browser keeps nothing.
pub async fn all(shelf: Shelf) -> Result<(Vec<JsValue>, Vec<JsValue>), Error> {
    run(&[shelf], false, move |reading| async move {
        let shelf = shelf.of(&reading)?;
        Ok((shelf.get_all_keys(None).await?, shelf.get_all(None).await?))
    })
    .await
}

/// Puts `value` there, in the place of what stood under `key`.
///
/// # Errors
/// When the browser keeps nothing, or has no more room.
pub async fn put(shelf: Shelf, key: &str, value: JsValue) -> Result<(), Error> {
    let key = JsValue::from_str(key);
    change(&[shelf], move |writing| async move {
        shelf.of(&writing)?.put_kv(&key, &value).await
    })
    .await
}

/// Removes what stands under `key`, from all `shelves` at once.
///
/// # Errors
/// When the browser keeps nothing.
pub async fn remove(shelves: &[Shelf], key: &str) -> Result<(), Error> {
    let (key, own) = (JsValue::from_str(key), shelves.to_vec());
    change(shelves, move |writing| async move {
        for shelf in own {
            shelf.of(&writing)?.delete(&key).await?;
        }
        Ok(())
    })
    .await
}

/// That something could not be kept is told to whoever looks into the console: it is kept for the case that something goes wrong, and
/// nothing has.
pub fn told(what: &str, result: Result<(), Error>) {
    if let Err(error) = result {
        leptos::logging::warn!("{what} could not be kept in this browser: {error}");
    }
}
