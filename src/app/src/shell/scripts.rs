//! The scripts that bring a page to life, fetched once it has been painted: what is read first comes first over the wire,
//! and the page reads, links and forms work without them. On the server only.
//!
//! Leptos' own `HydrationScripts` names the parts of the bundle in the head, at the priority of what the page is drawn with.

use leptos::{nonce::use_nonce, prelude::*};
use serde::Serialize;
use std::{
    collections::HashMap,
    fs, io,
    sync::{Arc, OnceLock},
};
use tokio::sync::watch;

/// Which part of the bundle the page belongs to; known once its route is.
#[derive(Clone)]
pub struct Wanted(Arc<watch::Sender<Option<Option<&'static str>>>>);

impl Wanted {
    fn new() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }

    /// Says what the page is made of: `None` is the frame alone. Every page says it, or the document would not end.
    pub fn say(part: Option<&'static str>) {
        // There is no document while the routes are listed.
        if let Some(Self(wanted)) = use_context() {
            wanted.send_replace(Some(part));
        }
    }

    async fn heard(self) -> Option<&'static str> {
        let mut wanted = self.0.subscribe();
        // The sender stands in `self`, so the wait ends with a part.
        wanted
            .wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|part| *part)
            .flatten()
    }
}

/// Addresses of what was built.
struct Bundle {
    folder: String,
    script: String,
    wasm: String,
    /// The script that puts parts together, and the files of each part.
    splitter: String,
    parts: HashMap<String, Vec<String>>,
}

/// What the script below is given.
#[derive(Serialize)]
struct Plan<'a> {
    script: &'a str,
    wasm: &'a str,
    modules: Vec<&'a str>,
    files: Vec<String>,
}

impl Bundle {
    /// The files carry hashes in their names; cargo-leptos writes these beside the server's binary.
    fn read(options: &LeptosOptions) -> io::Result<Self> {
        let beside = std::env::current_exe()?.with_file_name(options.hash_file.as_ref());
        let hashes = fs::read_to_string(beside)?;
        let hashes: HashMap<_, _> = hashes.lines().filter_map(|line| line.split_once(": ")).collect();
        let hash = |name: &str| {
            let hash = hashes.get(name).map(|hash| hash.trim());
            hash.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("no hash of {name}")))
        };
        let (name, folder) = (&options.output_name, format!("/{}", options.site_pkg_dir));
        let manifest = format!(
            "{}{folder}/__wasm_split_manifest.{}.json",
            options.site_root,
            hash("manifest")?
        );
        Ok(Self {
            script: format!("{folder}/{name}.{}.js", hash("js")?),
            wasm: format!("{folder}/{name}.{}.wasm", hash("wasm")?),
            splitter: format!("{folder}/__wasm_split.{}.js", hash("split")?),
            parts: serde_json::from_str(&fs::read_to_string(manifest)?)?,
            folder,
        })
    }

    fn plan(&self, part: Option<&str>) -> Plan<'_> {
        let files = part.and_then(|part| self.parts.get(part)).into_iter().flatten();
        let files: Vec<_> = files.map(|file| format!("{}/{file}.wasm", self.folder)).collect();
        let modules = if files.is_empty() {
            vec![]
        } else {
            vec![&*self.splitter]
        };
        Plan {
            script: &self.script,
            wasm: &self.wasm,
            modules,
            files,
        }
    }
}

/// A module runs when the document is read and its styles are there; the task behind the next frame, when that is painted.
/// A hidden tab paints nothing and does not wait. Parts are fetched beside the frame, which asks for them later.
///
/// What is typed into a field meanwhile is put back once the page is awake, and told as if it were typed then: waking gives every
/// field what the server wrote into it.
const WAKE: &str = r#"(({script, wasm, modules, files}) => {
  const ahead = (rel, href, more) => document.head.append(Object.assign(document.createElement('link'), {rel, href, crossOrigin: '', ...more}));
  const page = document.documentElement, typed = new Map();
  const hear = ({target}) => {
    const {value, selectionStart: caret} = target;
    if (target.matches('textarea, input:not([type=checkbox], [type=radio], [type=file])')) typed.set(target, {value, caret});
  };
  addEventListener('input', hear, true);
  new MutationObserver((_, watch) => {
    if (!page.hasAttribute('data-hydrated')) return;
    watch.disconnect();
    removeEventListener('input', hear, true);
    typed.forEach(({value, caret}, then) => {
      const field = then.isConnected ? then : document.getElementById(then.id);
      if (!field) return;
      if (field.value !== value) {
        field.value = value;
        if (field === document.activeElement && caret !== null) field.setSelectionRange(caret, caret);
      }
      field.dispatchEvent(new Event('input', {bubbles: true}));
    });
  }).observe(page, {attributes: true});
  const wake = async () => {
    const frame = import(script);
    const code = fetch(wasm);
    modules.forEach(href => ahead('modulepreload', href));
    files.forEach(href => ahead('preload', href, {as: 'fetch', type: 'application/wasm'}));
    const {default: start, hydrate} = await frame;
    await start({module_or_path: code});
    hydrate();
  };
  document.hidden ? wake() : requestAnimationFrame(() => setTimeout(wake));
})"#;

/// Provides what pages say their part to, for everything that is rendered in the same document.
pub fn provide() {
    provide_context(Wanted::new());
}

/// Stands at the end of the body, behind the page that says what is wanted.
#[component]
pub fn Scripts(options: LeptosOptions) -> impl IntoView {
    static BUNDLE: OnceLock<Option<Bundle>> = OnceLock::new();
    let bundle = BUNDLE.get_or_init(|| {
        Bundle::read(&options)
            .inspect_err(|error| leptos::logging::error!("pages stay without scripts, the site is not built: {error}"))
            .ok()
    });
    let wanted = expect_context::<Wanted>();
    let nonce = use_nonce();
    bundle.as_ref().map(|bundle| {
        Suspend::new(async move {
            let plan = bundle.plan(wanted.heard().await);
            // Names of files that we have made: nothing in it could end the element.
            let plan = serde_json::to_string(&plan).unwrap_or_default();
            view! { <script type="module" nonce=nonce>{format!("{WAKE}({plan})")}</script> }
        })
    })
}
