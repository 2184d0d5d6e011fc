use super::super::fields::Fields;
use super::message::number;
use crate::domain::RadarLabel;

/// Labels of one sentence: what fits into its 82 characters.
pub const LABELS_MAX: usize = 11;

/// Target labels: names for several targets at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetLabels([Option<RadarLabel>; LABELS_MAX]);

impl TargetLabels {
    /// `TLB,number,label,number,label,...`; a blank label takes the target's label away. A pair
    /// whose number cannot be read is left out; a sentence without any other is `None`.
    pub(super) fn read(fields: &Fields<'_>) -> Option<Self> {
        let mut labels = [None; LABELS_MAX];
        for (slot, place) in labels.iter_mut().zip((1_usize..).step_by(2)) {
            let label = || fields.label(place.saturating_add(1));
            *slot = number(fields, place).map(|number| RadarLabel { number, label: label() });
        }
        labels.iter().any(Option::is_some).then_some(Self(labels))
    }

    /// The labels in the order of the sentence.
    pub fn iter(&self) -> impl Iterator<Item = &RadarLabel> {
        self.0.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::RejectReason;
    use super::super::{RadarMessage, parse};

    #[test]
    fn each_target_of_the_sentence_gets_its_label_or_loses_it() {
        let labels = |sentence: &str| match parse(sentence.as_bytes()) {
            Ok(Some(RadarMessage::TargetLabels(labels))) => labels
                .iter()
                .map(|one| (one.number, one.label.map(|label| label.as_str().to_owned())))
                .collect::<Vec<_>>(),
            other => panic!("{sentence}: {other:?}"),
        };
        let named = |number, label: &str| (number, Some(label.to_owned()));
        assert_eq!(
            labels("$RATLB,1,XXXX,2,,015,SKIFF A,x,LOST"),
            [named(1, "XXXX"), (2, None), named(15, "SKIFF A")]
        );
        assert_eq!(labels("$RATLB,7"), [(7, None)]);
        assert_eq!(parse(b"$RATLB,,"), Err(RejectReason::Instrument));
    }
}
