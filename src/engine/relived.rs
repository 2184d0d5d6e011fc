use super::{Effect, Engine, restored};
use crate::picture::{Change, TrackUpdate};

impl Engine {
    /// Takes in a stored update as if its report came now, and says what follows: for trying rules
    /// and areas on what has been. What is not stored cannot be judged: safety texts, beacons'
    /// messages and which station heard a report.
    pub fn relive(&mut self, update: &TrackUpdate, effects: &mut Vec<Effect>) {
        if update.change == Change::Gone {
            return;
        }
        self.advance_to(update.time, effects);
        self.time = Some(self.time.map_or(update.time, |time| time.max(update.time)));
        if let Some(taken) = self.picture.restore(update) {
            self.took(&restored::report(update), &taken, update.late, effects);
        }
    }
}
