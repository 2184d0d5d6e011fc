use crate::domain::{ContactId, EventTime};
use crate::query::{Snapshot, Vessel};

/// Which vessels are to be sent in each round: those heard since they were sent last. Where there are
/// more than go into one round, the next goes on behind the last contact, so that nobody is left out.
#[derive(Debug)]
pub(super) struct Rounds {
    exercise: bool,
    /// Whoever was heard by then has been sent.
    since: EventTime,
    /// The picture's time when the pass under way began.
    until: EventTime,
    /// Where it goes on; `None` where none is under way.
    after: Option<ContactId>,
}

impl Rounds {
    /// Everybody is to be sent; those of exercises only if wanted.
    pub(super) const fn new(exercise: bool) -> Self {
        let never = EventTime::from_millis(0);
        Self { exercise, since: never, until: never, after: None }
    }

    /// Whoever listens begins anew: everybody is to be sent.
    pub(super) fn begin_anew(&mut self) {
        *self = Self::new(self.exercise);
    }

    /// The vessels of the next round, at most `max`.
    pub(super) fn next<'a>(&mut self, snapshot: &'a Snapshot, max: usize) -> Vec<&'a Vessel> {
        if self.after.is_none() {
            self.until = snapshot.time().unwrap_or(self.since);
        }
        let wanted = |vessel: &&Vessel| {
            vessel.position.is_some()
                && (self.exercise || !vessel.exercise)
                && vessel.time > self.since
        };
        let vessels: Vec<_> = snapshot.after(self.after).filter(wanted).take(max).collect();
        self.after = vessels.last().filter(|_| vessels.len() == max).map(|last| last.contact);
        if self.after.is_none() {
            self.since = self.until;
        }
        vessels
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::query::Live;
    use crate::store::samples::{fix, moved, ship, time};

    fn heard(live: &mut Live, numbers: impl IntoIterator<Item = u32>, secs: u64) {
        let at = time("2017-03-09T12:00:00Z").plus(Duration::from_secs(secs));
        for number in numbers {
            live.apply(&moved(ship(219_000_000 + number), fix(at, 1.0, 2.0)));
        }
    }

    fn numbers(vessels: &[&Vessel]) -> Vec<u32> {
        vessels.iter().map(|vessel| vessel.mmsi.expect("a ship").get() - 219_000_000).collect()
    }

    #[test]
    fn who_finds_no_room_in_a_round_is_in_the_next() {
        let (mut live, mut rounds) = (Live::default(), Rounds::new(false));
        heard(&mut live, 1..=5, 0);
        let mut round = |live: &mut Live| numbers(&rounds.next(&live.publish(), 2));
        assert_eq!(round(&mut live), [1, 2]);
        // Those in front are heard again and again; the others have their turn first.
        heard(&mut live, 1..=2, 10);
        assert_eq!(round(&mut live), [3, 4]);
        heard(&mut live, 1..=2, 20);
        assert_eq!(round(&mut live), [5]);
        assert_eq!(round(&mut live), [1, 2]);
        assert_eq!(round(&mut live), [0_u32; 0]);
        heard(&mut live, [4], 30);
        assert_eq!(round(&mut live), [4]);
        assert_eq!(round(&mut live), [0_u32; 0]);
        rounds.begin_anew();
        assert_eq!(numbers(&rounds.next(&live.publish(), 9)), [1, 2, 3, 4, 5]);
    }
}
