//! What can be asked of a tester's equipment, with the words for it.

use crate::ui::Glyph;

/// Code and words.
pub type Facet = (&'static str, &'static str);

pub const PLATFORMS: [Facet; 6] = [
    ("web", "Web"),
    ("ios", "iOS"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("macos", "macOS"),
    ("linux", "Linux"),
];

pub const BROWSERS: [Facet; 4] = [
    ("chrome", "Chrome"),
    ("firefox", "Firefox"),
    ("safari", "Safari"),
    ("edge", "Edge"),
];

pub const COUNTRIES: [Facet; 16] = [
    ("AT", "Austria"),
    ("AU", "Australia"),
    ("BR", "Brazil"),
    ("CA", "Canada"),
    ("CH", "Switzerland"),
    ("DE", "Germany"),
    ("ES", "Spain"),
    ("FR", "France"),
    ("GB", "United Kingdom"),
    ("IN", "India"),
    ("IT", "Italy"),
    ("JP", "Japan"),
    ("MX", "Mexico"),
    ("NL", "Netherlands"),
    ("PL", "Poland"),
    ("US", "United States"),
];

pub const LANGUAGES: [Facet; 10] = [
    ("en", "English"),
    ("de", "German"),
    ("es", "Spanish"),
    ("fr", "French"),
    ("hi", "Hindi"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("nl", "Dutch"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
];

/// Least pay, in cents, as the marketplace offers it for choosing.
pub const PAY: [Facet; 5] = [
    ("500", "$5 or more"),
    ("1000", "$10 or more"),
    ("2500", "$25 or more"),
    ("5000", "$50 or more"),
    ("10000", "$100 or more"),
];

pub const SORTS: [Facet; 3] = [
    ("newest", "Newest first"),
    ("price", "Best paid first"),
    ("deadline", "Closing soonest"),
];

/// The words for a code; the code itself where it is none of ours.
#[must_use]
pub fn words(facets: &[Facet], code: &str) -> String {
    facets
        .iter()
        .find(|(c, _)| *c == code)
        .map_or_else(|| code.to_owned(), |(_, words)| (*words).to_owned())
}

#[must_use]
pub fn platform_glyph(code: &str) -> Glyph {
    match code {
        "ios" | "android" => Glyph::Phone,
        "windows" | "macos" | "linux" => Glyph::Desktop,
        _ => Glyph::Globe,
    }
}
