//! Reads Rust source as far as arrows need it: which paths it names, without comments and texts.

use std::collections::HashMap;

/// A source file of the workspace.
pub struct Source {
    /// The crate, and the modules down to this file.
    pub module: Vec<String>,
    pub lines: usize,
    tokens: Vec<String>,
    /// Names that `use` brings in, with what they stand for.
    names: HashMap<String, Vec<String>>,
    /// Every path, from its crate on where that is known.
    pub paths: Vec<Vec<String>>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let mut source = Self {
            module: module_of(path),
            lines: text.lines().count(),
            tokens: tokens(text),
            names: HashMap::new(),
            paths: Vec::new(),
        };
        source.read();
        source
    }

    pub fn krate(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }

    /// Whether `word` stands anywhere in the code.
    pub fn says(&self, word: &str) -> bool {
        self.tokens.iter().any(|token| token == word)
    }

    /// Statements that hold one of `words`, each as the paths and names in it.
    pub fn statements_with(&self, words: &[&str]) -> Vec<Vec<Vec<String>>> {
        let ends = |token: &String| matches!(token.as_str(), ";" | "{" | "}");
        self.tokens
            .split(ends)
            .filter(|statement| statement.iter().any(|token| words.contains(&token.as_str())))
            .map(|statement| {
                chains(statement)
                    .into_iter()
                    .map(|chain| self.resolve(&chain))
                    .collect()
            })
            .collect()
    }

    fn read(&mut self) {
        let mut rest: &[String] = &self.tokens.clone();
        let mut code = Vec::new();
        let mut uses = Vec::new();
        while let Some(token) = rest.first() {
            if token == "use" {
                let end = rest.iter().position(|t| t == ";").unwrap_or(rest.len());
                branches(&rest[1..end], &[], &mut uses);
                rest = &rest[end..];
            } else {
                code.push(token.clone());
                rest = &rest[1..];
            }
        }
        // A name may be brought in through another one: `use crate::jobs; use jobs::repo;`.
        for _ in 0..2 {
            for (path, name) in &uses {
                let path = self.resolve(path);
                self.names.insert(name.clone(), path);
            }
        }
        self.paths = uses.iter().map(|(path, _)| self.resolve(path)).collect();
        let named: Vec<Vec<String>> = chains(&code)
            .into_iter()
            .filter(|c| c.len() > 1)
            .map(|c| self.resolve(&c))
            .collect();
        self.paths.extend(named);
    }

    fn resolve(&self, path: &[String]) -> Vec<String> {
        let Some(head) = path.first() else { return Vec::new() };
        let rest = &path[1..];
        let with = |front: &[String], rest: &[String]| front.iter().chain(rest).cloned().collect::<Vec<_>>();
        match head.as_str() {
            "crate" => with(&self.module[..1.min(self.module.len())], rest),
            "self" => with(&self.module, rest),
            "super" => {
                let ups = path.iter().take_while(|part| *part == "super").count();
                with(&self.module[..self.module.len().saturating_sub(ups)], &path[ups..])
            }
            name => match self.names.get(name) {
                Some(known) if known.first() != Some(head) => with(known, rest),
                _ => path.to_vec(),
            },
        }
    }
}

/// `src/backend/src/jobs/service.rs` → `backend, jobs, service`.
fn module_of(path: &str) -> Vec<String> {
    let mut parts: Vec<&str> = path
        .trim_end_matches(".rs")
        .split('/')
        .filter(|part| *part != "src")
        .collect();
    if matches!(parts.last(), Some(&("mod" | "lib" | "main"))) {
        parts.pop();
    }
    parts.into_iter().map(str::to_owned).collect()
}

/// The paths of a `use`, each with the name that it brings in.
fn branches(tokens: &[String], front: &[String], out: &mut Vec<(Vec<String>, String)>) {
    let mut path = front.to_vec();
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].as_str() {
            "::" => {}
            "{" => {
                let mut depth = 0;
                let mut begin = at + 1;
                for end in at..tokens.len() {
                    match tokens[end].as_str() {
                        "{" => depth += 1,
                        "}" => depth -= 1,
                        _ => {}
                    }
                    let splits = depth == 1 && tokens[end] == ",";
                    if splits || depth == 0 {
                        if begin < end {
                            branches(&tokens[begin..end], &path, out);
                        }
                        begin = end + 1;
                    }
                    if depth == 0 {
                        break;
                    }
                }
                return;
            }
            "as" => {
                let name = tokens.get(at + 1).cloned().unwrap_or_default();
                out.push((path, name));
                return;
            }
            "self" if !path.is_empty() => {}
            word => path.push(word.to_owned()),
        }
        at += 1;
    }
    if let Some(name) = path.last().cloned() {
        out.push((path, name));
    }
}

/// Words that hang together with `::`; single words too.
fn chains(tokens: &[String]) -> Vec<Vec<String>> {
    let is_word = |token: &String| token.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let mut out: Vec<Vec<String>> = Vec::new();
    let mut joined = false;
    for (at, token) in tokens.iter().enumerate() {
        if token == "::" {
            joined = at > 0 && is_word(&tokens[at - 1]);
        } else if is_word(token) {
            match out.last_mut() {
                Some(chain) if joined => chain.push(token.clone()),
                _ => out.push(vec![token.clone()]),
            }
            joined = false;
        } else {
            joined = false;
        }
    }
    out
}

/// Words, `::`, and single signs. Comments, texts and characters are left out.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    let at_is = |at: usize, what: &str| what.chars().enumerate().all(|(n, c)| chars.get(at + n) == Some(&c));
    while at < chars.len() {
        let c = chars[at];
        if at_is(at, "//") {
            while at < chars.len() && chars[at] != '\n' {
                at += 1;
            }
        } else if at_is(at, "/*") {
            let mut depth = 0;
            loop {
                if at_is(at, "/*") {
                    depth += 1;
                    at += 2;
                } else if at_is(at, "*/") {
                    depth -= 1;
                    at += 2;
                } else {
                    at += 1;
                }
                if depth == 0 || at >= chars.len() {
                    break;
                }
            }
        } else if c == '"' {
            at += 1;
            while at < chars.len() && chars[at] != '"' {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            at += 1;
        } else if let Some(hashes) = raw_text(&chars, at) {
            let end: String = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            at += hashes + 2;
            while at < chars.len() && !at_is(at, &end) {
                at += 1;
            }
            at += end.len();
        } else if c == '\'' && (chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\'')) {
            // A character; otherwise it is a lifetime, whose name is a word like any other.
            at += if chars.get(at + 1) == Some(&'\\') { 3 } else { 2 };
            while at < chars.len() && chars[at] != '\'' {
                at += 1;
            }
            at += 1;
        } else if c.is_alphanumeric() || c == '_' {
            let begin = at;
            while at < chars.len() && (chars[at].is_alphanumeric() || chars[at] == '_') {
                at += 1;
            }
            out.push(chars[begin..at].iter().collect());
        } else if at_is(at, "::") {
            out.push("::".to_owned());
            at += 2;
        } else {
            if !c.is_whitespace() {
                out.push(c.to_string());
            }
            at += 1;
        }
    }
    out
}

/// How many `#` a raw text that begins at `at` has; `None` when none does.
fn raw_text(chars: &[char], at: usize) -> Option<usize> {
    if chars.get(at) != Some(&'r')
        || (at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_') && chars[at - 1] != 'b')
    {
        return None;
    }
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    (chars.get(at + 1 + hashes) == Some(&'"')).then_some(hashes)
}
