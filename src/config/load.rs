use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::read_text;
use super::mistake::{Mistakes, Problem};
use super::node::{Node, Value};
use super::notes::Notes;
use super::source::{Place, Source};
use super::suggest::did_you_mean;
use super::types::{Config, LoadedArea};
use super::{access, areas, engine, environment, feeds, keys, publish, tables, toml_text};
use crate::access::AccessList;
use crate::areas::{AreaId, WatchArea};
use crate::clock;
use crate::geodesy::Shape;

/// Largest configuration file, bytes.
const FILE_BYTES_MAX: u64 = 4 << 20;

/// Where the configuration comes from, beside the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Options {
    /// Configuration file (TOML); without it the built-in defaults hold.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Watch areas, a GeoJSON file or a folder of them, instead of those of the configuration.
    #[arg(long, value_name = "FILE|FOLDER")]
    pub areas: Option<PathBuf>,
}

/// Reads and checks everything. The environment is [`super::process_environment`] in the program
/// and whatever a test likes; names without `PICKET__` are passed over.
///
/// # Errors
/// Every mistake of all files and of the environment at once.
pub fn load(
    options: &Options,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, Mistakes> {
    let notes = Notes::default();
    let mut root = match &options.config {
        Some(file) => read_file(file, &notes),
        None => empty(&notes),
    };
    environment::apply(&mut root, environment, &notes);
    let config = read(&root, options, &notes);
    notes.into_result(config)
}

/// An access file as `picket token` sees it.
#[derive(Debug)]
pub struct AccessFile {
    /// Its text.
    pub text: String,
    /// Who is in it.
    pub list: AccessList,
    /// Byte offsets just behind the names of tokens, by name.
    pub name_ends: BTreeMap<String, usize>,
}

impl AccessFile {
    /// Reads a file; one that is not there is an empty one.
    ///
    /// # Errors
    /// Every mistake of it at once.
    pub fn read(path: &Path) -> Result<Self, Mistakes> {
        let notes = Notes::default();
        let text = match read_text(path, FILE_BYTES_MAX) {
            Ok(text) => text,
            Err(Problem::Unreadable(error)) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(problem) => {
                notes.note_file(path, problem);
                String::new()
            }
        };
        let (list, name_ends) = access::parse(path, &text, &notes);
        notes.into_result(Self { text, list, name_ends })
    }
}

/// The access file that a configuration names, whatever is wrong with the rest of it: whoever is to
/// listen beyond this machine makes the first token before the configuration holds.
///
/// # Errors
/// The file cannot be read, is no TOML, or `[access]` is wrong.
pub fn access_path(
    options: &Options,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Option<PathBuf>, Mistakes> {
    let notes = Notes::default();
    let mut root = match &options.config {
        Some(file) => read_file(file, &notes),
        None => empty(&notes),
    };
    environment::apply(&mut root, environment, &notes);
    let path = access::path(&root, &notes);
    notes.into_result(path)
}

fn read_file(file: &Path, notes: &Notes) -> Node {
    match read_text(file, FILE_BYTES_MAX) {
        Ok(text) => {
            let base = file.parent().map(Path::to_owned).unwrap_or_default();
            let source = Source { label: file.to_owned(), base, text: text.clone() };
            toml_text::read(&text, notes.add(source), notes)
        }
        Err(problem) => {
            notes.note_file(file, problem);
            empty(notes)
        }
    }
}

/// A tree of a configuration that says nothing.
fn empty(notes: &Notes) -> Node {
    let (label, base) = (PathBuf::from("defaults"), PathBuf::new());
    let source = notes.add(Source { label, base, text: String::new() });
    Node { place: Place::new(source, 0..0), value: Value::Table(Vec::new()) }
}

/// The walk over the tree; all but the areas' files is pure.
fn read(root: &Node, options: &Options, notes: &Notes) -> Config {
    for entry in root.entries() {
        if !keys::TOP.contains(&entry.key.as_str()) {
            let help = did_you_mean(&entry.key, keys::TOP);
            notes.note_with_help(entry.key_place, &entry.key, Problem::UnknownKey, help);
        }
    }
    let http = tables::http(root, notes);
    let access = access::read(root, notes);
    tables::check_reach(root, &http, &access, clock::utc_now(), notes);
    let mut feeds = feeds::read(root, http.listen, notes);
    let (engine, silence_grace) = engine::read(root, &feeds, notes);
    let stated_path = tables::watch_areas(root, notes);
    let areas_path = options.areas.clone().or(stated_path);
    let named_at = match options.areas {
        Some(_) => None,
        None => root.get("watch_areas").and_then(|section| section.get("path")),
    };
    let areas = match &areas_path {
        Some(path) => areas::load(path, named_at.map(|node| node.place), notes),
        None => vec![world()],
    };
    let sinks = publish::read_sinks(root, notes);
    let relays = publish::read_relays(root, http.listen, &feeds.configs, &areas, notes);
    let store = tables::store(root, notes);
    feeds.keep_places_in(&store.path);
    Config {
        sinks,
        relays,
        feeds: feeds.configs,
        areas,
        areas_path,
        engine,
        http,
        access,
        store,
        log: tables::log(root, notes),
        shutdown_grace: tables::shutdown_grace(root, notes),
        feed_silence: tables::feed_silence(root, notes),
        silence_grace,
    }
}

/// The area of those who configured none: everywhere, with no special purpose.
fn world() -> LoadedArea {
    let ring = [[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]];
    LoadedArea {
        area: WatchArea {
            name: Arc::from("World"),
            ..WatchArea::general(AreaId::world(), Shape::world())
        },
        file: None,
        is_made: false,
        geometry: serde_json::json!({ "type": "Polygon", "coordinates": [ring] }),
        radius_nm: None,
    }
}
