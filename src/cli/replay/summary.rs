use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::tally::{FileTally, Tally};
use crate::cli::merge::MergedFile;
use crate::decode::Counts;

/// What a replay read, judged and raised. Its equations: lines = blank + `without_sentence` +
/// `with_sentence`; sentences = rejected + parts + ignored + messages; parts = assembled + expired +
/// pending; messages = unique + duplicates.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    schema: u8,
    files: Vec<FileSummary>,
    total: Flow,
    first_report: Option<String>,
    last_report: Option<String>,
    contacts: usize,
    alerts: Alerts,
    acts: Acts,
}

#[derive(Debug, Serialize)]
struct FileSummary {
    feed: String,
    path: String,
    error: Option<String>,
    #[serde(flatten)]
    flow: Flow,
}

/// From lines to reports.
#[derive(Debug, Default, Serialize)]
struct Flow {
    lines: Lines,
    sentences: Sentences,
    parts: Parts,
    messages: Messages,
    reports: Reports,
    time: Time,
}

#[derive(Debug, Default, Serialize)]
struct Lines {
    total: u64,
    blank: u64,
    without_sentence: u64,
    with_sentence: u64,
}

#[derive(Debug, Default, Serialize)]
struct Sentences {
    total: u64,
    rejected: BTreeMap<&'static str, u64>,
    parts: u64,
    ignored: BTreeMap<String, u64>,
    messages: u64,
}

#[derive(Debug, Default, Serialize)]
struct Parts {
    total: u64,
    assembled: u64,
    expired: u64,
    pending: u64,
}

#[derive(Debug, Default, Serialize)]
struct Messages {
    total: u64,
    unique: u64,
    duplicates: u64,
}

#[derive(Debug, Default, Serialize)]
struct Reports {
    total: u64,
    outside_span: u64,
}

#[derive(Debug, Default, Serialize)]
struct Time {
    jumps_refused: u64,
}

#[derive(Debug, Serialize)]
struct Alerts {
    raised: u64,
    by_rule: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
    transitions: BTreeMap<&'static str, u64>,
}

#[derive(Debug, Serialize)]
struct Acts {
    total: u64,
    refused: u64,
}

impl Summary {
    pub(super) fn new(files: Vec<MergedFile>, tally: &Tally) -> Self {
        let mut total = Flow::default();
        let summarise = |(place, file): (usize, MergedFile)| {
            let flow = Flow::new(file.reader.counts(), tally.file(place));
            total.add(&flow);
            FileSummary {
                feed: file.input.settings.name.to_string(),
                path: file.input.path.display().to_string(),
                error: file.broken.map(|error| error.to_string()),
                flow,
            }
        };
        let files = files.into_iter().enumerate().map(summarise).collect();
        Self {
            schema: 1,
            files,
            total,
            first_report: tally.first.map(|time| time.to_string()),
            last_report: tally.last.map(|time| time.to_string()),
            contacts: tally.contacts(),
            alerts: Alerts::new(tally),
            acts: Acts { total: tally.acts, refused: tally.acts_refused },
        }
    }

    /// The first recording that could not be read to its end, in a sentence.
    pub(super) fn broken(&self) -> Option<String> {
        let broken = self.files.iter().find_map(|file| Some((file, file.error.as_ref()?)));
        broken.map(|(file, error)| format!("{} could not be read to its end: {error}", file.path))
    }
}

impl Flow {
    fn new(counts: &Counts, tally: FileTally) -> Self {
        let rejected = counts.rejected.iter().map(|(reason, count)| (reason.as_str(), *count));
        let ignored = counts.ignored.iter().map(|(kind, count)| (kind.to_string(), *count));
        // A message that says nothing of a contact, or lies outside the span, was not compared.
        let compared = tally.unique + tally.duplicates;
        let not_compared = counts.messages.saturating_sub(compared);
        Self {
            lines: Lines {
                total: counts.lines,
                blank: counts.blank,
                without_sentence: counts.without_sentence,
                with_sentence: counts.with_sentence,
            },
            sentences: Sentences {
                total: counts.sentences,
                rejected: rejected.collect(),
                parts: counts.parts,
                ignored: ignored.collect(),
                messages: counts.messages,
            },
            parts: Parts {
                total: counts.parts,
                assembled: counts.parts_assembled,
                expired: counts.parts_expired,
                pending: counts.parts_pending,
            },
            messages: Messages {
                total: counts.messages,
                unique: tally.unique + not_compared,
                duplicates: tally.duplicates,
            },
            reports: Reports { total: tally.reports, outside_span: tally.outside },
            time: Time { jumps_refused: counts.time_jumps_refused },
        }
    }

