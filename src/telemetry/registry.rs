use prometheus::proto::MetricFamily;
use prometheus::{IntGauge, Opts, Registry};

/// Begins the name of every metric. The registry of [`new`] adds it: register `sentences_total`,
/// not `picket_sentences_total`.
pub const METRIC_PREFIX: &str = "picket";

/// A registry for all parts of the daemon, holding `picket_build_info`.
///
/// # Errors
/// Never for a fresh registry; the type is that of registering.
pub fn new() -> Result<Registry, prometheus::Error> {
    let registry = Registry::new_custom(Some(METRIC_PREFIX.to_owned()), None)?;
    let opts = Opts::new("build_info", "Always 1; the label names the version that runs.")
        .const_label("version", env!("CARGO_PKG_VERSION"));
    let build_info = IntGauge::with_opts(opts)?;
    build_info.set(1);
    registry.register(Box::new(build_info))?;
    Ok(registry)
}

/// What `/metrics` shows: all that is registered, and what the process itself takes under the names
/// that every exporter gives them (`process_resident_memory_bytes`, `process_cpu_seconds_total`).
#[must_use]
pub fn gather(registry: &Registry) -> Vec<MetricFamily> {
    let mut families = registry.gather();
    // The library keeps the collector of the process in its default registry; it holds nothing else.
    families.extend(prometheus::gather());
    families
}

#[cfg(test)]
mod tests {
    use super::{MetricFamily, gather, new};

    #[test]
    fn names_get_the_prefix_from_the_registry() {
        let families = new().expect("a registry").gather();
        let names: Vec<_> = families.iter().map(|family| family.name().to_owned()).collect();
        assert_eq!(names, ["picket_build_info"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_process_is_told_of_under_its_usual_names() {
        let families = gather(&new().expect("a registry"));
        let names: Vec<_> = families.iter().map(MetricFamily::name).collect();
        assert!(names.contains(&"process_resident_memory_bytes"), "{names:?}");
        assert!(names.is_sorted(), "{names:?}");
    }
}
