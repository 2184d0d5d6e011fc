//! Just enough of Rust's grammar to know which paths a file names, outside of comments, strings and
//! test code.

use std::collections::BTreeSet;

/// A word or a sign, and the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// A path as named somewhere, `use` groups spelt out, with how many inline modules stand around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedPath {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
    pub(crate) inline_depth: usize,
}

/// The words and signs of a file; `::` is one sign, literals are gone.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let (mut found, mut line, mut at) = (Vec::new(), 1, 0);
    while let Some(&c) = chars.get(at) {
        let rest = &chars[at..];
        let length = match c {
            '/' if rest.get(1) == Some(&'/') => until(rest, |c| c == '\n'),
            '/' if rest.get(1) == Some(&'*') => block_comment(rest),
            '"' => quoted(rest),
            'r' | 'b' | 'c' if literal_prefix(rest).is_some() => {
                literal_prefix(rest).map_or(1, |prefix| raw_or_quoted(rest, prefix))
            }
            '\'' => char_or_lifetime(rest),
            c if is_word(c) => until(rest, |c| !is_word(c)),
            ':' if rest.get(1) == Some(&':') => 2,
            _ => 1,
        };
        let piece = &rest[..length.min(rest.len())];
        let is_token = is_word(c) && !piece.contains(&'"') || c == ':' || c.is_ascii_punctuation();
        if is_token
            && !matches!(c, '"' | '\'')
            && !piece.starts_with(&['/', '/'])
            && !piece.starts_with(&['/', '*'])
        {
            found.push(Token { text: piece.iter().collect(), line });
        }
        line += piece.iter().filter(|&&c| c == '\n').count();
        at += piece.len();
    }
    found
}

/// The tokens without items marked `#[cfg(test)]`, and the names of the file modules so marked.
pub(crate) fn without_tests(tokens: &[Token]) -> (Vec<Token>, BTreeSet<String>) {
    let (mut kept, mut test_files, mut at) = (Vec::new(), BTreeSet::new(), 0);
    while at < tokens.len() {
        if !starts(&tokens[at..], &["#", "[", "cfg", "(", "test", ")", "]"]) {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let item = &tokens[at + 7..];
        if let Some(name) = item.iter().skip_while(|token| token.text != "mod").nth(1)
            && item.iter().take_while(|token| token.text != "{").any(|token| token.text == ";")
        {
            test_files.insert(name.text.clone());
        }
        at += 7 + item_length(item);
    }
    (kept, test_files)
}

/// Every path of at least two segments that the tokens name.
pub(crate) fn paths(tokens: &[Token]) -> Vec<NamedPath> {
    let mut found = Vec::new();
    // Brace depths at which inline modules opened.
    let (mut depth, mut modules): (usize, Vec<usize>) = (0, Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                modules.retain(|&opened| opened < depth);
            }
            "mod" if tokens.get(at + 2).is_some_and(|token| token.text == "{") => {
                modules.push(depth);
            }
            text if is_word_text(text) && (at == 0 || tokens[at - 1].text != "::") => {
                let first = found.len();
                let length = path(&tokens[at..], &[], &mut found);
                for path in &mut found[first..] {
                    path.inline_depth = modules.len();
                }
                at += length;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found.retain(|path| path.segments.len() > 1);
    found
}

/// Reads one path with its groups; returns how many tokens it took.
fn path(tokens: &[Token], prefix: &[String], found: &mut Vec<NamedPath>) -> usize {
    let mut segments = prefix.to_vec();
    let mut at = 0;
    loop {
        segments.push(tokens[at].text.clone());
        let line = tokens[at].line;
        at += 1;
        if tokens.get(at).is_none_or(|token| token.text != "::") {
            found.push(NamedPath { segments, line, inline_depth: 0 });
            return at;
        }
        at += 1;
        match tokens.get(at).map(|token| token.text.as_str()) {
            Some("{") => return at + group(&tokens[at..], &segments, found),
            Some(text) if is_word_text(text) => {}
            _ => {
                found.push(NamedPath { segments, line, inline_depth: 0 });
                return at;
            }
        }
    }
}

fn group(tokens: &[Token], prefix: &[String], found: &mut Vec<NamedPath>) -> usize {
    let mut at = 1;
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "}" => return at + 1,
            "as" => at += 2,
            text if is_word_text(text) => at += path(&tokens[at..], prefix, found),
            _ => at += 1,
        }
    }
    at
}

/// Up to and with the `;` or the closing brace that ends an item.
fn item_length(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" | "[" | "(" => depth += 1,
            "}" | "]" | ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(token.text.as_str(), ";" | "}") {
            return at + 1;
        }
    }
    tokens.len()
}

fn starts(tokens: &[Token], with: &[&str]) -> bool {
    tokens.len() >= with.len() && tokens.iter().zip(with).all(|(token, text)| token.text == *text)
}

pub(crate) fn is_word_text(text: &str) -> bool {
    text.chars().next().is_some_and(is_word)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn until(rest: &[char], ends: impl Fn(char) -> bool) -> usize {
    rest.iter().position(|&c| ends(c)).unwrap_or(rest.len())
}

fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0_usize;
    for at in 0..rest.len() {
        match (rest[at], rest.get(at + 1)) {
            ('/', Some('*')) => depth += 1,
            ('*', Some('/')) if depth == 1 => return at + 2,
            ('*', Some('/')) => depth -= 1,
            _ => {}
        }
    }
    rest.len()
}

fn quoted(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Length of `r##`, `b`, `br#`, `c`... in front of a quotation mark.
fn literal_prefix(rest: &[char]) -> Option<usize> {
    let letters = until(rest, |c| !matches!(c, 'r' | 'b' | 'c'));
    let hashes = until(&rest[letters..], |c| c != '#');
    let quote = rest.get(letters + hashes) == Some(&'"');
    (letters <= 2 && quote && (hashes == 0 || rest[..letters].contains(&'r')))
        .then_some(letters + hashes)
}

fn raw_or_quoted(rest: &[char], prefix: usize) -> usize {
    if !rest[..prefix].contains(&'r') {
        return prefix + quoted(&rest[prefix..]);
    }
    let hashes = rest[..prefix].iter().filter(|&&c| c == '#').count();
    let mut end = vec!['"'];
    end.extend(vec!['#'; hashes]);
    let body = &rest[prefix + 1..];
    let close = body.windows(end.len()).position(|window| window == end);
    close.map_or(rest.len(), |close| prefix + 1 + close + end.len())
}

/// `'x'`, `'\n'`, `'\u{1}'` as a whole; of `'static` the apostrophe alone.
fn char_or_lifetime(rest: &[char]) -> usize {
    match (rest.get(1), rest.get(2)) {
        (Some('\\'), _) => 3 + until(rest.get(3..).unwrap_or(&[]), |c| c == '\'') + 1,
        (Some(_), Some('\'')) => 3,
        _ => 1,
    }
}
