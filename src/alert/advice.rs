use crate::domain::RuleId;

/// One line of advice to a ship, in our own words, with the document it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What to do.
    pub text: &'static str,
    /// The document.
    pub source: &'static str,
    /// Its date, as exactly as it is known: `YYYY-MM` or `YYYY-MM-DD`.
    pub date: &'static str,
}

/// The advice that goes with a rule; none with what an officer asked for or wrote himself.
pub const fn advice(rule: RuleId) -> &'static [Advice] {
    match rule {
        RuleId::FastApproach | RuleId::Swarm => &FAST_APPROACH,
        RuleId::Shadowing => &SHADOWING,
        RuleId::HijackSuspected => &HIJACK_SUSPECTED,
        RuleId::BoardingAlongside => &BOARDING_ALONGSIDE,
        RuleId::AisDark => &AIS_DARK,
        RuleId::DistressBeacon => &DISTRESS_BEACON,
        RuleId::SafetyText => &SAFETY_TEXT,
        RuleId::PositionJump | RuleId::GnssInterference => &POSITION_JUMP,
        RuleId::Loitering | RuleId::Mothership => &SUSPICIOUS_CRAFT,
        RuleId::DarkContact => &DARK_CONTACT,
        RuleId::Encounter => &ENCOUNTER,
        RuleId::UnexpectedStop | RuleId::Drifting | RuleId::NavigationalStatus => &ASSISTANCE,
        RuleId::CourseDeviation | RuleId::AreaSpeed => &INTENTIONS,
        RuleId::IdentityChange => &IDENTITY_CHANGE,
        RuleId::DuplicateMmsi => &DUPLICATE_MMSI,
        RuleId::AreaEntry | RuleId::AreaExit | RuleId::AreaDwell | RuleId::ZoneBreach => &AREAS,
        // What an officer asked for or wrote himself.
        RuleId::WatchListed | RuleId::OfficerReport => &[],
    }
}

static FAST_APPROACH: [Advice; 2] = [
    Advice {
        text: "Go to full speed, hold the small craft off by small alterations, sound the alarm \
               and report to the reporting centre of the region at once.",
        source: "BMP Maritime Security",
        date: "2025-03",
    },
    Advice {
        text: "Be ready to raise the ship security alert and a distress call before anybody is \
               alongside.",
        source: "IMO MSC.1/Circ.1334, annex",
        date: "2009-06-23",
    },
];

static SHADOWING: [Advice; 1] = [Advice {
    text: "Alter course and speed and watch whether it follows; keep extra lookouts on quarters \
           and stern, and report it to the reporting centre of the region.",
    source: "IMO MSC.1/Circ.1334, annex",
    date: "2009-06-23",
}];

static BOARDING_ALONGSIDE: [Advice; 1] = [Advice {
    text: "Sound the alarm, muster the crew in a safe place and report to the reporting centre of \
           the region; keep anybody alongside in sight and light.",
    source: "IMO MSC.1/Circ.1334, annex",
    date: "2009-06-23",
}];

static HIJACK_SUSPECTED: [Advice; 1] = [Advice {
    text: "Do not call the ship or ships near her: inform her flag State, the coastal State and \
           her company's security officer, who may know of a covert alert.",
    source: "IMO MSC/Circ.1073",
    date: "2003-06-10",
}];

static AIS_DARK: [Advice; 1] = [Advice {
    text: "A master may switch AIS off where it endangers the ship, and is asked to log it: call \
           the ship or her company before assuming more.",
    source: "IMO resolution A.1106(29), Revised guidelines for the use of shipborne AIS",
    date: "2015-12-02",
}];

static DISTRESS_BEACON: [Advice; 1] = [Advice {
    text: "Treat an active device as persons in distress: fix its position, inform the rescue \
           coordination centre, ask ships nearby to keep a lookout.",
    source: "IMO SN.1/Circ.322",
    date: "2013-06-24",
}];

static SAFETY_TEXT: [Advice; 1] = [Advice {
    text: "Read the text itself, confirm by voice, and pass what speaks of piracy or armed robbery \
           to the rescue coordination centre and the security authority.",
    source: "IMO MSC.1/Circ.1334, annex",
    date: "2009-06-23",
}];

static POSITION_JUMP: [Advice; 1] = [Advice {
    text: "Satellite positions may be disturbed on purpose: compare with radar and bearings, and \
           look whether others nearby jump too.",
    source: "IMO MSC.1/Circ.1644",
    date: "2021-10",
}];

static SUSPICIOUS_CRAFT: [Advice; 1] = [Advice {
    text: "Keep clear of it, look for boats in tow, ladders and hooks, and report place, look and \
           movements to the reporting centre of the region.",
    source: "BMP Maritime Security",
    date: "2025-03",
}];

static DARK_CONTACT: [Advice; 1] = [Advice {
    text: "Plot it and keep a lookout that way: small craft are seldom on AIS and often poor radar \
           targets; report it if it closes.",
    source: "IMO MSC.1/Circ.1334, annex",
    date: "2009-06-23",
}];

static ENCOUNTER: [Advice; 1] = [Advice {
    text: "Transfers from ship to ship at sea are notified to the coastal State: ask whether this \
           one was, and compare both ships' flags, insurance and voyages.",
    source: "IMO resolution A.1192(33)",
    date: "2023-12-06",
}];

static ASSISTANCE: [Advice; 1] = [Advice {
    text: "Ask the master for the state of the ship, his intentions and what he needs, and tell the \
           maritime assistance service.",
    source: "IMO resolution A.950(23)",
    date: "2003-12-05",
}];

static INTENTIONS: [Advice; 1] = [Advice {
    text: "Ask the ship for her intentions through the vessel traffic service, where there is one, \
           before assuming more.",
    source: "IMO resolution A.1158(32)",
    date: "2021-12-15",
}];

static IDENTITY_CHANGE: [Advice; 1] = [Advice {
    text: "The IMO number stays with the hull through every change of name, flag and owner: compare \
           it with the registers.",
    source: "IMO resolution A.1117(30)",
    date: "2017-12-06",
}];

static DUPLICATE_MMSI: [Advice; 1] = [Advice {
    text: "What AIS says may be entered wrongly: call both ships and have them check the MMSI of \
           their sets.",
    source: "IMO resolution A.1106(29)",
    date: "2015-12-02",
}];

static AREAS: [Advice; 1] = [Advice {
    text: "Find out who she is and whether she is expected; what follows is in the security plan of \
           the place, at the security level in force.",
    source: "ISPS Code, part B, 16",
    date: "2002-12-12",
}];

#[cfg(test)]
mod tests {
    use super::advice;
    use crate::domain::RuleId;

    #[test]
    fn every_line_is_short_enough_for_a_poor_link_and_names_a_dated_source() {
        for line in RuleId::ALL.into_iter().flat_map(advice) {
            assert!((20..=160).contains(&line.text.len()), "{}", line.text);
            assert!(!line.source.is_empty(), "{}", line.text);
            assert!(matches!(line.date.len(), 7 | 10) && line.date.starts_with("20"));
        }
    }

    #[test]
    fn every_rule_gives_advice_but_what_an_officer_asked_for_or_wrote() {
        let without: Vec<_> =
            RuleId::ALL.into_iter().filter(|rule| advice(*rule).is_empty()).collect();
        assert_eq!(without, [RuleId::WatchListed, RuleId::OfficerReport]);
    }
}
