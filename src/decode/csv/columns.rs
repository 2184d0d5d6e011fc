use super::super::RejectReason;
use super::cells::{MAX_CELLS, ends_within_quotes, with_cells};
use super::column::Column;
use super::row::{PositionRow, read_row};
use super::time::DateOrder;

/// The characters that may part the cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The columns without which a table gives no positions of ships.
const NEEDED: [(Column, &str); 4] = [
    (Column::Time, "time"),
    (Column::Mmsi, "mmsi"),
    (Column::Latitude, "latitude"),
    (Column::Longitude, "longitude"),
];

/// The header of a table that cannot be read, for want of columns.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a table without a column for {}; its header names {seen}", missing.join(" and "))]
pub struct UnreadHeader {
    /// Common names of the columns that are missing.
    pub missing: Vec<&'static str>,
    /// The names that the header has.
    pub seen: String,
}

/// Which column of a CSV holds what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    delimiter: u8,
    date_order: DateOrder,
    /// Cells that a row needs to reach time, identity and place; one with fewer was cut.
    least_cells: usize,
    /// Place of each [`Column`] in a row.
    places: [Option<usize>; Column::COUNT],
}

impl Columns {
    /// The columns of a header line; `None` where it names no MMSI, time, latitude and longitude.
    /// Of two columns with one meaning the first counts.
    pub fn from_header(line: &[u8]) -> Option<Self> {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        DELIMITERS.into_iter().find_map(|delimiter| Self::parted_by(delimiter, line))
    }

    /// Whether a line that is no such header looks like one, and what it lacks.
    pub(in super::super) fn lacking_in(line: &[u8]) -> Option<UnreadHeader> {
        let read = |delimiter| {
            let mut seen = String::new();
            let mut known = Vec::new();
            with_cells(line, delimiter, |names, count| {
                seen = names.iter().take(count).copied().collect::<Vec<_>>().join(", ");
                known.extend(names.iter().filter_map(|name| Column::from_name(name)));
            })?;
            let places = [Column::Latitude, Column::Longitude];
            let is_header = known.len() > 2 && places.iter().any(|place| known.contains(place));
            let missing = NEEDED.into_iter().filter(|(column, _)| !known.contains(column));
            let missing = missing.map(|(_, name)| name).collect();
            is_header.then_some(UnreadHeader { missing, seen })
        };
        DELIMITERS.into_iter().find_map(read)
    }

    /// Reads a row; times without a zone are UTC plus `utc_offset_secs`.
    pub fn row(&self, line: &[u8], utc_offset_secs: i32) -> Result<PositionRow, RejectReason> {
        with_cells(line, self.delimiter, |cells, count| {
            if count < self.least_cells {
                return Err(RejectReason::CsvRow);
            }
            read_row(&Row { columns: self, cells }, self.date_order, utc_offset_secs)
        })
        .unwrap_or(Err(RejectReason::CsvRow))
    }

    /// Whether a row goes on on the next line.
    pub(super) fn goes_on(&self, row: &[u8]) -> bool {
        ends_within_quotes(row, self.delimiter)
    }

    fn parted_by(delimiter: u8, line: &[u8]) -> Option<Self> {
        let mut places = [None; Column::COUNT];
        with_cells(line, delimiter, |names, _count| {
            for (place, name) in names.iter().enumerate() {
                if let Some(column) = Column::from_name(name)
                    && let Some(slot @ None) = places.get_mut(column.index())
                {
                    *slot = Some(place);
                }
            }
        })?;
        // Coordinates count where there are no degrees: they may be those of a map.
        for (column, other) in [(Column::Longitude, Column::X), (Column::Latitude, Column::Y)] {
            let coordinate = places.get(other.index()).copied().flatten();
            if let Some(slot @ None) = places.get_mut(column.index()) {
                *slot = coordinate;
            }
        }
        let place = |column: Column| places.get(column.index()).copied().flatten();
        let mut least_cells = 0;
        for (column, _name) in NEEDED {
            least_cells = least_cells.max(place(column)?.saturating_add(1));
        }
        // The Danish authority alone writes days first; elsewhere 03/04 could be either.
        let date_order = match place(Column::TypeOfMobile) {
            Some(_) => DateOrder::DayFirst,
            None => DateOrder::YearFirst,
        };
        Some(Self { delimiter, date_order, least_cells, places })
    }
}

/// The cells of one row under their columns.
pub(super) struct Row<'a> {
    columns: &'a Columns,
    cells: &'a [&'a str; MAX_CELLS],
}

impl<'a> Row<'a> {
    /// The cell of a column; `None` where the table lacks it or it is empty.
    pub(super) fn cell(&self, column: Column) -> Option<&'a str> {
        let place = self.columns.places.get(column.index()).copied()??;
        self.cells.get(place).copied().filter(|cell| !cell.is_empty())
    }

    /// Whether the table has a column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.places.get(column.index()).is_some_and(Option::is_some)
    }

    /// Whether a comma can only be a decimal one.
    pub(super) const fn has_decimal_commas(&self) -> bool {
        self.columns.delimiter != b','
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_header_without_time_identity_and_place_is_none() {
        for (header, known) in [
            ("MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading", true),
            ("# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status", true),
            ("\u{feff}epoch;mmsi;lat;lng", true),
            ("\"mmsi\",\"lat\",\"lon\",\"time\"", true),
            ("sourcemmsi,navigationalstatus,rateofturn,speedoverground,lon,lat,t", true),
            ("X,Y,SOG,COG,Heading,ROT,BaseDateTime,Status,VoyageID,MMSI", true),
            ("ssvid|timestamp|lat|lon", true),
            ("mmsi,imo,vessel_name,longitude,latitude,sog,dt_pos_utc,dt_static_utc", true),
            ("mmsi,lat,lon", false),
            ("!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A", false),
            ("", false),
        ] {
            assert_eq!(Columns::from_header(header.as_bytes()).is_some(), known, "{header}");
        }
    }

    #[test]
    fn a_header_that_lacks_a_column_says_which() {
        let lacking = |header: &str| Columns::lacking_in(header.as_bytes()).map(|it| it.missing);
        assert_eq!(lacking("t,shipid,lon,lat,heading,course,speed"), Some(vec!["mmsi"]));
        assert_eq!(lacking("mmsi;lat;sog;cog"), Some(vec!["time", "longitude"]));
        for line in ["1490075479,a note", "# a, comment, on lat", ""] {
            assert_eq!(lacking(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic_in_a_header_or_a_row(
            bytes in proptest::collection::vec(
                prop_oneof![Just(b','), Just(b'"'), b'0'..=b':', any::<u8>()],
                0..200,
            ),
        ) {
            let _any_header = Columns::from_header(&bytes);
            let columns = Columns::from_header(b"time,mmsi,lat,lon,a,b,c,d,sog,name");
            let row = columns.expect("a header").row(&bytes, 0);
            prop_assert!(matches!(row, Ok(_) | Err(RejectReason::CsvRow | RejectReason::BadMmsi)));
        }
    }
}
