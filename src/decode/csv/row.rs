use super::super::RejectReason;
use super::super::ais::{Epfd, Eta, RateOfTurn};
use super::column::Column;
use super::columns::Row;
use super::time::{DateOrder, eta, time};
use super::words;
use crate::domain::{
    Degrees, Dimensions, EventTime, ImoNumber, Knots, Metres, Mmsi, MmsiKind, Position,
    PositionReport, StaticReport, Text, TransponderClass,
};

/// From here on a speed is a code of AIS: 102.2 is "or more", 102.3 "not available"; ...
const FIRST_SPEED_CODE: f64 = 102.2;
/// ... of an aircraft, which sends whole knots, ten times as much.
const FIRST_SPEED_CODE_OF_AIRCRAFT: f64 = 1022.0;
/// Longest hull that AIS can send, metres: 511 to the bow and 511 to the stern.
const MAX_LENGTH: u16 = 1022;
/// Widest hull that AIS can send, metres.
const MAX_BEAM: u16 = 126;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionRow {
    /// When.
    pub time: EventTime,
    /// Who.
    pub mmsi: Mmsi,
    /// Where and how.
    pub position: PositionReport,
    /// Name, type, size, where there are columns for them. Where a table gives length and beam
    /// alone, they are `to_bow` and `to_port`: their sums are right, the place of the antenna is
    /// unknown.
    pub statics: Option<StaticReport>,
    /// Navigational status as its code, where the table has codes; the reserved ones too.
    pub navigational_status_code: Option<u8>,
    /// Rate of turn.
    pub rot: Option<RowTurn>,
    /// What the position comes from.
    pub epfd: Option<Epfd>,
    /// Estimated time of arrival.
    pub eta: Option<Eta>,
}

/// A rate of turn as tables write it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RowTurn {
    /// Degrees per minute, positive to starboard: the Danish authority.
    DegreesPerMinute(f64),
    /// The code of AIS: tables made of undecoded fields.
    Code(RateOfTurn),
}

/// An empty cell was not sent; a time, latitude or longitude that cannot be read spoils the row.
pub(super) fn read_row(
    row: &Row<'_>,
    order: DateOrder,
    utc_offset_secs: i32,
) -> Result<PositionRow, RejectReason> {
    let mmsi = mmsi(row)?;
    let time = row
        .cell(Column::Time)
        .and_then(|cell| time(cell, order, utc_offset_secs))
        .ok_or(RejectReason::CsvRow)?;
    let class = class(row, mmsi);
    let is_aircraft =
        class == TransponderClass::SarAircraft || mmsi.kind() == MmsiKind::SarAircraft;
    let position = PositionReport {
        class,
        position: position(row)?,
        sog: sog(row, is_aircraft),
        cog: direction(row, Column::Cog),
        true_heading: direction(row, Column::Heading),
        navigational_status: row.cell(Column::Status).and_then(words::navigational_status),
        utc_second: None,
        long_range: false,
        own_ship: false,
    };
    Ok(PositionRow {
        time,
        mmsi,
        position,
        statics: statics(row, class),
        navigational_status_code: row.cell(Column::Status).and_then(words::status_code),
        rot: row.cell(Column::RateOfTurn).and_then(|cell| turn(cell, order)),
        epfd: row.cell(Column::PositionFixingDevice).and_then(words::position_fixing_device),
        eta: row.cell(Column::Eta).and_then(|cell| eta(cell, order)),
    })
}

/// Nine digits; a table that went through floating point ends them with `.0`.
fn mmsi(row: &Row<'_>) -> Result<Mmsi, RejectReason> {
    let cell = row.cell(Column::Mmsi).ok_or(RejectReason::CsvRow)?;
    let number: u64 = words::whole(cell).ok_or(RejectReason::CsvRow)?;
    u32::try_from(number).ok().and_then(Mmsi::new).ok_or(RejectReason::BadMmsi)
}

fn position(row: &Row<'_>) -> Result<Option<Position>, RejectReason> {
    let (Some(latitude), Some(longitude)) =
        (row.cell(Column::Latitude), row.cell(Column::Longitude))
    else {
        return Ok(None);
    };
    let degrees = |cell: &str| number(row, cell).ok_or(RejectReason::CsvRow);
    Ok(Position::new(degrees(latitude)?, degrees(longitude)?))
}

