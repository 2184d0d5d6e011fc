use std::collections::BTreeMap;
use std::fmt::{self, Debug, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber, warn};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Lines of one kind about one feed or sink...
const LINES_MAX: u64 = 20;
/// ...in so long; then it is said how many were left out.
const WINDOW: Duration = Duration::from_secs(10);
/// Kinds told apart within a window; all further ones count as one.
const KINDS_MAX: usize = 1_024;
/// Bytes of a name or a sentence that tell kinds apart.
const TEXT_MAX: usize = 120;

/// Keeps a flood of anything from flooding the log: of each kind of line (a place in the source, and
/// the feed or sink it speaks of) the first [`LINES_MAX`] of a window are written and the others are
/// counted. What somebody asks for by `debug` or `trace` is not limited.
#[derive(Clone, Debug, Default)]
pub(super) struct LogLimits {
    kinds: Arc<Mutex<BTreeMap<Kind, Said>>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    target: &'static str,
    line: Option<u32>,
    about: String,
}

#[derive(Debug, Default)]
struct Said {
    lines: u64,
    /// What such a line says.
    message: String,
}

impl LogLimits {
    /// Tells from now on, once in a window, what was left out in it. The thread ends with the process.
    pub(super) fn tell_by_themselves(&self) -> std::io::Result<()> {
        let limits = self.clone();
        let telling = move || loop {
            thread::sleep(WINDOW);
            limits.tell();
        };
        thread::Builder::new().name("log-limits".to_owned()).spawn(telling).map(drop)
    }

    /// Ends a window.
    fn tell(&self) {
        let kinds = {
            let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *kinds)
        };
        for (Kind { about, .. }, Said { lines, message }) in kinds {
            let left_out = lines.saturating_sub(LINES_MAX);
            if left_out > 0 {
                warn!(left_out, of = message, about, "lines were left out of the log");
            }
        }
    }

    /// A format that keeps to these limits. No filter of a layer: those may not decide by an event's
    /// fields (tracing-subscriber 0.3.23 asserts in debug builds that they do not).
    pub(super) fn of<F>(&self, format: F) -> Limited<F> {
        Limited { format, limits: self.clone() }
    }

    fn let_through(&self, event: &Event<'_>) -> bool {
        let metadata = event.metadata();
        if *metadata.level() > Level::INFO || metadata.target() == module_path!() {
            return true;
        }
        let mut seen = Seen::default();
        event.record(&mut seen);
        self.admits(metadata, seen)
    }

    fn admits(&self, metadata: &'static Metadata<'static>, seen: Seen) -> bool {
        let kind = Kind { target: metadata.target(), line: metadata.line(), about: seen.about };
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kinds.len() < KINDS_MAX || kinds.contains_key(&kind);
        let said = kinds.entry(if known { kind } else { Kind::default() }).or_default();
        if said.lines == 0 {
            said.message = seen.message;
        }
        said.lines = said.lines.saturating_add(1);
        said.lines <= LINES_MAX
    }
}

/// Writes an event as another format does, or nothing.
#[derive(Debug)]
pub(super) struct Limited<F> {
    format: F,
    limits: LogLimits,
}

impl<S, N, F> FormatEvent<S, N> for Limited<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if self.limits.let_through(event) {
            self.format.format_event(context, writer, event)
        } else {
            Ok(())
        }
    }
}

/// What tells one line from another of the same place.
#[derive(Debug, Default)]
struct Seen {
    message: String,
    about: String,
}

impl Visit for Seen {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = match field.name() {
            "message" => &mut self.message,
            "feed" | "sink" => &mut self.about,
            _ => return,
        };
        // A String takes everything.
        write!(text, "{value:?}").unwrap_or_default();
        text.truncate(text.floor_char_boundary(TEXT_MAX));
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use tracing::subscriber::with_default;
    use tracing::{error, info};
    use tracing_subscriber::fmt::layer;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("nobody panicked").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is written of what is said.
    fn written(say: impl FnOnce(&LogLimits)) -> String {
        let (limits, written) = (LogLimits::default(), Written::default());
        let writer = written.clone();
        let lines = layer().with_writer(move || writer.clone()).with_ansi(false);
        let lines = lines.map_event_format(|format| limits.of(format));
        let subscriber = tracing_subscriber::registry().with(lines);
        with_default(subscriber, || say(&limits));
        let bytes = written.0.lock().expect("nobody panicked").clone();
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn a_flood_is_cut_short_and_how_many_lines_were_left_out_is_said() {
        let text = written(|limits| {
            for peer in 0..1_000 {
                warn!(feed = %"north", peer, "connection refused");
            }
            info!(feed = %"north", "something else");
            limits.tell();
            limits.tell();
            warn!(feed = %"north", peer = 1_000, "connection refused");
        });
        assert_eq!(text.matches(" connection refused ").count(), 21, "{text}");
        assert!(text.contains("something else") && text.contains("peer=1000"), "{text}");
        assert_eq!(text.matches("lines were left out").count(), 1, "{text}");
        assert!(text.contains("left_out=980 of=\"connection refused\" about=\"north\""), "{text}");
    }

    #[test]
    fn a_flood_about_one_feed_silences_no_other() {
        let text = written(|_| {
            let warn = |feed: &str| warn!(%feed, "connection refused");
            (0..100).for_each(|_| warn("north"));
            warn("south");
        });
        assert_eq!(text.matches("feed=north").count(), 20, "{text}");
        assert_eq!(text.matches("feed=south").count(), 1, "{text}");
    }

    #[test]
    fn kinds_beyond_the_bound_share_one_place() {
        let text = written(|limits| {
            for feed in 0..KINDS_MAX + 100 {
                error!(%feed, "lost");
            }
            assert!(limits.kinds.lock().expect("nobody panicked").len() <= KINDS_MAX + 1);
        });
        assert_eq!(text.lines().count(), KINDS_MAX + 20);
    }
}
