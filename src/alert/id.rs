use std::fmt;

use uuid::Uuid;

use crate::areas::AreaId;
use crate::detect::IncidentKey;
use crate::domain::{EventTime, RuleId};

/// Picket's own namespace for alert ids: drawn at random once for this purpose. Another value would
/// give every alert another id, so it never changes.
const NAMESPACE: Uuid = Uuid::from_u128(0x94ab_71d5_1797_472c_866e_f16e_a5a1_cb35);

/// Version 5 UUID (RFC 9562) of rule, area, exercise, incident key and the time of raising.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlertId(pub Uuid);

impl AlertId {
    /// The id of `rule|area|exercise|incident key|raised_at`, each in the form of the contract.
    pub fn of(
        rule: RuleId,
        area: &AreaId,
        exercise: bool,
        incident: &IncidentKey,
        raised_at: EventTime,
    ) -> Self {
        let name = format!("{rule}|{area}|{exercise}|{incident}|{raised_at}");
        Self(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::IncidentSubject;

    /// Expected values: `uuid.uuid5(uuid.UUID("94ab71d5-1797-472c-866e-f16ea5a1cb35"), name)` of
    /// Python 3.11, over the names in the comments.
    #[test]
    fn ids_are_the_ones_that_python_computes() {
        let raised_at: EventTime = "2017-03-09T08:45:10Z".parse().expect("a time");
        let contact = "mmsi:999000001".parse().expect("a contact");
        let drilled = "exercise:drill:999000001".parse().expect("a contact");
        let port: AreaId = "port-1".parse().expect("an area");
        let facility = IncidentKey {
            family: RuleId::FastApproach.family(),
            about: IncidentSubject::Area(port.clone()),
        };
        let gulf: AreaId = "gulf-of-aden".parse().expect("an area");
        for (rule, area, exercise, incident, id) in [
            // fast-approach|gulf-of-aden|false|approach/mmsi:999000001|2017-03-09T08:45:10.000Z
            (
                RuleId::FastApproach,
                &gulf,
                false,
                IncidentKey::of_contact(RuleId::FastApproach, contact),
                "4fbea17e-7ad0-543e-9d16-e575103c5f23",
            ),
            // loitering|gulf-of-aden|true|motion/exercise:drill:999000001|2017-03-09T08:45:10.000Z
            (
                RuleId::Loitering,
                &gulf,
                true,
                IncidentKey::of_contact(RuleId::Loitering, drilled),
                "4e3b543a-309d-57e5-8317-0817c54b77f1",
            ),
            // fast-approach|port-1|false|approach/area:port-1|2017-03-09T08:45:10.000Z
            (RuleId::FastApproach, &port, false, facility, "45f8a6ad-04da-5d6c-83c3-b3af2cc5b89e"),
        ] {
            assert_eq!(AlertId::of(rule, area, exercise, &incident, raised_at).to_string(), id);
        }
    }
}
