//! The two parts of message 24: those of one vessel make one contact, those of two never mix, and what
//! was said of whoever had a number before is gone with her.

use std::collections::BTreeMap;
use std::time::Duration;

use aivdm::message::{
    AisMessage, PositionReportClassB, StaticDataReport, StaticDataReportPartA,
    StaticDataReportPartB,
};
use aivdm::nmea::Channel;
use aivdm::string::FixedStr;
use aivdm::{Cog, Heading, Latitude, Longitude, Mmsi, Sog, Timestamp};
use picket::decode::checksum;
use picket::domain::{ContactId, Dimensions, EventTime, ShipType, StaticReport, TransponderClass};
use picket::engine::{Effect, Engine, Event};
use picket::picture::Change;

use crate::stage::{at, engine, reports, settings};

/// A vessel of Class B, and what her two parts say.
#[derive(Clone, Copy)]
struct Vessel {
    mmsi: u32,
    name: &'static str,
    call_sign: &'static str,
    ship_type: u8,
    bow: u8,
}

const SECOND: Duration = Duration::from_secs(1);

const GULL: Vessel =
    Vessel { mmsi: 338_000_001, name: "GULL", call_sign: "WDA1", ship_type: 37, bow: 11 };
const TERN: Vessel =
    Vessel { mmsi: 338_000_002, name: "TERN", call_sign: "WDB2", ship_type: 36, bow: 22 };
const SKUA: Vessel =
    Vessel { mmsi: 338_000_003, name: "SKUA", call_sign: "WDC3", ship_type: 30, bow: 33 };

impl Vessel {
    fn id(self) -> ContactId {
        format!("mmsi:{}", self.mmsi).parse().expect("a contact")
    }

    fn part_a(self) -> AisMessage {
        let part = StaticDataReportPartA { mmsi: Mmsi::from_raw(self.mmsi), name: text(self.name) };
        AisMessage::StaticDataReport(StaticDataReport::A(part))
    }

    fn part_b(self) -> AisMessage {
        AisMessage::StaticDataReport(StaticDataReport::B(StaticDataReportPartB {
            mmsi: Mmsi::from_raw(self.mmsi),
            ship_type: self.ship_type,
            vendor_id: text("PKT0001"),
            call_sign: text(self.call_sign),
            dimension_to_bow: self.bow.into(),
            dimension_to_stern: 4,
            dimension_to_port: 2,
            dimension_to_starboard: 3,
        }))
    }

    fn position(self) -> AisMessage {
        AisMessage::PositionReportClassB(PositionReportClassB {
            repeat_indicator: 0,
            mmsi: Mmsi::from_raw(self.mmsi),
            reserved: 0,
            sog: Sog::from_raw(50),
            position_accuracy: false,
            longitude: Longitude::from_raw(30_000_000),
            latitude: Latitude::from_raw(6_000_000 + i32::from(self.bow) * 60_000),
            cog: Cog::from_raw(900),
            heading: Heading::from_raw(511),
            timestamp: Timestamp::from_raw(60),
            regional_reserved: 0,
            cs_unit: true,
            display_flag: false,
            dsc_flag: false,
            band_flag: false,
            message22_flag: false,
            assigned: false,
            raim: false,
            radio_status: 917_510,
        })
    }

    fn said_by_a(self) -> StaticReport {
        let name = picket::domain::Text::from_ascii_lossy(self.name.as_bytes());
        StaticReport { name: Some(name), ..StaticReport::default() }
    }

    fn said_by_b(self) -> StaticReport {
        StaticReport {
            class: Some(TransponderClass::B),
            call_sign: Some(picket::domain::Text::from_ascii_lossy(self.call_sign.as_bytes())),
            ship_type: ShipType::from_code(self.ship_type),
            dimensions: Some(Dimensions {
                to_bow: self.bow.into(),
                to_stern: 4,
                to_port: 2,
                to_starboard: 3,
            }),
            ..StaticReport::default()
        }
    }

    fn said_by_both(self) -> StaticReport {
        StaticReport { name: self.said_by_a().name, ..self.said_by_b() }
    }
}

fn text<const N: usize>(letters: &str) -> FixedStr<N> {
    let mut padded = [b'@'; N];
    padded[..letters.len()].copy_from_slice(letters.as_bytes());
    FixedStr::from_raw(padded, letters.len())
}

