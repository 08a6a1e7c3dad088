//! What lists that are walked by keys have in common: where a key leads, what fits what was typed, and that the place
//! one is at can be seen. [`super::Combobox`], [`super::Dropdown`] and [`super::CommandPalette`] are made on it.

use leptos::{wasm_bindgen::JsCast, web_sys};

/// Where a key leads within a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Next,
    Previous,
    First,
    Last,
}

impl Step {
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        match key {
            "ArrowDown" => Some(Self::Next),
            "ArrowUp" => Some(Self::Previous),
            "Home" => Some(Self::First),
            "End" => Some(Self::Last),
            _ => None,
        }
    }

    /// The place it leads to from `at` among `count`, round the ends; none in an empty list.
    #[must_use]
    pub fn from(self, at: Option<usize>, count: usize) -> Option<usize> {
        let last = count.checked_sub(1)?;
        // A list may have become shorter meanwhile.
        let at = at.map(|n| n.min(last));
        Some(match (self, at) {
            (Self::First, _) | (Self::Next, None) => 0,
            (Self::Last, _) | (Self::Previous, None) => last,
            (Self::Next, Some(n)) if n == last => 0,
            (Self::Next, Some(n)) => n + 1,
            (Self::Previous, Some(0)) => last,
            (Self::Previous, Some(n)) => n - 1,
        })
    }
}

/// How well a text fits what was typed, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It begins with it.
    Start,
    /// Each word typed begins one of its words.
    Words,
    /// Each word typed stands somewhere in it.
    Within,
}

/// Without the difference between small letters and capitals. The browser knows them all; tables of our own would have to
/// be sent there.
#[cfg(feature = "hydrate")]
fn folded(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

#[cfg(not(feature = "hydrate"))]
fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// How well `text` fits `typed`; nothing typed fits everything.
#[must_use]
pub fn fit(text: &str, typed: &str) -> Option<Fit> {
    let (text, typed) = (folded(text), folded(typed.trim()));
    if text.starts_with(&typed) {
        return Some(Fit::Start);
    }
    let begins = |word: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .any(|own| !own.is_empty() && own.starts_with(word))
    };
    if typed.split_whitespace().all(begins) {
        return Some(Fit::Words);
    }
    typed
        .split_whitespace()
        .all(|word| text.contains(word))
        .then_some(Fit::Within)
}

/// The place that letters typed in a row lead to, searched from `at` on and round the end. The same letter again goes
/// on to the next that begins with it.
#[must_use]
pub fn typeahead(labels: &[String], at: Option<usize>, typed: &str) -> Option<usize> {
    let typed = folded(typed);
    let first = typed.chars().next()?;
    let same = typed.chars().all(|c| c == first);
    let (typed, skip) = if same {
        (first.to_string(), usize::from(at.is_some()))
    } else {
        (typed, 0)
    };
    let from = at.unwrap_or(0) + skip;
    (0..labels.len())
        .map(|n| (from + n) % labels.len())
        .find(|n| folded(labels[*n].trim()).starts_with(&typed))
}

/// Kept free above and below, so that an option at the edge is seen to be whole.
const MARGIN: i32 = 6;

/// Scrolls the list, and nothing around it, so that its option at `n` can be seen; with the first, what heads it.
pub(super) fn reveal(list: &web_sys::Element, n: usize) {
    let options = list.get_elements_by_class_name("option");
    let Some(option) = u32::try_from(n).ok().and_then(|n| options.item(n)) else {
        return;
    };
    let Ok(option) = option.dyn_into::<web_sys::HtmlElement>() else {
        return;
    };
    let (top, size) = match (n, option.offset_top(), option.offset_height()) {
        (0, top, height) => (0, top + height),
        (_, top, height) => (top - MARGIN, height + 2 * MARGIN),
    };
    list.set_scroll_top(within(list.scroll_top(), list.client_height(), top, size));
}

/// How far a list of that height is scrolled for what lies from `top` on to be seen, moved no further than it must.
fn within(scrolled: i32, height: i32, top: i32, size: i32) -> i32 {
    scrolled.min(top).max(top + size - height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_round_the_ends() {
        assert_eq!(Step::Next.from(None, 3), Some(0));
        assert_eq!(Step::Previous.from(None, 3), Some(2));
        assert_eq!(Step::Next.from(Some(2), 3), Some(0));
        assert_eq!(Step::Previous.from(Some(0), 3), Some(2));
        assert_eq!(Step::Last.from(Some(0), 3), Some(2));
        assert_eq!(Step::First.from(Some(2), 3), Some(0));
        assert_eq!(Step::of_key("a"), None);
    }

    #[test]
    fn a_list_may_shrink_under_the_place() {
        assert_eq!(Step::Next.from(Some(7), 3), Some(0));
        assert_eq!(Step::Previous.from(Some(7), 3), Some(1));
        for step in [Step::Next, Step::Previous, Step::First, Step::Last] {
            assert_eq!(step.from(Some(0), 0), None);
        }
    }

    #[test]
    fn what_was_typed_fits_better_or_worse() {
        assert_eq!(fit("New job", ""), Some(Fit::Start));
        assert_eq!(fit("New job", "NEW j"), Some(Fit::Start));
        assert_eq!(fit("Go to the wallet", "wal go"), Some(Fit::Words));
        assert_eq!(fit("Review submissions", "view"), Some(Fit::Within));
        assert_eq!(fit("Checkout, guest flow", "guest check"), Some(Fit::Words));
        assert_eq!(fit("Wallet", "bank"), None);
        assert_eq!(fit("Ångström", "ång"), Some(Fit::Start));
        assert!(Fit::Start < Fit::Words && Fit::Words < Fit::Within);
    }

    #[test]
    fn a_list_scrolls_no_further_than_it_must() {
        assert_eq!(within(0, 100, 40, 20), 0);
        assert_eq!(within(0, 100, 90, 20), 10);
        assert_eq!(within(50, 100, 30, 20), 30);
        assert_eq!(within(50, 100, 60, 20), 50);
    }

    #[test]
    fn letters_lead_to_what_begins_with_them() {
        let labels = ["Dashboard", "Projects", "Profile", "Sign out"].map(str::to_owned);
        assert_eq!(typeahead(&labels, None, "p"), Some(1));
        assert_eq!(typeahead(&labels, Some(1), "p"), Some(2));
        assert_eq!(typeahead(&labels, Some(2), "pp"), Some(1));
        assert_eq!(typeahead(&labels, Some(1), "pr"), Some(1));
        assert_eq!(typeahead(&labels, Some(1), "prof"), Some(2));
        assert_eq!(typeahead(&labels, Some(3), "x"), None);
        assert_eq!(typeahead(&[], None, "x"), None);
    }
}
