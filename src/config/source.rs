use std::path::PathBuf;

/// Characters of a source line that an excerpt shows at most; GeoJSON often is one line of megabytes.
const EXCERPT_CHARS: usize = 100;
/// Characters shown before the place when the line is cut.
const EXCERPT_LEAD: usize = 40;

/// A text that settings come from.
#[derive(Debug)]
pub(super) struct Source {
    /// What messages call it: a path as the user wrote it, or `environment`.
    pub(super) label: PathBuf,
    /// What relative paths in it are relative to.
    pub(super) base: PathBuf,
    /// All of it.
    pub(super) text: String,
}

/// A stretch of a source, by its number and byte offsets. Texts are bounded far below 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) source: usize,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Place {
    pub(super) fn new(source: usize, span: std::ops::Range<usize>) -> Self {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { source, start: offset(span.start), end: offset(span.end) }
    }
}

/// Where in a text something is, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line itself, cut to what fits a screen, without control characters.
    pub excerpt: String,
    /// Characters of the excerpt before the place.
    pub lead: usize,
    /// Characters of the excerpt that are meant; at least one.
    pub width: usize,
}

impl Source {
    /// Line, column and excerpt of a stretch of the text.
    pub(super) fn spot(&self, place: Place) -> Spot {
        let start = boundary(&self.text, place.start);
        let end = boundary(&self.text, place.end).max(start);
        let before = self.text.get(..start).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let rest = self.text.get(line_start..).unwrap_or("");
        let content = rest.lines().next().unwrap_or("");
        let column = before.get(line_start..).unwrap_or("").chars().count();
        let meant = self.text.get(start..end).unwrap_or("").lines().next().unwrap_or("");

        let length = content.chars().count();
        let skipped = if length <= EXCERPT_CHARS { 0 } else { column.saturating_sub(EXCERPT_LEAD) };
        let excerpt: String =
            content.chars().skip(skipped).take(EXCERPT_CHARS).map(plain).collect();
        let lead = column - skipped;
        let room = excerpt.chars().count().saturating_sub(lead);
        let width = meant.chars().count().min(room).max(1);
        Spot { line: before.matches('\n').count() + 1, column: column + 1, excerpt, lead, width }
    }
}

/// Nothing that a terminal would obey.
fn plain(c: char) -> char {
    match c {
        '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

fn boundary(text: &str, offset: u32) -> usize {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
    text.floor_char_boundary(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(text: &str, start: usize, end: usize) -> Spot {
        let source = Source { label: "x".into(), base: "".into(), text: text.to_owned() };
        source.spot(Place::new(0, start..end))
    }

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let expected = Spot { line: 2, column: 3, excerpt: "é = x".to_owned(), lead: 2, width: 1 };
        assert_eq!(spot("a\né = x\r\nb", 5, 6), expected);
    }

    #[test]
    fn a_line_of_megabytes_is_cut_round_the_place() {
        let text = format!("{}HERE{}", "-".repeat(5000), "-".repeat(5000));
        let spot = spot(&text, 5000, 5004);
        assert_eq!((spot.line, spot.column, spot.lead, spot.width), (1, 5001, 40, 4));
        assert_eq!(spot.excerpt.chars().count(), EXCERPT_CHARS);
        assert!(spot.excerpt.chars().skip(spot.lead).collect::<String>().starts_with("HERE"));
    }

    #[test]
    fn a_place_beyond_the_end_or_inside_a_character_is_no_panic() {
        assert_eq!(spot("", 7, 9).column, 1);
        assert_eq!(spot("é", 1, 1).column, 1);
        assert_eq!(spot("\u{1b}[31m", 0, 1).excerpt, "\u{fffd}[31m");
    }
}
