use super::bounds::PARTICIPANTS_MAX;
use crate::detect::Priority;
use crate::domain::ContactId;

/// Those who hold one alert open (the craft that approach one target), each with how grave it is what
/// the rule said of it last: the alert is as grave as the worst of them.
#[derive(Clone, Debug, Default)]
pub(super) enum Voices {
    #[default]
    Nobody,
    /// So nearly every alert has it.
    One(Voice),
    Several(Vec<Voice>),
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voice {
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
        if let Some(known) = self.all_mut().iter_mut().find(|voice| voice.who == who) {
            *known = Voice { gravity, step: known.step.max(step), ..*known };
        } else {
            self.push(Voice { who, gravity, step });
        }
        let rank = |voice: &Voice| (voice.gravity, std::cmp::Reverse(voice.who));
        let leads = self.all().iter().max_by_key(|voice| rank(voice)).map(|voice| voice.who);
        if self.all().len() > PARTICIPANTS_MAX {
            let least = self.all().iter().min_by_key(|voice| rank(voice)).map(|voice| voice.who);
            if let Some(least) = least {
                self.remove(least);
            }
            *cut = cut.saturating_add(1);
        }
        leads == Some(who)
    }

    /// One of them holds it open no longer: the highest step that those reached who do. `None` if
    /// nobody is known to.
    pub(super) fn leave(&mut self, who: ContactId) -> Option<u8> {
        self.remove(who);
        self.all().iter().map(|voice| voice.step).max()
    }

    /// Nobody holds it open.
    pub(super) fn clear(&mut self) {
        *self = Self::Nobody;
    }

    const fn all(&self) -> &[Voice] {
        match self {
            Self::Nobody => &[],
            Self::One(voice) => std::slice::from_ref(voice),
            Self::Several(all) => all.as_slice(),
        }
    }

    const fn all_mut(&mut self) -> &mut [Voice] {
        match self {
            Self::Nobody => &mut [],
            Self::One(voice) => std::slice::from_mut(voice),
            Self::Several(all) => all.as_mut_slice(),
        }
    }

    fn push(&mut self, voice: Voice) {
        *self = match std::mem::take(self) {
            Self::Nobody => Self::One(voice),
            Self::One(first) => Self::Several(vec![first, voice]),
            Self::Several(mut all) => {
                all.reserve_exact(1);
                all.push(voice);
                Self::Several(all)
            }
        };
    }

    fn remove(&mut self, who: ContactId) {
        match self {
            Self::One(voice) if voice.who == who => *self = Self::Nobody,
            Self::Several(all) => all.retain(|voice| voice.who != who),
            Self::Nobody | Self::One(_) => {}
        }
    }
}