/// Takes messages in, a second apart from `time` on; who is known then, and as what.
fn hear(engine: &mut Engine, time: EventTime, messages: &[AisMessage]) -> Vec<Effect> {
    let line = |(secs, message): (i64, &AisMessage)| {
        let mut buffer = [0; 96];
        let sentence =
            aivdm::encode_line(message, Channel::A, false, &mut buffer).expect("it fits");
        let block = format!("c:{}", time.as_secs() + secs);
        let sum = checksum(block.as_bytes());
        format!("\\{block}*{sum:02X}\\{}", String::from_utf8_lossy(sentence))
    };
    let lines: Vec<String> = (0..).zip(messages).map(line).collect();
    let mut effects = Vec::new();
    for report in reports(&lines) {
        engine.handle(Event::Report(report), &mut effects);
    }
    effects
}

/// What is known of contacts after those effects.
fn known(effects: &[Effect]) -> BTreeMap<ContactId, StaticReport> {
    let mut known = BTreeMap::new();
    for effect in effects {
        let Effect::Track(update) = effect else { continue };
        match update.change {
            Change::Static(statics) => {
                known.insert(update.contact, statics);
            }
            Change::Gone => {
                known.remove(&update.contact);
            }
            Change::Fix(_) | Change::Heard => {}
        }
    }
    known
}

/// Every order of so many things.
fn orders(of: usize) -> Vec<Vec<usize>> {
    if of == 0 {
        return vec![Vec::new()];
    }
    let put = |order: Vec<usize>| {
        (0..of).map(move |at| {
            let mut order = order.clone();
            order.insert(at, of - 1);
            order
        })
    };
    orders(of - 1).into_iter().flat_map(put).collect()
}

#[test]
fn parts_of_three_vessels_in_every_order_make_three_contacts_and_never_mix() {
    let vessels = [GULL, TERN, SKUA];
    let orders = orders(6);
    assert_eq!(orders.len(), 720);
    for order in orders {
        let parts = order.iter().flat_map(|&nth| {
            let vessel = vessels[nth / 2];
            let part = if nth % 2 == 0 { vessel.part_a() } else { vessel.part_b() };
            // Somebody else is heard between any two.
            [part, vessels[(nth / 2 + 1) % 3].position()]
        });
        let effects = hear(&mut engine(), at("08:00:00"), &parts.collect::<Vec<AisMessage>>());
        for effect in &effects {
            let Effect::Track(update) = effect else { continue };
            let Change::Static(statics) = update.change else { continue };
            let vessel = vessels.iter().find(|vessel| vessel.id() == update.contact);
            let vessel = *vessel.expect("one of the three");
            let own = [vessel.said_by_a(), vessel.said_by_b(), vessel.said_by_both()];
            assert!(own.contains(&statics), "{order:?}: {} is {statics:?}", update.contact);
        }
        let expected = vessels.map(|vessel| (vessel.id(), vessel.said_by_both()));
        assert_eq!(known(&effects), BTreeMap::from(expected), "{order:?}");
    }
}

#[test]
fn a_part_is_kept_for_as_long_as_its_contact_and_is_gone_with_her() {
    let expiry = settings().0.contact_expiry;
    let start = at("08:00:00");
    // Whoever has the number next.
    let next = Vessel { mmsi: GULL.mmsi, ..TERN };
    for (first, then, alone, both) in [
        (
            GULL.part_a(),
            next.part_b(),
            next.said_by_b(),
            StaticReport { name: GULL.said_by_a().name, ..next.said_by_b() },
        ),
        (
            GULL.part_b(),
            next.part_a(),
            next.said_by_a(),
            StaticReport { name: next.said_by_a().name, ..GULL.said_by_b() },
        ),
    ] {
        for (after, expected) in [(expiry.saturating_sub(SECOND), both), (expiry + SECOND, alone)] {
            let mut engine = engine();
            let mut effects = hear(&mut engine, start, &[first]);
            // Others are heard all the time.
            for hour in 1..24 {
                let time = start.plus(Duration::from_hours(hour));
                effects.extend(hear(&mut engine, time, &[SKUA.position()]));
            }
            effects.extend(hear(&mut engine, start.plus(after), &[then]));
            assert_eq!(known(&effects).get(&GULL.id()), Some(&expected), "after {after:?}");
        }
    }
}

#[test]
fn an_old_part_that_comes_late_says_nothing_of_whoever_is_there_now() {
    let start = at("08:00:00");
    let next = Vessel { mmsi: GULL.mmsi, ..TERN };
    let mut engine = engine();
    let now = start.plus(Duration::from_hours(2));
    let mut effects = hear(&mut engine, now, &[next.part_a(), next.part_b()]);
    // From a feed that was cut off for two hours.
    effects.extend(hear(&mut engine, start, &[GULL.part_a(), GULL.part_b()]));
    assert_eq!(known(&effects).get(&GULL.id()), Some(&next.said_by_both()));
}
