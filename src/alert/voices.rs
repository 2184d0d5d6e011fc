use super::bounds::PARTICIPANTS_MAX;
use crate::detect::Priority;
use crate::domain::ContactId;

/// Those who hold one alert open (the craft that approach one target), each with how grave it is what
/// the rule said of it last: the alert is as grave as the worst of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Voices(Vec<Voice>);

/// One of them.
#[derive(Clone, Copy, Debug)]
struct Voice {
    who: ContactId,
    gravity: Gravity,
    /// Highest step that it reached.
    step: u8,
}

/// How grave it is what a rule said, compared in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gravity {
    pub(super) priority: Priority,
    pub(super) step: u8,
    pub(super) score: u8,
}

impl Voices {
    /// Notes what was said of one now. Whether it leads: nobody else is worse, and whoever is as bad
    /// comes later by contact. At the bound whoever matters least is not counted, and `cut` says so.
    pub(super) fn note(&mut self, who: ContactId, gravity: Gravity, cut: &mut u64) -> bool {
        let step = gravity.step;
        if let Some(known) = self.0.iter_mut().find(|voice| voice.who == who) {
            *known = Voice { gravity, step: known.step.max(step), ..*known };
        } else {
            // Nearly every alert has one or two.
            self.0.reserve_exact(1);
            self.0.push(Voice { who, gravity, step });
        }
        let rank = |voice: &Voice| (voice.gravity, std::cmp::Reverse(voice.who));
        let leads = self.0.iter().max_by_key(|voice| rank(voice)).map(|voice| voice.who);
        if self.0.len() > PARTICIPANTS_MAX {
            let least = self.0.iter().enumerate().min_by_key(|(_, voice)| rank(voice));
            if let Some((place, _)) = least {
                self.0.remove(place);
            }
            *cut = cut.saturating_add(1);
        }
        leads == Some(who)
    }

    /// One of them holds it open no longer: the highest step that those reached who do. `None` if
    /// nobody is known to.
    pub(super) fn leave(&mut self, who: ContactId) -> Option<u8> {
        self.0.retain(|voice| voice.who != who);
        self.0.iter().map(|voice| voice.step).max()
    }

    /// Nobody holds it open.
    pub(super) fn clear(&mut self) {
        self.0 = Vec::new();
    }
}