    fn add(&mut self, other: &Self) {
        self.lines.total += other.lines.total;
        self.lines.blank += other.lines.blank;
        self.lines.without_sentence += other.lines.without_sentence;
        self.lines.with_sentence += other.lines.with_sentence;
        self.sentences.total += other.sentences.total;
        for (reason, count) in &other.sentences.rejected {
            *self.sentences.rejected.entry(reason).or_default() += count;
        }
        self.sentences.parts += other.sentences.parts;
        for (kind, count) in &other.sentences.ignored {
            *self.sentences.ignored.entry(kind.clone()).or_default() += count;
        }
        self.sentences.messages += other.sentences.messages;
        self.parts.total += other.parts.total;
        self.parts.assembled += other.parts.assembled;
        self.parts.expired += other.parts.expired;
        self.parts.pending += other.parts.pending;
        self.messages.total += other.messages.total;
        self.messages.unique += other.messages.unique;
        self.messages.duplicates += other.messages.duplicates;
        self.reports.total += other.reports.total;
        self.reports.outside_span += other.reports.outside_span;
        self.time.jumps_refused += other.time.jumps_refused;
    }
}

impl Alerts {
    fn new(tally: &Tally) -> Self {
        let by_rule = tally.raised.iter().map(|(rule, priorities)| {
            let priorities = priorities.iter().map(|(priority, n)| (priority.as_str(), *n));
            (rule.as_str(), priorities.collect())
        });
        Self {
            raised: tally.raised.values().flat_map(BTreeMap::values).sum(),
            by_rule: by_rule.collect(),
            transitions: tally.transitions.iter().map(|(kind, n)| (kind.as_str(), *n)).collect(),
        }
    }
}

/// For people.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in &self.files {
            writeln!(f, "{} ({})", file.feed, file.path)?;
            writeln!(f, "{}", file.flow)?;
        }
        if self.files.len() > 1 {
            writeln!(f, "all recordings\n{}", self.total)?;
        }
        if let (Some(first), Some(last)) = (&self.first_report, &self.last_report) {
            writeln!(f, "time      {first} to {last}")?;
        }
        writeln!(f, "contacts  {}", self.contacts)?;
        if self.acts.total > 0 {
            writeln!(f, "acts      {}, of which {} refused", self.acts.total, self.acts.refused)?;
        }
        writeln!(f, "alerts    {} raised", self.alerts.raised)?;
        for (rule, priorities) in &self.alerts.by_rule {
            writeln!(f, "  {rule}: {}", listed(priorities))?;
        }
        Ok(())
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lines, sentences, parts, messages, reports, .. } = self;
        let rejected: u64 = sentences.rejected.values().sum();
        let ignored: u64 = sentences.ignored.values().sum();
        writeln!(
            f,
            "  lines      {} = {} blank + {} without a sentence + {} with",
            lines.total, lines.blank, lines.without_sentence, lines.with_sentence
        )?;
        writeln!(
            f,
            "  sentences  {} = {rejected} rejected + {} parts + {ignored} ignored + {} messages",
            sentences.total, sentences.parts, sentences.messages
        )?;
        if rejected > 0 {
            writeln!(f, "    rejected {}", listed(&sentences.rejected))?;
        }
        writeln!(
            f,
            "  parts      {} = {} assembled + {} expired + {} pending",
            parts.total, parts.assembled, parts.expired, parts.pending
        )?;
        writeln!(
            f,
            "  messages   {} = {} unique + {} duplicates",
            messages.total, messages.unique, messages.duplicates
        )?;
        write!(f, "  reports    {}", reports.total)?;
        if reports.outside_span > 0 {
            write!(f, ", {} outside the span", reports.outside_span)?;
        }
        Ok(())
    }
}

fn listed(counts: &BTreeMap<&'static str, u64>) -> String {
    let counts: Vec<_> = counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
    counts.join(", ")
}
