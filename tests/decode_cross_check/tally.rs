//! How many values were compared, and which differ.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};

/// What was compared and what was left out.
#[derive(Default)]
pub(crate) struct Tally {
    /// Values by message type and member. Where neither says anything, that is compared and not
    /// counted.
    compared: BTreeMap<(u32, &'static str), usize>,
    /// How often a member differs, and the first time.
    differences: BTreeMap<(u32, String), (usize, String)>,
    refused: BTreeMap<String, usize>,
    /// Messages that end before their type does.
    pub(crate) short: usize,
    /// Messages on which nmea-parser panics.
    pub(crate) panicked: usize,
    /// Sentences of more than two parts, or whose other part does not stand beside them.
    pub(crate) parts_apart: usize,
    message_type: u32,
    sentences: String,
}

impl Tally {
    /// What is compared from now on is of this message.
    pub(crate) fn look_at(&mut self, message_type: u32, sentences: &[String]) {
        // Types of one form.
        self.message_type = if matches!(message_type, 2 | 3) { 1 } else { message_type };
        self.sentences = sentences.join(" ");
    }

    /// A value that both always say.
    pub(crate) fn same<T: Copy + PartialEq + Debug>(
        &mut self,
        member: &'static str,
        ours: T,
        theirs: T,
    ) {
        self.optional(member, Some(ours), Some(theirs));
    }

    /// A value that may be absent.
    pub(crate) fn optional<T: Copy + PartialEq + Debug>(
        &mut self,
        member: &'static str,
        ours: Option<T>,
        theirs: Option<T>,
    ) {
        if ours.is_some() || theirs.is_some() {
            *self.compared.entry((self.message_type, member)).or_default() += 1;
        }
        if ours != theirs {
            self.differ(member, ours, theirs);
        }
    }

    /// A measure that may be absent, but for the rounding of a division.
    pub(crate) fn near(&mut self, member: &'static str, ours: Option<f64>, theirs: Option<f64>) {
        let close = ours.zip(theirs).is_some_and(|(ours, theirs)| (ours - theirs).abs() < 1e-9);
        self.optional(member, ours, if close { ours } else { theirs });
    }

    pub(crate) fn differ(&mut self, member: &str, ours: impl Debug, theirs: impl Debug) {
        let said = format!("Picket {ours:?}, nmea-parser {theirs:?} of {}", self.sentences);
        let member = (self.message_type, member.to_owned());
        self.differences.entry(member).or_insert((0, said)).0 += 1;
    }

    pub(crate) fn refused(&mut self, why: &str) {
        let why = why.split([':', '!']).next().unwrap_or_default();
        *self.refused.entry(format!("type {}: {why}", self.message_type)).or_default() += 1;
    }

    /// Fails unless nothing differs and every value was there at least so often.
    pub(crate) fn judge(&self, at_least: &[(u32, &[(&str, usize)])]) {
        assert!(self.differences.is_empty(), "{:#?}", self.differences);
        let least = at_least.iter().flat_map(|(kind, members)| {
            members.iter().map(move |(member, least)| ((*kind, *member), *least))
        });
        let mut least: BTreeMap<_, _> = least.collect();
        for (member, &compared) in &self.compared {
            let expected = least.remove(member);
            let enough = expected.is_some_and(|expected| compared >= expected);
            assert!(enough, "{member:?} was compared {compared} times, expected {expected:?}");
        }
        assert!(least.is_empty(), "never compared: {least:?}");
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { short, panicked, parts_apart, .. } = self;
        writeln!(f, "{} values compared", self.compared.values().sum::<usize>())?;
        writeln!(f, "{short} short, {panicked} panics, {parts_apart} parts apart")?;
        self.refused.iter().try_for_each(|(why, count)| writeln!(f, "{count} {why}"))?;
        let members = self.compared.iter();
        members.clone().try_for_each(|((kind, member), n)| writeln!(f, "{kind} {member} {n}"))
    }
}
