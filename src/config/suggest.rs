/// Edits that a slip of the hand may need, by the length of the word.
fn edits_allowed(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=5 => 2,
        _ => 3,
    }
}

/// The known name that was probably meant, if one is near. Ties go to the first.
pub(super) fn did_you_mean<'a>(
    found: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    // Longer than any name: nothing to compare, and the comparison is quadratic.
    if found.len() > 64 {
        return None;
    }
    let alike = |name: &str| name.to_ascii_lowercase().replace('-', "_");
    let found = alike(found);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&found, &alike(name)), name))
        .filter(|(edits, name)| *edits <= edits_allowed(name.len()) && *edits < name.len())
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn slips_are_understood_and_other_words_are_not() {
        let known = ["listen", "hosts", "streams_max", "fast-approach"];
        for (found, meant) in [
            ("lisetn", Some("listen")),
            ("host", Some("hosts")),
            ("streams-max", Some("streams_max")),
            ("Fast_Aproach", Some("fast-approach")),
            ("retention", None),
            ("", None),
        ] {
            assert_eq!(did_you_mean(found, known).as_deref(), meant, "{found}");
        }
        assert_eq!(did_you_mean(&"x".repeat(1_000_000), known), None);
    }
}
