use super::ais::{AisMessage, Sog, StaticAndVoyageData, StaticDataPartB, TimeStamp};
use super::csv::PositionRow;
use super::radar::RadarMessage;
use super::{FeedSettings, Message};
use crate::domain::{
    EventTime, Mmsi, OwnShipReport, PositionReport, RawSentence, Report, ReportBody, SafetyText,
    StaticReport, Subject, Text, TransponderClass,
};

/// The bit of a report's hash that tells the static half of a transmission from its main half, so
/// that the duplicate filter sees two reports.
const STATIC_HALF: u64 = 1 << 63;

impl Report {
    /// What the engine needs of a message; `None` for one that says nothing about a contact. A
    /// message that carries a position and static data too (AIS 19 and 21, a CSV row) gives its
    /// position here and the rest by [`Report::static_from_message`].
    pub fn from_message(
        settings: &FeedSettings,
        message: &Message,
        raw: &[u8],
        station: Option<Text<15>>,
        time: EventTime,
        payload_hash: u64,
    ) -> Option<Self> {
        let (subject, body) = main_half(message)?;
        let raw = RawSentence::new(raw);
        let payload_hash = payload_hash & !STATIC_HALF;
        let FeedSettings { name: feed, exercise, .. } = *settings;
        Some(Self { feed, exercise, station, time, payload_hash, subject, raw, body })
    }

    /// The static data of a message that carries a position too; `None` for all other messages. Its
    /// hash differs from the position's.
    pub fn static_from_message(
        settings: &FeedSettings,
        message: &Message,
        raw: &[u8],
        station: Option<Text<15>>,
        time: EventTime,
        payload_hash: u64,
    ) -> Option<Self> {
        let (mmsi, statics) = static_half(message)?;
        let (subject, body) = (Subject::Ais(mmsi), ReportBody::Static(statics));
        let raw = RawSentence::new(raw);
        let payload_hash = payload_hash | STATIC_HALF;
        let FeedSettings { name: feed, exercise, .. } = *settings;
        Some(Self { feed, exercise, station, time, payload_hash, subject, raw, body })
    }

    /// Whether it is the second report of one message, made by [`Report::static_from_message`]:
    /// what counts messages leaves it out.
    pub const fn is_static_half(&self) -> bool {
        self.payload_hash & STATIC_HALF != 0
    }
}

fn main_half(message: &Message) -> Option<(Subject, ReportBody)> {
    Some(match message {
        Message::Ais { message, own_ship, .. } => match message.mmsi() {
            Some(mmsi) => (Subject::Ais(mmsi), ais_body(message, *own_ship)),
            // Nobody knows whose it is, but a receiver's own craft is known without a number.
            None if !own_ship => return None,
            None => (Subject::OwnShip, ReportBody::OwnShip(unnamed_own_ship(message)?)),
        },
        Message::Radar(RadarMessage::TargetLabels(labels)) => {
            (Subject::OwnShip, ReportBody::RadarLabels(labels.iter().copied().collect()))
        }
        Message::Radar(radar) => {
            let (number, report) = radar.report()?;
            (Subject::Radar(number), ReportBody::Radar(report))
        }
        Message::Instrument(instrument) => {
            let report = Some(instrument.report()).filter(|r| *r != OwnShipReport::default())?;
            (Subject::OwnShip, ReportBody::OwnShip(report))
        }
        Message::Row(row) => (Subject::Ais(row.mmsi), ReportBody::Position(row.position)),
    })
}

fn static_half(message: &Message) -> Option<(Mmsi, StaticReport)> {
    let (mmsi, statics) = match message {
        Message::Ais { message: AisMessage::ExtendedClassBPositionReport(m), .. } => {
            let statics = StaticReport {
                class: Some(TransponderClass::B),
                name: m.name.map(widened),
                ship_type: m.ship_type,
                dimensions: m.dimensions,
                ..StaticReport::default()
            };
            (m.header.mmsi()?, statics)
        }
        Message::Ais { message: AisMessage::AidToNavigationReport(m), .. } => {
            let statics = StaticReport {
                class: Some(TransponderClass::AidToNavigation),
                name: m.name,
                dimensions: m.dimensions,
                ..StaticReport::default()
            };
            (m.header.mmsi()?, statics)
        }
        Message::Row(PositionRow { mmsi, statics, .. }) => (*mmsi, (*statics)?),
        _ => return None,
    };
    let says_something = StaticReport { class: None, ..statics } != StaticReport::default();
    says_something.then_some((mmsi, statics))
}

/// What a transponder that has no MMSI says of the craft that carries the receiver.
fn unnamed_own_ship(message: &AisMessage) -> Option<OwnShipReport> {
    let ReportBody::Position(report) = ais_body(message, true) else { return None };
    let PositionReport { position, sog, cog, true_heading, .. } = report;
    let report = OwnShipReport { position, sog, cog, true_heading };
    Some(report).filter(|report| *report != OwnShipReport::default())
}

