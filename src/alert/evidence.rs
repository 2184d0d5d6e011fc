use super::sentences::Sentences;
use super::words::{Word, Words};
use super::{Evidence, Trail};
use crate::detect::{Measure, Relation};

/// [`Evidence`] as the book keeps it, without a byte to spare: it stands by the thousand and is
/// seldom told.
#[derive(Debug)]
pub(super) struct KeptEvidence {
    pub(super) measures: Box<[KeptMeasure]>,
    positions: Trail,
    sentences: Sentences,
    missing_layers: Box<[&'static str]>,
}

/// A [`Measure`] in 24 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeptMeasure {
    pub(super) value: f64,
    limit: f64,
    pub(super) name: Word,
    pub(super) unit: Word,
    relation: Relation,
    is_limited: bool,
}

impl KeptEvidence {
    /// Of evidence, whose words become known.
    pub(super) fn of(evidence: Evidence, words: &mut Words) -> Self {
        let Evidence { measures, positions, sentences, missing_layers } = evidence;
        Self {
            measures: measures.iter().map(|measure| KeptMeasure::of(measure, words)).collect(),
            positions,
            sentences: sentences.iter().collect(),
            missing_layers: missing_layers.into(),
        }
    }

    /// The evidence again.
    pub(super) fn evidence(&self, words: &Words) -> Evidence {
        Evidence {
            measures: self.measures.iter().map(|measure| measure.measure(words)).collect(),
            positions: self.positions.clone(),
            sentences: self.sentences.iter().collect(),
            missing_layers: self.missing_layers.to_vec(),
        }
    }
}

impl KeptMeasure {
    fn of(measure: &Measure, words: &mut Words) -> Self {
        Self {
            value: measure.value,
            limit: measure.limit.unwrap_or(0.0),
            name: words.number(measure.name),
            unit: words.number(measure.unit),
            relation: measure.relation,
            is_limited: measure.limit.is_some(),
        }
    }

    fn measure(&self, words: &Words) -> Measure {
        Measure {
            name: words.get(self.name),
            value: self.value,
            unit: words.get(self.unit),
            limit: self.is_limited.then_some(self.limit),
            relation: self.relation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let mut words = Words::default();
        for evidence in [evidence, Evidence::default()] {
            let kept = KeptEvidence::of(evidence.clone(), &mut words);
            assert_eq!(kept.evidence(&words), evidence);
        }
        assert_eq!(size_of::<KeptMeasure>(), 24);
    }
}
