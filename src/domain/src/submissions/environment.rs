//! What a browser says of itself, written into the environment of a report where its tester agrees to it.
//!
//! Each thing is a line of its own behind a mark, so that a later fill takes the place of an earlier one and nothing else:
//! what was typed by hand stays.

use crate::agent;

/// The longest environment that a report takes.
pub const MAX: usize = 1000;

/// Nobody begins a line like that by hand.
const MARK: &str = "• ";

const WHAT: [&str; 9] = [
    "Browser",
    "System",
    "Screen",
    "Window",
    "Pixel ratio",
    "Language",
    "Time zone",
    "Input",
    "Connection",
];

/// One thing that a browser says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub what: &'static str,
    pub value: String,
}

/// All that is asked for, as it came. What a browser does not say is empty or 0, and makes no line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Browser {
    /// The User-Agent line, for browsers without hints.
    pub agent: String,
    /// Name and full version, by the hints of the browser.
    pub brands: Vec<(String, String)>,
    pub platform: String,
    pub platform_version: String,
    pub model: String,
    pub screen: (u32, u32),
    pub window: (u32, u32),
    pub pixel_ratio: f64,
    pub languages: Vec<String>,
    pub time_zone: String,
    pub touch_points: u32,
    pub fine_pointer: bool,
    pub online: bool,
}

impl Browser {
    /// In the words that a client reads.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        let size = |(width, height): (u32, u32)| match (width, height) {
            (0, _) | (_, 0) => String::new(),
            (width, height) => format!("{width} × {height}"),
        };
        let ratio = (self.pixel_ratio * 100.0).round() / 100.0;
        let values = [
            self.browser(),
            self.system(),
            size(self.screen),
            size(self.window),
            if ratio > 0.0 { ratio.to_string() } else { String::new() },
            self.languages.join(", "),
            self.time_zone.clone(),
            self.input().to_owned(),
            if self.online { "online" } else { "offline" }.to_owned(),
        ];
        WHAT.into_iter()
            .zip(values)
            .map(|(what, value)| Fact {
                what,
                value: plain(&value),
            })
            .filter(|fact| !fact.value.is_empty())
            .collect()
    }

    /// Browsers put a brand that is none among theirs, and the engine beside themselves.
    fn browser(&self) -> String {
        let real = |name: &str| {
            let letters = name.chars().filter(char::is_ascii_alphabetic);
            !letters.collect::<String>().eq_ignore_ascii_case("NotABrand")
        };
        let brands = || self.brands.iter().filter(|(name, _)| real(name));
        match brands()
            .find(|(name, _)| name != "Chromium")
            .or_else(|| brands().next())
        {
            Some((name, version)) => format!("{name} {version}"),
            None => agent::browser(&self.agent).unwrap_or_else(|| self.agent.clone()),
        }
    }

    fn system(&self) -> String {
        if self.platform.is_empty() {
            return agent::system(&self.agent).unwrap_or_default().to_owned();
        }
        let version = match (self.platform.as_str(), self.platform_version.split('.').next()) {
            // The hint counts Windows by the version of its interface: 13 and more is what is sold as 11.
            ("Windows", Some(major)) => match major.parse::<u32>() {
                Ok(13..) => "11",
                Ok(1..) => "10",
                _ => "",
            },
            _ => self.platform_version.as_str(),
        };
        [self.platform.as_str(), version, self.model.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn input(&self) -> &'static str {
        match (self.touch_points > 0, self.fine_pointer) {
            (true, true) => "touch and mouse",
            (true, false) => "touch",
            (false, _) => "mouse",
        }
    }
}

/// On one line, and without what no report takes.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

impl Fact {
    /// As it stands in the environment.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{MARK}{}: {}", self.what, self.value)
    }
}