fn ais_body(message: &AisMessage, own_ship: bool) -> ReportBody {
    let blank = |class| PositionReport {
        class: class_of_sender(message.mmsi(), class),
        position: None,
        sog: None,
        cog: None,
        true_heading: None,
        navigational_status: None,
        utc_second: None,
        long_range: false,
        own_ship,
    };
    match message {
        AisMessage::PositionReportClassA(m) => ReportBody::Position(PositionReport {
            position: m.position,
            sog: m.sog.and_then(Sog::knots),
            cog: m.cog,
            true_heading: m.true_heading,
            navigational_status: m.navigational_status(),
            utc_second: m.timestamp.and_then(TimeStamp::second),
            ..blank(TransponderClass::A)
        }),
        AisMessage::BaseStationReport(m) => ReportBody::Position(PositionReport {
            position: m.position,
            utc_second: m.second,
            ..blank(TransponderClass::BaseStation)
        }),
        AisMessage::SarAircraftPositionReport(m) => ReportBody::Position(PositionReport {
            position: m.position,
            sog: m.sog.and_then(Sog::knots),
            cog: m.cog,
            utc_second: m.timestamp.and_then(TimeStamp::second),
            ..blank(TransponderClass::SarAircraft)
        }),
        AisMessage::StandardClassBPositionReport(m) => ReportBody::Position(PositionReport {
            position: m.position,
            sog: m.sog.and_then(Sog::knots),
            cog: m.cog,
            true_heading: m.true_heading,
            utc_second: m.timestamp.and_then(TimeStamp::second),
            ..blank(TransponderClass::B)
        }),
        AisMessage::ExtendedClassBPositionReport(m) => ReportBody::Position(PositionReport {
            position: m.position,
            sog: m.sog.and_then(Sog::knots),
            cog: m.cog,
            true_heading: m.true_heading,
            utc_second: m.timestamp.and_then(TimeStamp::second),
            ..blank(TransponderClass::B)
        }),
        AisMessage::AidToNavigationReport(m) => ReportBody::Position(PositionReport {
            position: m.position,
            utc_second: m.timestamp.and_then(TimeStamp::second),
            ..blank(TransponderClass::AidToNavigation)
        }),
        AisMessage::LongRangeBroadcastMessage(m) => ReportBody::Position(PositionReport {
            position: m.position,
            sog: m.sog,
            cog: m.cog,
            navigational_status: m.navigational_status(),
            long_range: true,
            ..blank(TransponderClass::Unknown)
        }),
        AisMessage::StaticAndVoyageData(m) => ReportBody::Static(of_voyage_data(m)),
        AisMessage::StaticDataPartA(m) => ReportBody::Static(StaticReport {
            name: m.name.map(widened),
            ..StaticReport::default()
        }),
        AisMessage::StaticDataPartB(m) => ReportBody::Static(of_part_b(m)),
        AisMessage::AddressedSafetyRelatedMessage(m) => {
            safety_text(m.addressee, m.text.map(widened))
        }
        AisMessage::SafetyRelatedBroadcastMessage(m) => safety_text(None, m.text),
        AisMessage::AddressedBinaryMessage(_)
        | AisMessage::BinaryBroadcastMessage(_)
        | AisMessage::SingleSlotBinaryMessage(_)
        | AisMessage::MultipleSlotBinaryMessage(_)
        | AisMessage::Acknowledgement(_)
        | AisMessage::UtcAndDateInquiry(_)
        | AisMessage::Interrogation(_)
        | AisMessage::AssignmentModeCommand(_)
        | AisMessage::DgnssBroadcastBinaryMessage(_)
        | AisMessage::DataLinkManagementMessage(_)
        | AisMessage::ChannelManagement(_)
        | AisMessage::GroupAssignmentCommand(_)
        | AisMessage::Other { .. } => ReportBody::Heard,
    }
}

fn of_voyage_data(m: &StaticAndVoyageData) -> StaticReport {
    StaticReport {
        class: Some(class_of_sender(m.header.mmsi(), TransponderClass::A)),
        imo: m.imo(),
        call_sign: m.call_sign,
        name: m.name.map(widened),
        ship_type: m.ship_type,
        dimensions: m.dimensions,
        draught: m.draught,
        destination: m.destination,
        parent: None,
    }
}

fn of_part_b(m: &StaticDataPartB) -> StaticReport {
    StaticReport {
        class: Some(class_of_sender(m.header.mmsi(), TransponderClass::B)),
        call_sign: m.call_sign,
        ship_type: m.ship_type,
        dimensions: m.dimensions,
        parent: m.mothership,
        ..StaticReport::default()
    }
}

/// A distress beacon is one whatever message it sends.
const fn class_of_sender(mmsi: Option<Mmsi>, class_of_type: TransponderClass) -> TransponderClass {
    match mmsi {
        Some(mmsi) if mmsi.is_distress_beacon() => TransponderClass::Beacon,
        _ => class_of_type,
    }
}

/// A text message without text says only that its sender was heard.
fn safety_text(addressee: Option<Mmsi>, text: Option<Text<161>>) -> ReportBody {
    text.map_or(ReportBody::Heard, |text| {
        ReportBody::SafetyText(Box::new(SafetyText { addressee, text }))
    })
}

