//! The architecture as a test: who may import whom, what the core must not name, doors are doors.
//! Test code inside `src/` is free of it.
#![cfg(test)]

#[path = "architecture/source.rs"]
mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use source::{Token, is_word_text, paths, tokens, without_tests};

/// The deterministic core, in data-flow order.
const CORE: [&str; 10] = [
    "domain", "geodesy", "decode", "picture", "areas", "detect", "risk", "alert", "engine",
    "script",
];

/// Who may import whom.
const MAY_IMPORT: [(&str, Imports); 23] = [
    ("domain", Imports::Only(&[])),
    ("geodesy", Imports::Only(&["domain"])),
    ("decode", Imports::Only(&["domain", "geodesy"])),
    ("areas", Imports::Only(&["domain", "geodesy"])),
    ("picture", Imports::Only(&["domain", "geodesy", "decode"])),
    ("detect", Imports::Only(&["domain", "geodesy", "areas", "picture"])),
    ("risk", Imports::Only(&["domain", "geodesy", "areas", "detect"])),
    ("alert", Imports::Only(&["domain", "areas", "picture", "detect", "risk"])),
    ("engine", Imports::Core(&[])),
    ("script", Imports::Only(&["domain", "geodesy", "decode"])),
    ("clock", Imports::Only(&[])),
    ("access", Imports::Only(&["domain", "areas"])),
    ("config", Imports::Core(&["access", "clock"])),
    ("telemetry", Imports::Core(&["config"])),
    ("net", Imports::Only(&["config"])),
    (
        "feeds",
        Imports::Only(&["domain", "decode", "script", "config", "clock", "net", "telemetry"]),
    ),
    ("store", Imports::Only(&["domain", "picture", "areas", "alert", "config", "telemetry"])),
    ("query", Imports::Only(&["store", "geodesy"])),
    ("publish", Imports::Only(&["store", "clock", "config", "net", "telemetry"])),
    ("http", Imports::AllBut(&["feeds", "cli"])),
    ("daemon", Imports::AllBut(&[])),
    ("cli", Imports::AllBut(&[])),
    ("main", Imports::AllBut(&[])),
];

/// Imports beyond the table, each with its reason.
const EXCEPTIONS: [(&str, &str, &str); 14] = [
    ("clock", "domain", "gives the time as EventTime"),
    ("feeds", "publish", "hands accepted sentences to the relay, and speaks to another one"),
    ("publish", "alert", "asks the store for alerts in some states"),
    ("publish", "decode", "the relay sends what a decoder accepted"),
    ("publish", "detect", "a filter compares priorities"),
    ("publish", "domain", "times, rules and classes of vessels in the forms of others"),
    ("publish", "engine", "the relay tells copies by the engine's settings"),
    ("publish", "picture", "the relay tells copies by the engine's filter"),
    ("publish", "query", "shows the vessels of the live picture"),
    ("store", "detect", "an alert is made of detect's participants, measures and priority"),
    ("store", "engine", "hands the engine what it needs to go on: engine::Restored"),
    ("store", "risk", "an alert shows risk's factors"),
    ("query", "domain", "asks by contact, position and time"),
    ("query", "picture", "projects TrackUpdate into the live picture"),
];

/// What the core must not name: clocks, wires, runtimes, chance.
const IMPURE: [&[&str]; 9] = [
    &["tokio"],
    &["tracing"],
    &["std", "fs"],
    &["std", "net"],
    &["Instant"],
    &["SystemTime"],
    &["rand"],
    &["fastrand"],
    &["serde_json"],
];

#[derive(Clone, Copy, Debug)]
enum Imports {
    Only(&'static [&'static str]),
    Core(&'static [&'static str]),
    AllBut(&'static [&'static str]),
}

/// A source file outside of test code.
struct SourceFile {
    /// As in `src/alert/book.rs`.
    path: String,
    /// The entry of `src/` it belongs to.
    module: String,
    /// How many modules its own path has: 2 for `src/alert/book.rs`.
    depth: usize,
    tokens: Vec<Token>,
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let mut complaints = Vec::new();
    let mut used = BTreeSet::new();
    for file in sources() {
        for (import, line) in imports(&file) {
            let module = &file.module;
            if allowed(module, &import) {
                continue;
            }
            if let Some(exception) =
                EXCEPTIONS.iter().find(|(from, to, _)| from == module && *to == import)
            {
                used.insert(*exception);
                continue;
            }
            let path = &file.path;
            complaints.push(format!("{path}:{line}: `{module}` may not import `{import}`"));
        }
    }
    let idle = EXCEPTIONS.iter().filter(|exception| !used.contains(*exception));
    complaints.extend(idle.map(|(from, to, _)| {
        format!("tests/architecture.rs: nobody needs the exception `{from}` -> `{to}` any more")
    }));
    report(&complaints);
}

#[test]
fn the_core_names_no_clock_no_wire_no_runtime_and_no_chance() {
    let mut complaints = Vec::new();
    for file in sources().filter(|file| CORE.contains(&file.module.as_str())) {
        let single = file.tokens.iter().map(|token| (vec![token.text.clone()], token.line));
        let named = paths(&file.tokens).into_iter().map(|path| (path.segments, path.line));
        for (segments, line) in single.chain(named) {
            let impure = IMPURE.iter().find(|impure| names(&segments, impure));
            complaints.extend(impure.map(|impure| {
                format!("{}:{line}: the core names `{}`", file.path, impure.join("::"))
            }));
        }
    }
    complaints.dedup();
    report(&complaints);
}

