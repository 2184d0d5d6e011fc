use std::fmt::Write as _;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::Duration;

use picket::clock;
use picket::domain::EventTime;
use picket::script::Script;

use super::approaches::Approaches;

/// Each vessel reports so often.
const INTERVAL_SECS: u32 = 2;
/// A script holds at most so many contacts.
const CONTACTS_MAX: u32 = 10_000;
/// What falls due within so long is sent together.
const SLICE_MILLIS: i64 = 20;
/// Slices rendered ahead.
const AHEAD: usize = 200;
/// An approach begins this often.
const APPROACH_EVERY_SECS: u32 = 1;

/// Vessels all over the world's oceans, enough for a rate, and craft that approach ships.
pub(crate) struct Fleet {
    /// Position reports a second once all are under way.
    pub(crate) rate: u32,
    /// So long until all are under way: each begins with her static data.
    pub(crate) ramp: Duration,
    pub(crate) length: Duration,
}

/// Sentences that are due together.
pub(crate) struct Slice {
    /// When, from the beginning.
    pub(crate) after: Duration,
    pub(crate) bytes: Vec<u8>,
    pub(crate) sentences: u32,
    pub(crate) positions: u32,
    /// Those of the approaches, without their TAG block.
    pub(crate) approaches: Vec<String>,
}

impl Fleet {
    /// Renders from now on, ahead of the clock, on a thread of its own.
    pub(crate) fn sail(self) -> Receiver<Slice> {
        let (sender, slices) = sync_channel(AHEAD);
        thread::spawn(move || {
            let scripts = self.scripts();
            let start = clock::utc_now();
            let scripts: Vec<Script> =
                scripts.into_iter().map(|script| script.starting_at(start)).collect();
            let mut playbacks: Vec<_> = scripts.iter().map(Script::playback).collect();
            loop {
                let mut said = Vec::new();
                let mut more = false;
                for playback in &mut playbacks {
                    more |= playback.advance(&mut |time, sentence| {
                        said.push((time, sentence.to_owned()));
                    });
                }
                said.sort_by_key(|(time, _)| *time);
                let slice_of = |time: EventTime| time.as_millis() / SLICE_MILLIS;
                for slice in said.chunk_by(|(a, _), (b, _)| slice_of(*a) == slice_of(*b)) {
                    if sender.send(Slice::of(slice, start)).is_err() {
                        return;
                    }
                }
                if !more {
                    return;
                }
            }
        });
        slices
    }

    fn scripts(&self) -> Vec<Script> {
        let vessels = self.rate * INTERVAL_SECS;
        let firsts = (0..vessels).step_by(CONTACTS_MAX as usize);
        let mut scripts: Vec<Script> =
            firsts.map(|first| self.vessels(first..(first + CONTACTS_MAX).min(vessels))).collect();
        let approaches = Approaches {
            start: EventTime::from_secs(0),
            length: self.length,
            every_secs: APPROACH_EVERY_SECS,
            craft_interval_secs: 2,
        };
        scripts.push(approaches.script());
        scripts
    }

    fn vessels(&self, numbers: std::ops::Range<u32>) -> Script {
        let all = f64::from(self.rate * INTERVAL_SECS);
        let mut text = format!(
            "start = 1970-01-01T00:00:00Z\nstation = \"fleet\"\nduration_secs = {}\n",
            self.length.as_secs()
        );
        for number in numbers {
            let nth = f64::from(number);
            // Additive recurrence in two dimensions: even, and never on one line.
            let (east, north) = ((nth * 0.754_877_666).fract(), (nth * 0.569_840_291).fract());
            let begin = (self.ramp.as_secs_f64() * nth / all * 1000.0).round() / 1000.0;
            write!(
                text,
                "[[contact]]\nmmsi = {}\nname = \"VESSEL {number}\"\nship_type = 70\n\
                 length_m = 120\nbeam_m = 20\nsensor = \"class-a\"\nbegin_secs = {begin}\n\
                 interval_secs = {INTERVAL_SECS}\nstart = [{:.5}, {:.5}]\n\
                 leg = [{{ course = {}, speed_kn = {} }}]\n",
                200_000_000 + number,
                215.0 * east - 170.0,
                110.0 * north - 55.0,
                number % 360,
                8 + number % 10
            )
            .expect("a string takes it");
        }
        Script::parse(&text).expect("the script is sound")
    }
}

impl Slice {
    fn of(said: &[(EventTime, String)], start: EventTime) -> Self {
        let after = said.first().map_or(Duration::ZERO, |(time, _)| time.since(start));
        let mut slice =
            Self { after, bytes: Vec::new(), sentences: 0, positions: 0, approaches: Vec::new() };
        for (_, line) in said {
            slice.bytes.extend_from_slice(line.as_bytes());
            slice.bytes.extend_from_slice(b"\r\n");
            slice.sentences += 1;
            let sentence = line.rsplit('\\').next().expect("a sentence");
            let mut fields = sentence.split(',').skip(1);
            let is_whole = fields.next() == Some("1");
            let payload = fields.nth(3).expect("a payload");
            // Types 1 and 18 of ITU-R M.1371, armoured.
            slice.positions += u32::from(is_whole && payload.starts_with(['1', 'B']));
            if line.starts_with("\\s:crash") {
                slice.approaches.push(sentence.to_owned());
            }
        }
        slice
    }
}
