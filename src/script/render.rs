use std::collections::BTreeMap;
use std::iter::Peekable;
use std::slice::Iter;

use super::Script;
use super::contact::TextMessage;
use super::encode::{Transmitter, safety_text, tagged};
use super::hearing::Arrival;
use super::motion::State;
use super::player::{Around, Player, Said};
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
    /// What has been sent and has not arrived, by arrival, contact and order of sending.
    under_way: BTreeMap<(i64, usize, u64), Said>,
    sent: u64,
    tick: i64,
}

impl<'a> Playback<'a> {
    pub(super) fn new(script: &'a Script) -> Self {
        let mut states = Vec::with_capacity(script.contacts.len());
        for contact in &script.contacts {
            states.push(State::new(contact, &states));
        }
        let players = (0..).zip(script.contacts.iter().zip(states));
        Self {
            script,
            transmitter: Transmitter::default(),
            players: players
                .map(|(n, (contact, state))| Player::new(contact, state, script, n))
                .collect(),
            messages: script.messages.iter().peekable(),
            under_way: BTreeMap::new(),
            sent: 0,
            tick: 0,
        }
    }

    /// Gives the sentences that arrive in the next second, in order of arrival: the time of the TAG
    /// block, TAG block and sentence without a line end. `false` once the script is over.
    pub fn advance(&mut self, out: &mut impl FnMut(EventTime, &str)) -> bool {
        let is_over =
            self.players.iter().all(|player| player.is_over) && self.messages.peek().is_none();
        if (is_over && self.under_way.is_empty()) || self.tick > MAX_MILLIS {
            return false;
        }
        if !is_over {
            self.send();
        }
        self.tick += TICK_MILLIS;
        while let Some(first) = self.under_way.first_entry()
            && first.key().0 < self.tick
        {
            let said = first.remove();
            let time = self.script.time_of(said.arrival.stamp_millis);
            let station = said.station.and_then(|place| self.script.stations.get(place));
            let station = station.map_or(self.script.station, |station| station.name);
            for sentence in said.sentences {
                out(time, &tagged(&station, time, &sentence));
            }
        }
        true
    }

    fn send(&mut self) {
        let mut due = Vec::new();
        let others: Vec<State> = self.players.iter().map(|player| player.state).collect();
        let around = Around { script: self.script, others: &others };
        for player in &mut self.players {
            player.play(self.tick, &around, &mut self.transmitter, &mut due);
        }
        let tick_end = self.tick + TICK_MILLIS;
        while let Some(message) = self.messages.next_if(|message| message.at_millis < tick_end) {
            let bits = safety_text(message.mmsi, message.to, &message.text);
            let at = message.at_millis;
            due.push(Said {
                arrival: Arrival { at_millis: at, stamp_millis: at },
                contact: usize::MAX,
                station: None,
                sentences: self.transmitter.sentences(&bits),
            });
        }
        for said in due {
            self.under_way.insert((said.arrival.at_millis, said.contact, self.sent), said);
            self.sent += 1;
        }
    }
}
