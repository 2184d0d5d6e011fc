use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

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
    /// Somebody logs already.
    #[error("logging cannot begin twice: {0}")]
    Twice(#[from] TryInitError),
}

/// Begins logging to standard error, for the whole process and once. Colour only on a terminal and
/// only where `NO_COLOR` is unset or empty (no-color.org).
pub fn init(config: &LogConfig) -> Result<(), LoggingError> {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter(&config.filter)?)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal() && !no_color);
    match config.format {
        LogFormat::Text => builder.finish().try_init()?,
        LogFormat::Json => {
            builder.json().flatten_event(true).with_ansi(false).finish().try_init()?;
        }
    }
    Ok(())
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
