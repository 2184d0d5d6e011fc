/// How much an `Accept` (RFC 9110, 12.5.1) likes any of some media types or ranges, from 0 to 1.
pub fn liking(accept: &str, types: &[&str]) -> f64 {
    let weights = accept.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let media = parts.next()?.to_ascii_lowercase();
        let q = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f64>().ok());
        types.contains(&media.as_str()).then(|| q.unwrap_or(1.0))
    });
    weights.fold(0.0, f64::max)
}