fn sog(row: &Row<'_>, is_aircraft: bool) -> Option<Knots> {
    let cell = row.cell(Column::Sog)?;
    let sent = number(row, cell)?;
    let is_whole = !cell.contains(['.', ',']);
    let speed = if row.has(Column::DataSource) && is_whole { sent / 10.0 } else { sent };
    let first_code = if is_aircraft { FIRST_SPEED_CODE_OF_AIRCRAFT } else { FIRST_SPEED_CODE };
    Knots::new(speed).filter(|_| speed < first_code)
}

/// The Danish authority writes degrees per minute; elsewhere it is the code that was sent.
fn turn(cell: &str, order: DateOrder) -> Option<RowTurn> {
    let turn: f64 = cell.parse().ok()?;
    match order {
        DateOrder::DayFirst => turn.is_finite().then_some(RowTurn::DegreesPerMinute(turn)),
        DateOrder::YearFirst => {
            let code = words::whole(cell)?;
            RateOfTurn::from_code(code).map(RowTurn::Code)
        }
    }
}

/// A number, with a decimal comma where the cells are parted by something else.
fn number(row: &Row<'_>, cell: &str) -> Option<f64> {
    let comma = row.has_decimal_commas().then(|| cell.split_once(',')).flatten();
    let Some((whole, decimals)) = comma else { return cell.parse().ok() };
    let mut point = [0; 32];
    let (length, parts) = (cell.len(), [whole.as_bytes(), b".", decimals.as_bytes()]);
    let slots = point.get_mut(..length)?.iter_mut();
    slots.zip(parts.into_iter().flatten()).for_each(|(slot, &byte)| *slot = byte);
    std::str::from_utf8(point.get(..length)?).ok()?.parse().ok()
}

/// 360 and above are codes of AIS (511 for a heading), below zero are overflows of the table.
fn direction(row: &Row<'_>, column: Column) -> Option<Degrees> {
    let degrees = number(row, row.cell(column)?)?;
    Degrees::new(degrees).filter(|_| (0.0..360.0).contains(&degrees))
}

fn class(row: &Row<'_>, mmsi: Mmsi) -> TransponderClass {
    if mmsi.is_distress_beacon() {
        return TransponderClass::Beacon;
    }
    row.cell(Column::TransponderClass)
        .and_then(words::transponder_class)
        .or_else(|| row.cell(Column::TypeOfMobile).and_then(words::type_of_mobile))
        .unwrap_or(TransponderClass::Unknown)
}

fn statics(row: &Row<'_>, class: TransponderClass) -> Option<StaticReport> {
    let statics = StaticReport {
        class: None,
        imo: row.cell(Column::Imo).and_then(imo),
        call_sign: words_of(row, Column::CallSign),
        name: words_of(row, Column::Name),
        ship_type: row
            .cell(Column::ShipType)
            .and_then(|cell| words::ship_type(cell, row.cell(Column::CargoType))),
        dimensions: sides(row).or_else(|| length_and_beam(row)),
        draught: row.cell(Column::Draught).and_then(|cell| draught(number(row, cell)?)),
        destination: words_of(row, Column::Destination),
        parent: None,
    };
    let class = Some(class).filter(|class| *class != TransponderClass::Unknown);
    (statics != StaticReport::default()).then_some(StaticReport { class, ..statics })
}

/// `8207721` or `IMO8207721`, with a right check digit.
fn imo(cell: &str) -> Option<ImoNumber> {
    let number = cell.strip_prefix("IMO").unwrap_or(cell).trim();
    words::whole(number).and_then(ImoNumber::new)
}

/// A text, unless it says that there is none.
fn words_of<const N: usize>(row: &Row<'_>, column: Column) -> Option<Text<N>> {
    let cell = row.cell(column).filter(|cell| !cell.eq_ignore_ascii_case("unknown"))?;
    Some(Text::from_ascii_lossy(cell.as_bytes()))
}

fn draught(metres: f64) -> Option<Metres> {
    Metres::new(metres).filter(|_| metres > 0.0)
}

fn sides(row: &Row<'_>) -> Option<Dimensions> {
    let hull = Dimensions {
        to_bow: whole_metres(row, Column::ToBow, MAX_LENGTH / 2)?,
        to_stern: whole_metres(row, Column::ToStern, MAX_LENGTH / 2)?,
        to_port: whole_metres(row, Column::ToPort, MAX_BEAM / 2)?,
        to_starboard: whole_metres(row, Column::ToStarboard, MAX_BEAM / 2)?,
    };
    known(hull)
}

