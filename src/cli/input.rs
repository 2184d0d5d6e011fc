use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::config::{self, FeedConfig, Options};
use crate::decode::{Content, FeedSettings, TimeSource};
use crate::domain::{FEED_NAME_MAX, FeedName};
use crate::feeds::recording;

/// A recording with the settings under which it is read.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) path: PathBuf,
    pub(super) settings: FeedSettings,
}

impl Input {
    pub(super) fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// Bytes on disk; 0 where that is not known.
    pub(super) fn length(&self) -> u64 {
        self.path.metadata().map_or(0, |metadata| metadata.len())
    }
}

/// The recordings of a command that needs no configuration, but may be given one for what it says of
/// its feeds: offset from UTC, exercise. `is_read` says which folders the command reads.
pub(super) fn of_feeds(
    arguments: &[String],
    config: Option<PathBuf>,
    is_read: fn(&Path) -> bool,
) -> Result<Vec<Input>, Failure> {
    let must_join = config.is_some();
    let feeds = match config {
        None => Vec::new(),
        Some(file) => {
            let options = Options { config: Some(file), areas: None };
            let loaded = config::load(&options, config::process_environment());
            loaded.map_err(|mistakes| Failure::Usage(mistakes.to_string()))?.feeds
        }
    };
    resolve(arguments, &feeds, must_join, is_read).map_err(Failure::Usage)
}

/// Of commands that read files alone.
pub(super) const fn no_folder(_folder: &Path) -> bool {
    false
}

/// Takes `[NAME=]FILE` apart and joins the configured feeds. With a configuration at hand
/// (`must_join`) a NAME that it does not know is a mistake: its settings would silently not apply.
pub(super) fn resolve(
    arguments: &[String],
    feeds: &[FeedConfig],
    must_join: bool,
    is_read: fn(&Path) -> bool,
) -> Result<Vec<Input>, String> {
    let mut taken = BTreeSet::new();
    let mut inputs = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let (stated, path) = split(argument);
        if path.is_dir() && !is_read(&path) {
            return Err(format!("picket: {} is a folder", path.display()));
        }
        if path.as_os_str() != "-" && !path.exists() {
            return Err(format!("picket: there is no file {}", path.display()));
        }
        let name = match stated {
            Some(name) if taken.contains(&name) => {
                return Err(format!("picket: two recordings have the name {name}"));
            }
            Some(name) => name,
            None => unique(recording::name_of(&path), &taken),
        };
        let configured = feeds.iter().find(|feed| feed.settings.name == name);
        if must_join && stated.is_some() && configured.is_none() {
            return Err(format!("picket: the configuration has no [[feed]] {name}"));
        }
        taken.insert(name);
        let settings = match configured {
            // A recording is told from its first line and brings its own time.
            Some(feed) => FeedSettings {
                content: Content::Detect,
                time_source: TimeSource::Stamps,
                ..feed.settings.clone()
            },
            None => FeedSettings::named(name),
        };
        inputs.push(Input { path, settings });
    }
    Ok(inputs)
}

/// A file whose name holds a `=` is still a file.
fn split(argument: &str) -> (Option<FeedName>, PathBuf) {
    if !Path::new(argument).exists()
        && let Some((name, path)) = argument.split_once('=')
        && let Ok(name) = name.parse()
    {
        return (Some(name), PathBuf::from(path));
    }
    (None, PathBuf::from(argument))
}

/// The name itself, or with `-2`, `-3`... where it is taken.
fn unique(name: FeedName, taken: &BTreeSet<FeedName>) -> FeedName {
    let numbered = |number: u32| {
        let end = format!("-{number}");
        let begin: String = name.as_str().chars().take(FEED_NAME_MAX - end.len()).collect();
        FeedName::from_stem(&(begin + &end))
    };
    std::iter::once(name)
        .chain((2..=u32::MAX).map(numbered))
        .find(|candidate| !taken.contains(candidate))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_stems_are_numbered() {
        let north = FeedName::from_stem("north");
        let taken = BTreeSet::from([north, FeedName::from_stem("north-2")]);
        assert_eq!(unique(north, &taken).as_str(), "north-3");
        assert_eq!(unique(FeedName::from_stem("south"), &taken).as_str(), "south");
    }

    #[test]
    fn a_stated_name_that_the_configuration_does_not_know_is_a_mistake() {
        let arguments = ["typo=-".to_owned()];
        let problem = resolve(&arguments, &[], true, no_folder).expect_err("unknown name");
        assert_eq!(problem, "picket: the configuration has no [[feed]] typo");
        let resolved = resolve(&arguments, &[], false, no_folder);
        assert_eq!(resolved.map(|inputs| inputs.len()), Ok(1));
    }
}
