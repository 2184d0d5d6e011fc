//! HTTP: the API, the alert stream, the built-in page, metrics and health.