/// Without a place of the antenna, bow and port are 0, as in ITU-R M.1371-5, figure 41.
fn length_and_beam(row: &Row<'_>) -> Option<Dimensions> {
    known(Dimensions {
        to_bow: 0,
        to_stern: whole_metres(row, Column::Length, MAX_LENGTH).unwrap_or(0),
        to_port: 0,
        to_starboard: whole_metres(row, Column::Width, MAX_BEAM).unwrap_or(0),
    })
}

fn known(hull: Dimensions) -> Option<Dimensions> {
    (hull.length().is_some() || hull.beam().is_some()).then_some(hull)
}

/// Metres without their decimals; tables write `14` and `14.0`.
fn whole_metres(row: &Row<'_>, column: Column, most: u16) -> Option<u16> {
    let cell = row.cell(column)?;
    let whole = cell.split_once(['.', ',']).map_or(cell, |(whole, _decimals)| whole);
    whole.parse().ok().filter(|&metres| metres <= most)
}

#[cfg(test)]
mod tests {
    use super::super::Columns;
    use super::*;
    use crate::domain::{NavigationalStatus, ShipType};

    fn row(header: &str, line: &str) -> Result<PositionRow, RejectReason> {
        Columns::from_header(header.as_bytes()).expect("a header").row(line.as_bytes(), 0)
    }

    const MARINE_CADASTRE: &str = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,\
        CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass";

    #[test]
    fn a_marine_cadastre_row_gives_position_and_static_data() {
        let found = row(
            MARINE_CADASTRE,
            "367379190,2022-01-03T00:00:00,30.3706,-88.56408,0.0,336.2,511,EAGLE,IMO9074729,\
             WTD4583,31,0,28,11,3.3,52,A",
        );
        let expected = PositionRow {
            // `date -u -d 2022-01-03 +%s` = 1641168000
            time: EventTime::from_secs(1_641_168_000),
            mmsi: Mmsi::new(367_379_190).expect("an MMSI"),
            position: PositionReport {
                class: TransponderClass::A,
                position: Position::new(30.3706, -88.56408),
                sog: Knots::new(0.0),
                cog: Degrees::new(336.2),
                true_heading: None,
                navigational_status: Some(NavigationalStatus::UnderWayUsingEngine),
                utc_second: None,
                long_range: false,
                own_ship: false,
            },
            statics: Some(StaticReport {
                class: Some(TransponderClass::A),
                imo: ImoNumber::new(9_074_729),
                call_sign: Some(Text::from_ascii_lossy(b"WTD4583")),
                name: Some(Text::from_ascii_lossy(b"EAGLE")),
                ship_type: ShipType::from_code(31),
                dimensions: Some(Dimensions {
                    to_bow: 0,
                    to_stern: 28,
                    to_port: 0,
                    to_starboard: 11,
                }),
                draught: Metres::new(3.3),
                destination: None,
                parent: None,
            }),
            navigational_status_code: Some(0),
            rot: None,
            epfd: None,
            eta: None,
        };
        assert_eq!(found, Ok(expected));
    }

    #[test]
    fn cells_that_went_through_floating_point_and_types_of_the_register_are_read() {
        let header = "MMSI,BaseDateTime,LAT,LON,VesselType,Status,IMO,TranscieverClass";
        let at = |cells: &str| {
            row(header, &format!("367379190,2017-01-03T00:00:00,30.37,-88.56,{cells}"))
        };
        let found = at("31.0,5.0,9074729.0,B").expect("a row");
        let statics = found.statics.expect("static data");
        assert_eq!(statics.ship_type, ShipType::from_code(31));
        assert_eq!(statics.imo, ImoNumber::new(9_074_729));
        assert_eq!(found.position.class, TransponderClass::B);
        assert_eq!(found.position.navigational_status, Some(NavigationalStatus::Moored));
        for (cell, code) in [("1004", 70), ("1019", 37), ("1024.0", 80), ("1025", 31), ("99", 99)] {
            let statics = at(&format!("{cell},,,")).expect("a row").statics.expect("static data");
            assert_eq!(statics.ship_type, ShipType::from_code(code), "{cell}");
        }
        let reserved = at(",9,,").expect("a row");
        let status = (reserved.position.navigational_status, reserved.navigational_status_code);
        assert_eq!(status, (None, Some(9)));
        let towing = at(",power-driven vessel towing astern,,").expect("a row");
        let status = towing.position.navigational_status;
        assert_eq!(status, Some(NavigationalStatus::TowingAstern));
        for beyond in ["1000", "1026", "256", "0"] {
            assert_eq!(at(&format!("{beyond},,,")).expect("a row").statics, None, "{beyond}");
        }
    }

