//! Ships that are not there.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use picket::clock::monotonic_now;

use super::crowd;
use super::served::Served;
use super::stage::Stage;

const SHIPS: u32 = 60_000;
/// As configured on the stage.
const CONTACTS_MAX: f64 = 20_000.0;
const BAD: &[&str] = &["feed=\"bad\""];

#[test]
fn more_ships_than_there_are_places_push_out_each_other_and_are_counted() {
    let ships = std::env::var("PICKET_HOSTILE_MMSIS")
        .map_or(SHIPS, |ships| ships.parse().expect("a number of ships"));
    let mut stage = Stage::start("");
    let to = stage.served.address_of("bad");
    stage.endure(&format!("{ships} invented ships"), move || invent(to, ships));
    stage.served.wait_for("picket_sentences_total", BAD, f64::from(ships));
    stage.served.wait_for("picket_feed_connections", BAD, 0.0);
    assert!(stage.served.metric("picket_rejected_total", BAD) < 0.5);
    let evicted = stage.served.metric("picket_evictions_total", &["map=\"contacts\""]);
    assert!(evicted >= f64::from(ships) - CONTACTS_MAX, "{evicted}");
    stage.end();
}

/// Lets ships be heard, and waits until they are.
pub(crate) fn hear(served: &mut Served, ships: u32) {
    invent(served.address_of("bad"), ships);
    served.wait_for("picket_sentences_total", BAD, f64::from(ships));
    let until = monotonic_now() + Duration::from_secs(30);
    while served.metric("picket_store_points_total", &[]) < f64::from(ships) {
        assert!(monotonic_now() < until, "the store takes too long");
    }
}

/// A position report of each, as fast as they are taken.
fn invent(to: SocketAddr, ships: u32) {
    let mut stream = crowd::connect(to);
    let mut lines = String::new();
    for nth in 0..ships {
        write_report(&mut lines, nth);
        if lines.len() > 32 * 1024 || nth + 1 == ships {
            stream.write_all(lines.as_bytes()).expect("taken");
            lines.clear();
        }
    }
}

/// Message 1 of ITU-R M.1371-5 with nothing but an MMSI and a place, all over the oceans.
fn write_report(lines: &mut String, nth: u32) {
    let mut bits = Bits::default();
    bits.put(1, 6);
    bits.put(0, 2);
    bits.put(200_000_000 + i64::from(nth), 30);
    bits.put(0, 4);
    bits.put(-128, 8);
    bits.put(100, 10);
    bits.put(1, 1);
    bits.put((i64::from(nth % 3_590) - 1_795) * 60_000, 28);
    bits.put((i64::from(nth % 1_190) - 595) * 60_000, 27);
    bits.put(900, 12);
    bits.put(90, 9);
    bits.put(60, 6);
    bits.put(0, 25);
    let body = format!("AIVDM,1,1,,A,{},0", bits.armoured());
    let sum = body.bytes().fold(0_u8, |sum, byte| sum ^ byte);
    write!(lines, "!{body}*{sum:02X}\r\n").expect("a String takes everything");
}

#[derive(Default)]
struct Bits {
    armour: String,
    held: u64,
    count: u32,
}

impl Bits {
    fn put(&mut self, value: i64, width: u32) {
        for bit in (0..width).rev() {
            self.held = self.held * 2 + u64::from((value >> bit) & 1 == 1);
            self.count += 1;
            if self.count == 6 {
                let six = u8::try_from(self.held).expect("six bits");
                self.armour.push(char::from(if six < 40 { six + 48 } else { six + 56 }));
                (self.held, self.count) = (0, 0);
            }
        }
    }

    fn armoured(self) -> String {
        self.armour
    }
}
