use super::columns::Columns;

/// Most lines of one row. A quote that is not closed within them is a stray one.
const ROW_LINES_MAX: usize = 8;
/// Most bytes of a row of several lines.
const ROW_BYTES_MAX: usize = 4096;

/// A table and the row whose quoted cell goes on on the next line.
#[derive(Debug)]
pub(in super::super) struct Table {
    columns: Columns,
    begun: Vec<u8>,
    lines: usize,
}

/// What a line of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum RowLine {
    /// A row.
    Row,
    /// Not the last line of a row.
    Begun,
    /// The last line of the row that has begun.
    Last,
    /// One more of a row that never ends: its lines are rows of their own.
    Stray,
}

impl Table {
    pub(in super::super) fn new(columns: Columns) -> Self {
        Self { columns, begun: Vec::new(), lines: 0 }
    }

    pub(in super::super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Takes in a line; what has begun is to be [taken](Self::take_begun) at its end.
    pub(in super::super) fn add(&mut self, line: &[u8]) -> RowLine {
        if self.lines == 0 {
            if !self.columns.goes_on(line) {
                return RowLine::Row;
            }
        } else {
            self.begun.push(b'\n');
        }
        self.begun.extend_from_slice(line);
        self.lines += 1;
        if !self.columns.goes_on(&self.begun) {
            RowLine::Last
        } else if self.lines < ROW_LINES_MAX && self.begun.len() < ROW_BYTES_MAX {
            RowLine::Begun
        } else {
            RowLine::Stray
        }
    }

    /// Whether a row has begun.
    pub(in super::super) fn has_begun(&self) -> bool {
        self.lines > 0
    }

    /// What has begun, its lines parted by `\n`, and their number.
    pub(in super::super) fn take_begun(&mut self) -> (Vec<u8>, usize) {
        (std::mem::take(&mut self.begun), std::mem::take(&mut self.lines))
    }
}
