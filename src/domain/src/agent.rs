//! Reads a User-Agent line, far enough for a person to know which browser and which machine it was.

/// `Chrome 142 on Windows`; the line itself where nothing in it is known.
#[must_use]
pub fn describe(agent: &str) -> String {
    match (browser(agent), system(agent)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) => one,
        (None, Some(one)) => one.to_owned(),
        (None, None) => agent.trim().to_owned(),
    }
}

/// The order matters: every browser also claims to be those it came after.
pub(crate) fn browser(agent: &str) -> Option<String> {
    const MARKS: [(&str, &str); 8] = [
        ("EdgA/", "Edge"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("CriOS/", "Chrome"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
    ];
    let found = MARKS
        .iter()
        .find_map(|(mark, name)| Some((*name, agent.split_once(mark)?.1)));
    let safari = || {
        agent
            .contains("Safari/")
            .then(|| agent.split_once("Version/").map(|(_, v)| ("Safari", v)))
            .flatten()
    };
    let (name, rest) = found.or_else(safari)?;
    let version: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(format!("{name} {version}").trim().to_owned())
}

pub(crate) fn system(agent: &str) -> Option<&'static str> {
    const MARKS: [(&str, &str); 7] = [
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    MARKS
        .iter()
        .find(|(mark, _)| agent.contains(mark))
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn common_browsers() {
        let cases = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "Chrome 142 on Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0",
                "Edge 142 on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari 18 on iOS",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox 145 on Linux",
            ),
            ("curl/8", "curl/8"),
        ];
        for (agent, words) in cases {
            assert_eq!(describe(agent), words);
        }
    }
}
