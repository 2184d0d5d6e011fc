use std::time::Duration;

use super::gate::{Candidate, KEEPS_SHARE};
use crate::domain::{ContactId, EventTime};

/// Consistent looks in a row that make two contacts one craft, and the time they have to span: a
/// radar of 3 s takes four.
const LOOKS: u32 = 3;
const LOOKS_SPAN: Duration = Duration::from_secs(9);
/// Time apart that makes one craft two.
const APART: Duration = Duration::from_mins(1);
/// A target whose partner has gone to another one, as when a tracker mixes up two echoes, is taken
/// for one of the two for so long.
const GRACE: Duration = Duration::from_secs(30);
/// Contacts on trial at once; the nearest ones.
const TRIALS: usize = 4;

/// What a radar contact has to do with AIS.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// Who it is by AIS.
    pub(super) partner: Option<ContactId>,
    /// Since when the partner is elsewhere.
    apart_since: Option<EventTime>,
    /// Who it was before that one fell silent.
    pub(super) former: Option<ContactId>,
    /// Until when it is taken for one with AIS though it has no partner.
    grace_until: Option<EventTime>,
    /// Contacts on trial.
    trials: [Option<Trial>; TRIALS],
    /// The last look.
    last: EventTime,
    /// Since when nobody with AIS has been near.
    pub(super) alone_since: EventTime,
}

#[derive(Clone, Copy, Debug)]
struct Trial {
    id: ContactId,
    since: EventTime,
    looks: u32,
}

impl Link {
    /// Of a radar contact first looked at.
    pub(super) fn new(now: EventTime) -> Self {
        Self {
            partner: None,
            apart_since: None,
            former: None,
            grace_until: None,
            trials: [None; TRIALS],
            last: now,
            alone_since: now,
        }
    }

    /// Whether somebody's AIS speaks for it: her partner's, or for the seconds of a trial that of
    /// whoever fits, so that nothing is raised in the name of an echo about to be known.
    pub(super) fn is_spoken_for(&self) -> bool {
        let mut on_trial = self.trials.iter().flatten();
        self.partner.is_some()
            || self.grace_until.is_some_and(|until| self.last < until)
            || on_trial.any(|trial| self.last.since(trial.since) < LOOKS_SPAN)
    }

    /// Whether its partner was where it is at the last look.
    pub(super) const fn holds(&self) -> bool {
        self.partner.is_some() && self.apart_since.is_none()
    }

    /// Takes in who is near; `heard` says whether the partner still reports. Whoever `free` allows
    /// may become the partner: returns whom, if that is somebody else now.
    pub(super) fn look(
        &mut self,
        near: &[Candidate],
        heard: bool,
        now: EventTime,
        free: impl Fn(ContactId) -> bool,
    ) -> Option<ContactId> {
        self.last = now;
        if near.iter().any(|candidate| candidate.share <= 1.0) {
            self.alone_since = now;
        }
        self.keep(near, heard, now);
        self.try_out(near, now);
        if self.holds() {
            return None;
        }
        let enough = |candidate: &&Candidate| {
            self.trials.iter().flatten().any(|trial| {
                trial.id == candidate.id
                    && trial.looks >= LOOKS
                    && now.since(trial.since) >= LOOKS_SPAN
            })
        };
        let next = near.iter().filter(enough).map(|it| it.id).find(|id| free(*id))?;
        (self.partner, self.apart_since, self.former, self.grace_until) =
            (Some(next), None, None, None);
        Some(next)
    }

    /// The partner went to another target.
    pub(super) fn give_up(&mut self) {
        (self.partner, self.apart_since) = (None, None);
        self.grace_until = Some(self.last.plus(GRACE));
    }

    /// A contact left the picture.
    pub(super) fn forget(&mut self, id: ContactId) {
        if self.partner == Some(id) {
            (self.partner, self.apart_since) = (None, None);
        }
        self.former = self.former.filter(|former| *former != id);
    }

    /// Whether the partner is still it.
    fn keep(&mut self, near: &[Candidate], heard: bool, now: EventTime) {
        let Some(partner) = self.partner else { return };
        if near.iter().any(|it| it.id == partner && it.share <= KEEPS_SHARE) {
            self.apart_since = None;
            return;
        }
        if !heard {
            // She fell silent: it speaks for itself, but never about meeting her.
            (self.partner, self.apart_since, self.former) = (None, None, Some(partner));
            return;
        }
        let since = *self.apart_since.get_or_insert(now);
        if now.since(since) >= APART {
            (self.partner, self.apart_since) = (None, None);
        }
    }

    /// Counts the looks of those that fit; who does not fit begins anew.
    fn try_out(&mut self, near: &[Candidate], now: EventTime) {
        let mut trials = [None; TRIALS];
        let fitting = near.iter().filter(|candidate| candidate.fits());
        for (slot, candidate) in trials.iter_mut().zip(fitting) {
            let before = self.trials.iter().flatten().find(|trial| trial.id == candidate.id);
            *slot =
                Some(before.map_or(Trial { id: candidate.id, since: now, looks: 1 }, |trial| {
                    Trial { looks: trial.looks.saturating_add(1), ..*trial }
                }));
        }
        self.trials = trials;
    }
}