#[test]
fn doors_hold_docs_modules_and_names_only() {
    let is_door = |path: &str| path.ends_with("/mod.rs") || path == "src/lib.rs";
    let doors = sources().filter(|file| is_door(&file.path));
    let complaints: Vec<_> = doors
        .filter_map(|file| {
            let Token { text, line } = stranger(&file.tokens)?;
            Some(format!("{}:{line}: a door holds docs, `mod` and `use`, not `{text}`", file.path))
        })
        .collect();
    report(&complaints);
}

#[test]
fn every_entry_of_src_has_its_row_in_the_table() {
    let rows: BTreeSet<String> =
        MAY_IMPORT.iter().map(|(module, _)| (*module).to_owned()).collect();
    let entries: BTreeSet<String> =
        sources().map(|file| file.module).filter(|module| module != "lib").collect();
    assert_eq!(rows, entries);
}

#[test]
fn the_reader_of_sources_sees_groups_aliases_and_supers_and_no_comments_strings_or_tests() {
    let text = r##"
        // crate::hidden::in_comment
        /* crate::hidden /* nested */ crate::hidden */
        use crate::{a::B, c::{d, E as F}, g};
        const TEXT: &'static str = "crate::hidden \" crate::hidden";
        const RAW: &str = r#"crate::hidden " "#;
        const QUOTE: char = '"';
        fn f<'a>(x: &'a crate::h::Y) -> super::Z { crate::i::<u8>() }
        mod inline { use super::super::j::K; }
        #[cfg(test)]
        mod tests { use crate::hidden; }
        #[cfg(test)]
        mod elsewhere;
    "##;
    let (kept, test_files) = without_tests(&tokens(text));
    assert_eq!(test_files, BTreeSet::from(["elsewhere".to_owned()]));
    let file = SourceFile {
        path: "src/m/n.rs".to_owned(),
        module: "m".to_owned(),
        depth: 1,
        tokens: kept,
    };
    let found: Vec<_> = imports(&file).into_iter().collect();
    let expected = [("a", 4), ("c", 4), ("c", 4), ("g", 4), ("h", 8), ("Z", 8), ("i", 8), ("j", 9)];
    assert_eq!(found, expected.map(|(module, line)| (module.to_owned(), line)));
}

/// The entries of `src/` that a file imports, with lines.
fn imports(file: &SourceFile) -> Vec<(String, usize)> {
    let named = paths(&file.tokens).into_iter();
    named
        .filter_map(|path| {
            let supers = path.segments.iter().take_while(|segment| *segment == "super").count();
            let after = match path.segments.first().map(String::as_str) {
                Some("crate" | "picket") => 1,
                // Reaches the root of the crate.
                Some("super") if supers == file.depth + path.inline_depth => supers,
                _ => return None,
            };
            let import = path.segments.get(after)?.clone();
            (import != file.module).then_some((import, path.line))
        })
        .collect()
}

fn allowed(module: &str, import: &str) -> bool {
    let row = MAY_IMPORT.iter().find(|(name, _)| *name == module);
    match row.map(|(_, imports)| imports) {
        // What the root exports under its own name is not an entry of `src/`.
        _ if !MAY_IMPORT.iter().any(|(name, _)| *name == import) => false,
        Some(Imports::Only(modules)) => modules.contains(&import),
        Some(Imports::Core(more)) => CORE.contains(&import) || more.contains(&import),
        Some(Imports::AllBut(others)) => !others.contains(&import),
        None => false,
    }
}

fn names(segments: &[String], impure: &[&str]) -> bool {
    match impure {
        [word] => segments.len() == 1 && segments[0] == *word,
        _ => segments.len() >= impure.len() && segments.iter().zip(impure).all(|(a, b)| a == b),
    }
}

/// The first token of the first item of a door that is neither `mod name;` nor `use`.
fn stranger(mut tokens: &[Token]) -> Option<&Token> {
    while let Some(first) = tokens.first() {
        if first.text == "#" {
            tokens = &tokens[attribute_length(tokens)..];
            continue;
        }
        let end = tokens.iter().position(|token| token.text == ";").unwrap_or(tokens.len() - 1);
        let words: Vec<_> = tokens[..=end]
            .iter()
            .map(|token| token.text.as_str())
            .filter(|text| is_word_text(text) && !matches!(*text, "pub" | "crate" | "super"))
            .collect();
        let is_module = words.len() == 2 && words.first() == Some(&"mod");
        if !is_module && words.first() != Some(&"use") {
            return Some(first);
        }
        tokens = &tokens[end + 1..];
    }
    None
}

fn attribute_length(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "[" => depth += 1,
            "]" if depth == 1 => return at + 1,
            "]" => depth -= 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Every file of `src/` but those that are test code, by path.
fn sources() -> impl Iterator<Item = SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    files.sort();
    files.into_iter().map(move |file| read(root, &file))
}

/// Adds the files under a folder, leaving out the modules that their parent marks `#[cfg(test)]`.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("the sources can be listed");
    let entries: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    let here = entries.iter().filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let test_files: BTreeSet<String> =
        here.clone().flat_map(|path| without_tests(&tokens(&text_of(path))).1).collect();
    for path in &entries {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if test_files.contains(stem) {
            continue;
        }
        if path.is_dir() {
            collect(path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path.clone());
        }
    }
}

fn read(root: &Path, file: &Path) -> SourceFile {
    let relative = file.strip_prefix(root).expect("under the root");
    let parts: Vec<_> = relative.iter().skip(1).filter_map(|part| part.to_str()).collect();
    let module = parts[0].trim_end_matches(".rs").to_owned();
    let is_door = parts.last() == Some(&"mod.rs");
    SourceFile {
        path: relative.display().to_string(),
        module,
        depth: parts.len() - usize::from(is_door),
        tokens: without_tests(&tokens(&text_of(file))).0,
    }
}

fn text_of(path: &Path) -> String {
    fs::read_to_string(path).expect("a source is UTF-8")
}

fn report(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