    #[test]
    fn the_danish_category_of_the_cargo_is_the_second_digit() {
        let header = "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Ship type,Cargo type";
        for (cells, code) in [
            ("Tanker,Category X", 81),
            ("Cargo,Category OS", 74),
            ("Passenger,", 60),
            ("Passenger,No additional information", 69),
            ("Tug,Category X", 52),
            ("Other,", 90),
        ] {
            let line = format!("01/02/2021 00:00:05,Class A,219000001,55.5,11.25,{cells}");
            let statics = row(header, &line).expect("a row").statics.expect("static data");
            assert_eq!(statics.ship_type, ShipType::from_code(code), "{cells}");
        }
    }

    #[test]
    fn a_row_of_the_danish_authority_has_days_first_and_words() {
        let header = "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,\
            SOG,COG,Heading,IMO,Callsign,Name,Ship type,Cargo type,Width,Length,\
            Type of position fixing device,Draught,Destination,ETA,Data source type,A,B,C,D";
        let found = row(
            header,
            "01/02/2021 00:00:05,Class B,219000001,55.5,11.25,Restricted maneuverability,-3.2,7.5,\
             12.3,360,Unknown,Unknown,\"NUTSHELL, OLD\",Sailing,,4,12,GPS,,,03/02/2021 08:30:00,AIS,\
             7,5,2,2",
        )
        .expect("a row");
        // `date -u -d '2021-02-01 00:00:05' +%s` = 1612137605
        assert_eq!(found.time, EventTime::from_secs(1_612_137_605));
        assert_eq!(found.position.class, TransponderClass::B);
        let status = found.position.navigational_status;
        assert_eq!(status, Some(NavigationalStatus::RestrictedManoeuvrability));
        assert_eq!(found.position.true_heading, None);
        assert_eq!(found.rot, Some(RowTurn::DegreesPerMinute(-3.2)));
        assert_eq!(found.epfd.and_then(Epfd::as_str), Some("GPS"));
        let eta = Eta { month: Some(2), day: Some(3), hour: Some(8), minute: Some(30) };
        assert_eq!(found.eta, Some(eta));
        let expected = StaticReport {
            class: Some(TransponderClass::B),
            name: Some(Text::from_ascii_lossy(b"NUTSHELL, OLD")),
            ship_type: ShipType::from_code(36),
            dimensions: Some(Dimensions { to_bow: 7, to_stern: 5, to_port: 2, to_starboard: 2 }),
            ..StaticReport::default()
        };
        assert_eq!(found.statics, Some(expected));
    }

    #[test]
    fn an_aircraft_may_be_faster_than_a_ship() {
        let header = "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,SOG";
        let aircraft = "01/02/2021 00:00:05,SAR Airborne,111219501,55.6,10.9,120.0";
        let found = row(header, aircraft).expect("a row");
        assert_eq!(found.position.sog, Knots::new(120.0));
        let ship = "01/02/2021 00:00:05,Class A,219000429,55.6,10.9,102.2";
        assert_eq!(row(header, ship).expect("a row").position.sog, None);
    }

    #[test]
    fn undecoded_fields_and_decimal_commas_are_read() {
        // Brest, 2015: epoch seconds, the rate of turn as its code.
        let header = "sourcemmsi,navigationalstatus,rateofturn,speedoverground,courseoverground,\
            trueheading,lon,lat,t";
        let found = row(header, "245257000,0,-127,0.1,13.1,36,-4.4657183,48.38249,1443650402");
        let found = found.expect("a row");
        assert_eq!(found.rot, RateOfTurn::from_code(-127).map(RowTurn::Code));
        assert_eq!(found.position.position, Position::new(48.38249, -4.465_718_3));
        assert_eq!(found.time, EventTime::from_secs(1_443_650_402));
        let header = "mmsi;date_time_utc;lon;lat;sog";
        let found = row(header, "257000000;2024-01-01T00:00:00Z;10,5;-59,9;1,2").expect("a row");
        assert_eq!(found.position.position, Position::new(-59.9, 10.5));
        assert_eq!(found.position.sog, Knots::new(1.2));
    }

