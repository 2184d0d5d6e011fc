//! Chunks as they came to lines: an end may be `\n`, `\r\n` or `\r`, a cut may be anywhere.

use memchr::memchr2;

/// Longest line in bytes, without its end. Real lines with TAG blocks stay below 300.
pub(super) const LINE_MAX: usize = 4096;

/// One line without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// All of it.
    Whole(&'a [u8]),
    /// The first [`LINE_MAX`] bytes of a line that is longer; the rest is skipped.
    TooLong(&'a [u8]),
}

/// Cuts chunks into lines and keeps the beginning of a line whose end has not come.
#[derive(Debug, Default)]
pub(super) struct Lines {
    begun: Vec<u8>,
    /// Within the rest of a line that was too long.
    skipping: bool,
    /// The last end was `\r`: a `\n` that follows belongs to it.
    after_cr: bool,
}

impl Lines {
    /// Gives out the line that ends next in `rest`, or keeps all of it; what follows.
    pub(super) fn take<'a>(&mut self, rest: &'a [u8], each: &mut impl FnMut(Line<'_>)) -> &'a [u8] {
        let Some((piece, end, tail)) = split_at_end(rest) else {
            self.keep(rest, each);
            return &[];
        };
        self.after_cr = end == b'\r';
        self.end_of_line(piece, each);
        tail
    }

    /// Whether a line begins here; else what comes is the rest of one.
    #[inline]
    pub(super) fn is_at_start(&self) -> bool {
        self.begun.is_empty() && !self.skipping
    }

    /// What follows where somebody else took a line whose end `rest` opens with.
    #[inline]
    pub(super) fn taken<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        self.after_cr = rest.first() == Some(&b'\r');
        rest.get(1..).unwrap_or(&[])
    }

    /// What follows an end of two characters whose first one ended the last line.
    #[inline]
    pub(super) fn whole_end<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        match rest {
            [b'\n', tail @ ..] if std::mem::take(&mut self.after_cr) => tail,
            [] => rest,
            _ => {
                self.after_cr = false;
                rest
            }
        }
    }

    /// Gives out a last line that has no end.
    pub(super) fn finish(&mut self, each: &mut impl FnMut(Line<'_>)) {
        self.skipping = false;
        if !self.begun.is_empty() {
            each(Line::Whole(&self.begun));
            self.begun.clear();
        }
    }

    fn end_of_line(&mut self, piece: &[u8], each: &mut impl FnMut(Line<'_>)) {
        if self.skipping {
            self.skipping = false;
        } else if self.begun.is_empty() {
            each(bounded(piece));
        } else {
            self.keep(piece, each);
            if !std::mem::take(&mut self.skipping) {
                each(Line::Whole(&self.begun));
                self.begun.clear();
            }
        }
    }

    fn keep(&mut self, piece: &[u8], each: &mut impl FnMut(Line<'_>)) {
        if self.skipping {
            return;
        }
        let room = LINE_MAX.saturating_sub(self.begun.len());
        self.begun.extend_from_slice(piece.get(..room).unwrap_or(piece));
        if piece.len() > room {
            each(Line::TooLong(&self.begun));
            self.begun.clear();
            self.skipping = true;
        }
    }
}

fn split_at_end(rest: &[u8]) -> Option<(&[u8], u8, &[u8])> {
    let (piece, ended) = rest.split_at_checked(memchr2(b'\n', b'\r', rest)?)?;
    let (&end, tail) = ended.split_first()?;
    Some((piece, end, tail))
}

fn bounded(line: &[u8]) -> Line<'_> {
    match line.get(..LINE_MAX) {
        Some(beginning) if line.len() > LINE_MAX => Line::TooLong(beginning),
        _ => Line::Whole(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of `input` pushed in pieces of `step` bytes; a `+` marks one that was too long.
    fn lines(input: &[u8], step: usize) -> Vec<String> {
        let mut seen = Vec::new();
        let mut each = |line: Line<'_>| {
            seen.push(match line {
                Line::Whole(line) => String::from_utf8_lossy(line).into_owned(),
                Line::TooLong(line) => format!("+{}", line.len()),
            });
        };
        let mut framing = Lines::default();
        for piece in input.chunks(step) {
            let mut rest = piece;
            while !rest.is_empty() {
                rest = framing.whole_end(rest);
                rest = framing.take(rest, &mut each);
            }
        }
        framing.finish(&mut each);
        seen
    }

    #[test]
    fn every_line_end_counts_once_in_every_cut() {
        for step in 1..12 {
            assert_eq!(lines(b"a\nbc\r\nd\re\r\r\n\nf", step), ["a", "bc", "d", "e", "", "", "f"]);
        }
    }

    #[test]
    fn a_line_over_the_bound_is_cut_and_skipped_in_every_cut() {
        let mut input = vec![b'x'; LINE_MAX + 1];
        input.extend(b"\nfits\n");
        input.extend(vec![b'y'; LINE_MAX]);
        for step in [1, 7, 4095, 4096, 4097, 4098, 9000] {
            let seen = lines(&input, step);
            assert_eq!(seen.len(), 3, "{step}");
            assert_eq!(seen[0], "+4096");
            assert_eq!(seen[1], "fits");
            assert_eq!(seen[2].len(), LINE_MAX);
        }
    }
}
