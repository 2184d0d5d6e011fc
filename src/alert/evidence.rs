use super::sentences::Sentences;
use super::{Evidence, Trail};
use crate::detect::Measure;

/// [`Evidence`] as the book keeps it, without a byte to spare: it stands by the thousand and is
/// seldom told.
#[derive(Clone, Debug)]
pub(super) struct KeptEvidence {
    pub(super) measures: Box<[Measure]>,
    positions: Trail,
    sentences: Sentences,
    missing_layers: Box<[&'static str]>,
}

impl From<Evidence> for KeptEvidence {
    fn from(evidence: Evidence) -> Self {
        let Evidence { measures, positions, sentences, missing_layers } = evidence;
        Self {
            measures: measures.into(),
            positions,
            sentences: sentences.iter().collect(),
            missing_layers: missing_layers.into(),
        }
    }
}

impl From<&KeptEvidence> for Evidence {
    fn from(kept: &KeptEvidence) -> Self {
        Self {
            measures: kept.measures.to_vec(),
            positions: kept.positions.clone(),
            sentences: kept.sentences.iter().collect(),
            missing_layers: kept.missing_layers.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Relation;

    #[test]
    fn what_is_kept_comes_back_as_it_was() {
        let measure = |name, limit| Measure {
            name,
            value: 0.21,
            unit: "nm",
            limit,
            relation: Relation::AtMost,
        };
        let evidence = Evidence {
            measures: vec![measure("cpa", Some(0.5)), measure("radius", None)],
            positions: Trail::default(),
            sentences: ["!AIVDM,1", "", "Position \u{fb}nknown", ""].map(str::to_owned).to_vec(),
            missing_layers: vec!["coast"],
        };
        let kept = KeptEvidence::from(evidence.clone());
        assert_eq!(Evidence::from(&kept), evidence);
        assert_eq!(Evidence::from(&KeptEvidence::from(Evidence::default())), Evidence::default());
    }
}