    #[test]
    fn coordinates_are_the_place_only_where_there_are_no_degrees() {
        let line = "-122.4,47.6,3,155,511,0,2014/01/01 00:00:00,0,1,367669550,48.5,-123.5";
        let header = "X,Y,SOG,COG,Heading,ROT,BaseDateTime,Status,VoyageID,MMSI";
        let found = row(header, line).expect("a row");
        assert_eq!(found.position.position, Position::new(47.6, -122.4));
        // `date -u -d 2014-01-01 +%s` = 1388534400
        assert_eq!(found.time, EventTime::from_secs(1_388_534_400));
        let found = row(&format!("{header},LAT,LON"), line).expect("a row");
        assert_eq!(found.position.position, Position::new(48.5, -123.5));
    }

    #[test]
    fn rows_of_exact_earth_and_marine_traffic_are_read() {
        let header = "MMSI,Time,Dimension_to_Bow,Dimension_to_stern,Dimension_to_port,\
            Dimension_to_starboard,SOG,Longitude,Latitude";
        let found = row(header, "244660000,20130101_000003,100,20,9,8,10.2,4.1,51.9");
        let found = found.expect("a row");
        // `date -u -d '2013-01-01 00:00:03' +%s` = 1356998403
        assert_eq!(found.time, EventTime::from_secs(1_356_998_403));
        let hull = Dimensions { to_bow: 100, to_stern: 20, to_port: 9, to_starboard: 8 };
        assert_eq!(found.statics.and_then(|statics| statics.dimensions), Some(hull));
        // Tenths of a knot: the name of the network tells.
        let header = "MMSI,IMO,SHIP_ID,LAT,LON,SPEED,HEADING,COURSE,STATUS,TIMESTAMP,DSRC";
        for (sent, sog) in [
            ("74", Knots::new(7.4)),
            // Knots after all.
            ("7.4", Knots::new(7.4)),
            ("1022", None),
            ("1023", None),
        ] {
            let line =
                format!("304010417,9015462,1,47.7,-5.1,{sent},329,327,0,2017-05-19T09:39:57,TER");
            assert_eq!(row(header, &line).expect("a row").position.sog, sog, "{sent}");
        }
    }

    #[test]
    fn what_ais_calls_not_available_is_none() {
        let header = "Time,MMSI,Latitude_degrees,Longitude_degrees,COG_degrees,SOG_knots,heading";
        let found = row(header, "2016-01-12 13:02:11.218,235070762,91.0,181.0,360.0,102.3,511");
        let found = found.expect("a row");
        // `date -u -d '2016-01-12 13:02:11' +%s` = 1452603731
        assert_eq!(found.time, EventTime::from_millis(1_452_603_731_218));
        let PositionReport { class, position, sog, cog, true_heading, .. } = found.position;
        assert_eq!((position, sog, cog, true_heading), (None, None, None, None));
        assert_eq!((class, found.statics), (TransponderClass::Unknown, None));
    }

    #[test]
    fn rows_without_identity_time_or_a_readable_place_are_rejected() {
        let header = "mmsi,time,lat,lon";
        for (line, reason) in [
            ("0,2022-01-03T00:00:00,1,2", RejectReason::BadMmsi),
            ("1234567890,2022-01-03T00:00:00,1,2", RejectReason::BadMmsi),
            ("ship,2022-01-03T00:00:00,1,2", RejectReason::CsvRow),
            ("235070762,yesterday,1,2", RejectReason::CsvRow),
            ("235070762,20130101_000003junk,1,2", RejectReason::CsvRow),
            ("235070762,,1,2", RejectReason::CsvRow),
            ("235070762,2022-01-03T00:00:00,north,2", RejectReason::CsvRow),
            ("235070762", RejectReason::CsvRow),
            ("", RejectReason::CsvRow),
        ] {
            assert_eq!(row(header, line), Err(reason), "{line}");
        }
    }
}