/// Writes `facts` into an environment: where the lines of an earlier fill stand, or behind what was typed.
#[must_use]
pub fn fill(text: &str, facts: &[Fact]) -> String {
    let fresh: Vec<String> = facts.iter().map(Fact::line).collect();
    let mut lines = Vec::new();
    let mut placed = false;
    for line in text.trim_end().lines() {
        if !is_filled(line) {
            lines.push(line.to_owned());
        } else if !placed {
            placed = true;
            lines.extend(fresh.iter().cloned());
        }
    }
    if !placed {
        lines.extend(fresh);
    }
    lines.join("\n")
}

/// Whether a line was written by [`fill`].
fn is_filled(line: &str) -> bool {
    line.strip_prefix(MARK)
        .and_then(|rest| rest.split_once(": "))
        .is_some_and(|(what, _)| WHAT.contains(&what))
}

/// An environment on one line, for where it stands among other lines.
#[must_use]
pub fn in_one_line(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start_matches(MARK).trim());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(what: &'static str, value: &str) -> Fact {
        Fact {
            what,
            value: value.to_owned(),
        }
    }

    #[test]
    fn hints_are_read_before_the_agent() {
        let hinted = Browser {
            agent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36".into(),
            brands: vec![
                ("Not=A?Brand".into(), "24.0".into()),
                ("Chromium".into(), "142.0.7444.60".into()),
                ("Google Chrome".into(), "142.0.7444.60".into()),
            ],
            platform: "Windows".into(),
            platform_version: "15.0.0".into(),
            screen: (1920, 1080),
            window: (1280, 0),
            pixel_ratio: 1.25,
            languages: vec!["de-DE".into(), "en".into()],
            time_zone: "Europe/Vienna".into(),
            fine_pointer: true,
            online: true,
            ..Browser::default()
        };
        let lines: Vec<_> = hinted.facts().iter().map(Fact::line).collect();
        assert_eq!(
            lines,
            [
                "• Browser: Google Chrome 142.0.7444.60",
                "• System: Windows 11",
                "• Screen: 1920 × 1080",
                "• Pixel ratio: 1.25",
                "• Language: de-DE, en",
                "• Time zone: Europe/Vienna",
                "• Input: mouse",
                "• Connection: online"
            ]
        );
        let plain = Browser {
            brands: vec![],
            platform: String::new(),
            touch_points: 5,
            ..hinted
        };
        let facts = plain.facts();
        assert_eq!(
            (
                facts[0].value.as_str(),
                facts[1].value.as_str(),
                facts[6].value.as_str()
            ),
            ("Chrome 142", "Linux", "touch and mouse")
        );
    }

    #[test]
    fn a_later_fill_takes_the_place_of_an_earlier_one_and_nothing_else() {
        let first = fill(
            "On the train\n",
            &[fact("Browser", "Chrome 1"), fact("Screen", "1 × 1")],
        );
        assert_eq!(first, "On the train\n• Browser: Chrome 1\n• Screen: 1 × 1");
        let typed = format!("{first}\nBrowser: also tried Firefox\n• Weather: rain");
        let second = fill(&typed, &[fact("Browser", "Chrome 2")]);
        assert_eq!(
            second,
            "On the train\n• Browser: Chrome 2\nBrowser: also tried Firefox\n• Weather: rain"
        );
        assert_eq!(
            fill(&second, &[]),
            "On the train\nBrowser: also tried Firefox\n• Weather: rain"
        );
        assert_eq!(fill("", &[fact("Input", "touch")]), "• Input: touch");
    }

    #[test]
    fn filling_twice_is_filling_once() {
        let facts = [fact("Browser", "Chrome 1"), fact("Input", "touch")];
        for text in ["", "a", "a\n\nb\n", "• Screen: 1 × 1\na"] {
            let once = fill(text, &facts);
            assert_eq!(fill(&once, &facts), once);
        }
    }

    #[test]
    fn on_one_line() {
        assert_eq!(
            in_one_line("• Browser: Chrome 1\n\n on a train "),
            "Browser: Chrome 1; on a train"
        );
    }
}
