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

#[cfg(test)]
mod tests {
    use super::new;

    #[test]
    fn names_get_the_prefix_from_the_registry() {
        let families = new().expect("a registry").gather();
        let names: Vec<_> = families.iter().map(|family| family.name().to_owned()).collect();
        assert_eq!(names, ["picket_build_info"]);
    }
}
