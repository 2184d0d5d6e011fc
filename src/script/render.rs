use std::iter::Peekable;
use std::slice::Iter;

use super::Script;
use super::contact::TextMessage;
use super::encode::{Transmitter, safety_text, tagged};
use super::motion::State;
use super::player::{Due, Player};
use crate::domain::EventTime;

/// Others are looked at once in this time.
pub(super) const TICK_MILLIS: i64 = 1000;
/// A script ends here whatever its contacts still have to do: a week.
pub(super) const MAX_MILLIS: i64 = 604_800_000;

/// A script being rendered, second by second.
pub struct Playback<'a> {
    script: &'a Script,
    transmitter: Transmitter,
    players: Vec<Player<'a>>,
    messages: Peekable<Iter<'a, TextMessage>>,
    tick: i64,
}

impl<'a> Playback<'a> {
    pub(super) fn new(script: &'a Script) -> Self {
        let players = (0..).zip(&script.contacts);
        Self {
            script,
            transmitter: Transmitter::default(),
            players: players.map(|(n, contact)| Player::new(contact, script.seed, n)).collect(),
            messages: script.messages.iter().peekable(),
            tick: 0,
        }
    }

    /// Gives the sentences of the next second, in order of time: TAG block and sentence, without a
    /// line end. `false` once the script is over.
    pub fn advance(&mut self, out: &mut impl FnMut(EventTime, &str)) -> bool {
        let is_over =
            self.players.iter().all(|player| player.is_over) && self.messages.peek().is_none();
        if is_over || self.tick > MAX_MILLIS {
            return false;
        }
        for (millis, _, sentences) in self.due() {
            let time = self.script.time_of(millis);
            for sentence in sentences {
                out(time, &tagged(&self.script.station, time, &sentence));
            }
        }
        self.tick += TICK_MILLIS;
        true
    }

    fn due(&mut self) -> Due {
        let mut due = Due::new();
        let states: Vec<State> = self.players.iter().map(|player| player.state).collect();
        for player in &mut self.players {
            player.play(self.tick, &states, self.script, &mut self.transmitter, &mut due);
        }
        let tick_end = self.tick + TICK_MILLIS;
        while let Some(message) = self.messages.next_if(|message| message.at_millis < tick_end) {
            let bits = safety_text(message.mmsi, message.to, &message.text);
            due.push((message.at_millis, usize::MAX, self.transmitter.sentences(&bits)));
        }
        due.sort_by_key(|&(millis, contact, _)| (millis, contact));
        due
    }
}
