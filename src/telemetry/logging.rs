use std::io::{self, IsTerminal};

use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{EnvFilter, Registry, fmt, reload};

use super::log_limits::LogLimits;
#[cfg(feature = "otlp")]
use super::traces::Exporter;
use crate::config::{LogConfig, LogFormat};

/// Why logging cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum LoggingError {
    /// The filter is not in the syntax of `tracing`.
    #[error("log.filter {filter:?} is no filter: {source}")]
    Filter {
        /// As configured.
        filter: String,
        /// What is wrong with it.
        source: tracing_subscriber::filter::ParseError,
    },
    /// The thread that tells what was left out cannot begin.
    #[error("the log's limits cannot be kept: {0}")]
    Limits(#[source] io::Error),
    /// Somebody logs already.
    #[error("logging cannot begin twice: {0}")]
    Twice(#[from] TryInitError),
    /// The exporter of spans is wrongly set up.
    #[cfg(feature = "otlp")]
    #[error("log.otlp: {0}")]
    Spans(#[from] opentelemetry_otlp::ExporterBuildError),
}

/// Where spans of requests, commits and deliveries stand: `trace_span!(target: SPANS, ...)`. They
/// are made only where somebody takes them; lines of the log do not show them.
pub const SPANS: &str = "picket::spans";

/// Logging under way. Dropped last: it then sends the spans that are left.
#[derive(Debug)]
pub struct Logging {
    filter: reload::Handle<EnvFilter, Registry>,
    #[cfg(feature = "otlp")]
    _exporter: Option<Exporter>,
}

impl Logging {
    /// Filters by another text from now on.
    ///
    /// # Errors
    /// [`LoggingError::Filter`]; the filter before stays in force.
    pub fn set_filter(&self, text: &str) -> Result<(), LoggingError> {
        let filter = filter(text)?;
        // Fails only when nobody logs any more.
        drop(self.filter.reload(filter));
        Ok(())
    }
}

/// Begins logging to standard error, for the whole process and once. Colour only on a terminal and
/// only where `NO_COLOR` is unset or empty (no-color.org). A flood of lines of one kind is cut short.
/// Outside of an asynchronous context.
pub fn init(config: &LogConfig) -> Result<Logging, LoggingError> {
    let (filter, handle) = reload::Layer::new(filter(&config.filter)?);
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let lines =
        fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal() && !no_color);
    let limits = LogLimits::default();
    let lines = match config.format {
        LogFormat::Text => lines.map_event_format(|format| limits.of(format)).boxed(),
        LogFormat::Json => {
            let lines = lines.json().flatten_event(true).with_ansi(false);
            lines.map_event_format(|format| limits.of(format)).boxed()
        }
    };
    let all = tracing_subscriber::registry().with(lines.with_filter(filter));
    #[cfg(feature = "otlp")]
    let (all, exporter) = {
        let exporter = config.otlp.as_deref().map(Exporter::start).transpose()?;
        (all.with(exporter.as_ref().map(Exporter::layer)), exporter)
    };
    all.try_init()?;
    limits.tell_by_themselves().map_err(LoggingError::Limits)?;
    Ok(Logging {
        filter: handle,
        #[cfg(feature = "otlp")]
        _exporter: exporter,
    })
}

fn filter(text: &str) -> Result<EnvFilter, LoggingError> {
    EnvFilter::try_new(text)
        .map_err(|source| LoggingError::Filter { filter: text.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_read_and_a_wrong_one_is_named() {
        assert_eq!(
            filter("info,picket::feeds=debug").map(|f| f.to_string()).ok(),
            Some("picket::feeds=debug,info".to_owned())
        );
        let error = filter("picket=loudest").map(drop).unwrap_err().to_string();
        assert!(error.starts_with("log.filter \"picket=loudest\" is no filter: "), "{error}");
    }
}