fn widened<const N: usize, const M: usize>(text: Text<N>) -> Text<M> {
    Text::from_ascii_lossy(text.as_str().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::ais::{
        ExtendedClassBPositionReport, Header, PositionReportClassA, StaticDataPartA,
    };
    use crate::domain::{FeedName, Position, ShipType};

    fn header(message_type: u8, mmsi: u32) -> Header {
        Header { message_type, repeat_indicator: 0, mmsi_code: mmsi }
    }

    fn class_a(mmsi: u32) -> AisMessage {
        AisMessage::PositionReportClassA(PositionReportClassA {
            header: header(1, mmsi),
            navigational_status_code: 14,
            rot: None,
            sog: Some(Sog::OrMore { code: 1022 }),
            position_accuracy: false,
            position: Position::new(12.5, 45.25),
            cog: None,
            true_heading: None,
            timestamp: Some(TimeStamp::Estimated),
            special_manoeuvre: None,
            raim: None,
            communication_state: None,
        })
    }

    fn both_halves(message: AisMessage) -> (Option<Report>, Option<Report>) {
        let message = Message::Ais { message, own_ship: false, channel: Some('A'), talker: *b"AI" };
        let settings = FeedSettings::named(FeedName::from_stem("test"));
        let time = EventTime::from_secs(1);
        (
            Report::from_message(&settings, &message, b"!AIVDM", None, time, 7),
            Report::static_from_message(&settings, &message, b"!AIVDM", None, time, 7),
        )
    }

    fn class(report: Option<Report>) -> Option<TransponderClass> {
        match report?.body {
            ReportBody::Position(position) => Some(position.class),
            ReportBody::Static(statics) => statics.class,
            _ => None,
        }
    }

    #[test]
    fn a_beacon_is_one_by_its_identity_and_a_ship_by_her_message() {
        assert_eq!(class(both_halves(class_a(219_000_001)).0), Some(TransponderClass::A));
        for beacon in [970_010_119, 972_123_456, 974_000_001] {
            assert_eq!(class(both_halves(class_a(beacon)).0), Some(TransponderClass::Beacon));
        }
    }

    #[test]
    fn codes_that_are_no_measure_do_not_reach_the_engine() {
        let (Some(Report { body: ReportBody::Position(position), .. }), None) =
            both_halves(class_a(219_000_001))
        else {
            panic!("a position and nothing else")
        };
        assert_eq!((position.sog, position.utc_second), (None, None));
    }

    #[test]
    fn part_a_says_no_class_and_part_b_says_class_b() {
        let name = Some(Text::from_ascii_lossy(b"NUTSHELL"));
        let part_a = StaticDataPartA { header: header(24, 219_000_001), name };
        assert_eq!(class(both_halves(AisMessage::StaticDataPartA(part_a)).0), None);
        let part_b = StaticDataPartB {
            header: header(24, 219_000_001),
            ship_type: None,
            vendor: None,
            call_sign: None,
            dimensions: None,
            mothership: None,
            epfd: None,
        };
        let report = both_halves(AisMessage::StaticDataPartB(part_b)).0;
        assert_eq!(class(report), Some(TransponderClass::B));
    }

    #[test]
    fn an_extended_class_b_report_gives_position_and_name_as_two_reports() {
        let message = ExtendedClassBPositionReport {
            header: header(19, 412_000_001),
            sog: None,
            position_accuracy: false,
            position: Position::new(1.0, 104.0),
            cog: None,
            true_heading: None,
            timestamp: None,
            name: Some(Text::from_ascii_lossy(b"MIN HAI YU 1")),
            ship_type: ShipType::from_code(30),
            dimensions: None,
            epfd: None,
            raim: None,
            dte_ready: None,
            assigned: None,
        };
        let (position, statics) = both_halves(AisMessage::ExtendedClassBPositionReport(message));
        assert_eq!(position.as_ref().map(Report::is_static_half), Some(false));
        assert_eq!(statics.as_ref().map(Report::is_static_half), Some(true));
        assert_eq!(class(position), Some(TransponderClass::B));
        let expected = StaticReport {
            class: Some(TransponderClass::B),
            name: Some(Text::from_ascii_lossy(b"MIN HAI YU 1")),
            ship_type: ShipType::from_code(30),
            ..StaticReport::default()
        };
        assert_eq!(statics.map(|r| r.body), Some(ReportBody::Static(expected)));
    }

    #[test]
    fn a_part_that_is_not_decoded_counts_as_heard() {
        let other = AisMessage::Other {
            message_type: 24,
            repeat_indicator: 0,
            mmsi_code: 2_573_238,
            part_number: 2,
        };
        let heard = both_halves(other).0.map(|r| (r.subject, r.body));
        let subject = Subject::Ais(Mmsi::new(2_573_238).expect("an MMSI"));
        assert_eq!(heard, Some((subject, ReportBody::Heard)));
    }
}
