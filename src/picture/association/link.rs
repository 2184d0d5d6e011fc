use std::time::Duration;

use super::gate::{Candidate, KEEPS_SHARE};
use crate::domain::{ContactId, EventTime};

/// Consistent looks in a row that make two contacts one craft, and the time they have to span: a
/// radar of 3 s takes four.
const LOOKS: u32 = 3;
const LOOKS_SPAN: Duration = Duration::from_secs(9);
/// Time apart that makes one craft two.
const APART: Duration = Duration::from_mins(1);
/// A target that its radar has not plotted for so long is lost: the echo may have another number.
const LOST_AFTER: Duration = Duration::from_mins(1);
/// A target whose partner has gone to another one, as when a tracker mixes up two echoes, is taken
/// for one of the two for so long.
const GRACE: Duration = Duration::from_secs(30);
/// Who has gone about on its own for so long, while she who is near now was heard elsewhere, came to her.
const ON_ITS_OWN: Duration = Duration::from_mins(3);
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
    /// Whose echo it was last.
    known_as: Option<ContactId>,
    /// Whom it came to from elsewhere, on its own: whoever she is, it is not she.
    came_to: Option<ContactId>,
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
            known_as: None,
            came_to: None,
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

    /// Whether it is somebody's echo still: not one that its radar has lost.
    pub(super) fn holds_at(&self, now: EventTime) -> bool {
        self.holds() && now.since(self.last) < LOST_AFTER
    }

    /// Whether its partner was where it is at the last look.
    const fn holds(&self) -> bool {
        self.partner.is_some() && self.apart_since.is_none()
    }

    /// Whether it came to a contact from elsewhere.
    pub(super) fn came_to(&self, contact: ContactId) -> bool {
        self.came_to == Some(contact)
    }

    /// From when to when it has gone about on its own up to the last look, if it did for long.
    pub(super) fn on_its_own(&self) -> Option<(EventTime, EventTime)> {
        let long = self.last.since(self.alone_since) >= ON_ITS_OWN;
        long.then_some((self.alone_since, self.last))
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
        // Who was lost and is heard again has not been come to.
        let came_to =
            |it: &&Candidate| it.share <= 1.0 && it.came_to && self.known_as != Some(it.id);
        if let Some(to) = near.iter().find(came_to) {
            self.came_to = Some(to.id);
        }
        if near.iter().any(|candidate| candidate.share <= 1.0 && candidate.is_due) {
            self.alone_since = now;
        }
        self.keep(near, heard, now);
        self.try_out(near, now);
        if self.holds() {
            return None;
        }
        let enough = |candidate: &&Candidate| {
            // Who returns is who she was.
            let returns = self.former == Some(candidate.id) && candidate.fits();
            returns
                || self.trials.iter().flatten().any(|trial| {
                    trial.id == candidate.id
                        && trial.looks >= LOOKS
                        && now.since(trial.since) >= LOOKS_SPAN
                })
        };
        let next = near.iter().filter(enough).map(|it| it.id).find(|id| free(*id))?;
        (self.partner, self.apart_since, self.former, self.grace_until) =
            (Some(next), None, None, None);
        self.known_as = Some(next);
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
        self.came_to = self.came_to.filter(|to| *to != id);
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

    /// Counts the looks of those that fit; who does not fit begins anew, and whom it came to does not at all.
    fn try_out(&mut self, near: &[Candidate], now: EventTime) {
        let mut trials = [None; TRIALS];
        let fits = |it: &&Candidate| it.fits() && self.came_to != Some(it.id);
        let fitting = near.iter().filter(fits);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Mmsi;

    const SHIP: u32 = 338_000_001;

    fn at(secs: i64) -> EventTime {
        EventTime::from_secs(1_000_000 + secs)
    }

    fn near(mmsi: u32) -> Candidate {
        let id = ContactId::from_mmsi(Mmsi::new(mmsi).expect("an MMSI"));
        Candidate { id, share: 0.4, moves_alike: true, is_due: true, came_to: false }
    }

    /// An echo that has been a ship's since second 9.
    fn echo() -> Link {
        let mut link = Link::new(at(0));
        for secs in (0..=9).step_by(3) {
            link.look(&[near(SHIP)], true, at(secs), |_| true);
        }
        assert_eq!(link.partner, Some(near(SHIP).id));
        link
    }

    #[test]
    fn a_ship_that_is_awaited_keeps_her_echo_and_one_that_is_overdue_leaves_it_alone_as_well() {
        let mut link = echo();
        let overdue = Candidate { is_due: false, ..near(SHIP) };
        for secs in (12..180).step_by(3) {
            link.look(&[overdue], true, at(secs), |_| true);
        }
        assert!(link.holds());
        assert_eq!(link.alone_since, at(9));
        link.look(&[], false, at(180), |_| true);
        assert_eq!((link.partner, link.former), (None, Some(near(SHIP).id)));
    }

    #[test]
    fn an_echo_that_its_radar_has_lost_holds_nobody() {
        let link = echo();
        assert!(link.holds_at(at(9 + 59)));
        assert!(!link.holds_at(at(9 + 60)));
    }

    #[test]
    fn who_returns_has_her_echo_again_at_once() {
        let mut link = echo();
        link.look(&[], false, at(200), |_| true);
        assert!(!link.is_spoken_for());
        assert_eq!(link.look(&[near(SHIP)], true, at(203), |_| true), Some(near(SHIP).id));
        // Another one's it is after three looks only.
        let mut link = echo();
        link.look(&[], false, at(200), |_| true);
        assert_eq!(link.look(&[near(SHIP + 1)], true, at(203), |_| true), None);
    }

    #[test]
    fn who_came_to_a_ship_on_its_own_is_not_her_echo_however_long_it_stays() {
        let mut link = Link::new(at(0));
        for secs in (0..=180).step_by(3) {
            link.look(&[], false, at(secs), |_| true);
        }
        assert_eq!(link.on_its_own(), Some((at(0), at(180))));
        let came = Candidate { came_to: true, ..near(SHIP) };
        link.look(&[came], true, at(183), |_| true);
        for secs in (186..600).step_by(3) {
            assert_eq!(link.look(&[near(SHIP)], true, at(secs), |_| true), None);
        }
        assert!(!link.is_spoken_for());
    }

    #[test]
    fn who_lay_by_one_ship_may_come_to_another_but_not_to_the_same() {
        let mut link = echo();
        for secs in (12..=300).step_by(3) {
            link.look(&[], true, at(secs), |_| true);
        }
        assert_eq!(link.on_its_own(), Some((at(9), at(300))));
        let [same, another] =
            [SHIP, SHIP + 1].map(|mmsi| Candidate { came_to: true, ..near(mmsi) });
        let stays = |mut link: Link, by: Candidate| {
            for secs in (303..600).step_by(3) {
                link.look(&[by], true, at(secs), |_| true);
            }
            link.partner
        };
        assert_eq!(stays(link, another), None);
        assert_eq!(stays(link, same), Some(same.id));
    }
}
