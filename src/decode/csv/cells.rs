use csv_core::{ReadRecordResult, ReaderBuilder};

/// Cells read of one row; what lies to their right is not looked at.
pub(super) const MAX_CELLS: usize = 64;
/// Longest row with quotes, bytes; position rows have 100 to 400.
const MAX_QUOTED_BYTES: usize = 4096;

/// Splits a row into its cells, without quotes and surrounding blanks, and hands them to `read` with
/// their number. `None` where a row with quotes is longer than [`MAX_QUOTED_BYTES`].
pub(super) fn with_cells<T>(
    line: &[u8],
    delimiter: u8,
    read: impl FnOnce(&[&str; MAX_CELLS], usize) -> T,
) -> Option<T> {
    let mut cells = [""; MAX_CELLS];
    // Most rows have no quotes, and their cells are pieces of the line.
    if memchr::memchr(b'"', line).is_none() {
        let (mut count, mut start) = (0, 0);
        let whole = std::str::from_utf8(line).ok();
        for (cell, bytes) in cells.iter_mut().zip(line.split(|&byte| byte == delimiter)) {
            let end = start + bytes.len();
            // Of a line that is text nothing has to be looked at twice.
            *cell = match whole.and_then(|line| line.get(start..end)) {
                Some(cell) if is_trimmed(bytes) => cell,
                Some(cell) => cell.trim(),
                None => text(bytes),
            };
            start = end + 1;
            count += 1;
        }
        return Some(read(&cells, count));
    }
    let mut unquoted = [0; MAX_QUOTED_BYTES];
    let mut ends = [0; MAX_CELLS];
    let count = unquote(line, delimiter, &mut unquoted, &mut ends)?;
    let mut start = 0;
    for (cell, &end) in cells.iter_mut().zip(ends.iter().take(count)) {
        *cell = text(unquoted.get(start..end)?);
        start = end;
    }
    Some(read(&cells, count))
}

/// Whether a row ends within quotes, so that it goes on on the next line (RFC 4180). A quote opens
/// at the beginning of a cell only; elsewhere it is a character like any other.
pub(super) fn ends_within_quotes(row: &[u8], delimiter: u8) -> bool {
    if memchr::memchr(b'"', row).is_none() {
        return false;
    }
    let (mut quoted, mut at_start) = (false, true);
    for &byte in row {
        quoted = match byte {
            b'"' if quoted || at_start => !quoted,
            _ => quoted,
        };
        // The second of two quotes within quotes closes and opens again.
        at_start = !quoted && (byte == delimiter || byte == b'"');
    }
    quoted
}

/// Writes the cells one after another; how many there are, with their ends in `ends`.
fn unquote(
    line: &[u8],
    delimiter: u8,
    unquoted: &mut [u8; MAX_QUOTED_BYTES],
    ends: &mut [usize; MAX_CELLS],
) -> Option<usize> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let (result, _read, written, mut count) = reader.read_record(line, unquoted, ends);
    match result {
        ReadRecordResult::Record | ReadRecordResult::OutputEndsFull => return Some(count),
        ReadRecordResult::InputEmpty => {}
        ReadRecordResult::OutputFull | ReadRecordResult::End => return None,
    }
    // The end of input ends the last cell.
    let (_result, _read, _written, last) =
        reader.read_record(b"", unquoted.get_mut(written..)?, ends.get_mut(count..)?);
    count += last;
    Some(count)
}

/// Whether nothing can be blank at either end.
fn is_trimmed(cell: &[u8]) -> bool {
    let end = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    end(cell.first()) && end(cell.last())
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or("").trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hide_delimiters_and_double_quotes_are_one() {
        let line = br#" 1 ,"BRIG, THE ""OLD""",,"x""#;
        let cells = with_cells(line, b',', |cells, _| cells.map(str::to_owned)).expect("short");
        assert_eq!(cells[..5], ["1", r#"BRIG, THE "OLD""#, "", "x", ""]);
    }

    #[test]
    fn blanks_around_cells_go_and_bytes_that_are_no_text_spoil_their_cell_alone() {
        let line = " a b\t,\u{a0}é\u{2003},é , ,x".as_bytes();
        let cells = with_cells(line, b',', |cells, count| (cells.map(str::to_owned), count));
        let (cells, count) = cells.expect("short");
        assert_eq!(
            (&cells[..count], count),
            (&["a b", "é", "é", "", "x"].map(str::to_owned)[..], 5)
        );
        let cells = with_cells(b"a, \xff ,b ", b',', |cells, _| cells.map(str::to_owned));
        assert_eq!(cells.expect("short")[..4], ["a", "", "b", ""]);
    }

    #[test]
    fn a_row_of_more_cells_than_are_read_is_cut_and_an_endless_quote_refused() {
        let many = vec!["\"7\""; 100].join(",");
        let last = with_cells(many.as_bytes(), b',', |cells, _| cells[MAX_CELLS - 1].to_owned());
        assert_eq!(last.as_deref(), Some("7"));
        let long = format!("\"{}\"", "x".repeat(MAX_QUOTED_BYTES + 1));
        assert_eq!(with_cells(long.as_bytes(), b',', |_, _| ()), None);
    }

    #[test]
    fn a_row_that_ends_within_quotes_goes_on() {
        for (row, expected) in [
            (r#"1,"CAZA"#, true),
            ("", false),
            (r#"1,"CAZA""OLD"#, true),
            (r#"1,"CAZA""#, false),
            (r#"1,"CAZA""""#, false),
            (r#"1,6" GUN,2"#, false),
            (r#"1,"","#, false),
            (r#"""#, true),
        ] {
            assert_eq!(ends_within_quotes(row.as_bytes(), b','), expected, "{row}");
        }
    }
}
