//! `picket decode` beside three decoders that others wrote, over every recording and vector of
//! `testdata`: message by message, member by member.
//!
//! What a peer's members are called in Picket, in which unit, and which of its values are codes for
//! "not available" stands in `testdata/referee/PEER.mapping.toml`; a member that is neither mapped
//! nor listed there as unused fails the test. Where the two differ stands in
//! `testdata/referee/PEER.decided.toml` with how often, an example and the reason that decides it.
//! A difference that is not there, or a decided one that is gone, fails the test;
//! `UPDATE_GOLDEN=1` writes the counts anew and leaves the reasons to be written by a person.
#![cfg(test)]

mod compare;
mod decided;
mod mapping;
mod peer;
mod picket;
mod source;

use std::collections::BTreeMap;

use compare::Findings;
use decided::Decided;
use mapping::Mapping;
use peer::Peer;

#[test]
fn gpsdecode_reads_the_recordings_as_picket_does_but_for_what_is_decided() {
    judge(&peer::GPSDECODE);
}

#[test]
fn pyais_reads_the_recordings_as_picket_does_but_for_what_is_decided() {
    judge(&peer::PYAIS);
}

#[test]
fn libais_reads_the_recordings_as_picket_does_but_for_what_is_decided() {
    judge(&peer::LIBAIS);
}

fn judge(peer: &Peer) {
    if let Err(missing) = peer.is_here() {
        let required = std::env::var("PICKET_REQUIRE_PEERS").is_ok_and(|value| value == "1");
        assert!(!required, "{missing}; `make test` installs it");
        eprintln!("skipped: {missing}; `make test` installs it");
        return;
    }
    let mapping = Mapping::of(peer.name);
    let mut all = BTreeMap::new();
    let mut compared = 0;
    for source in source::ALL {
        let sentences = source::sentences(source);
        let ours = picket::answers(source, &sentences);
        let plain: Vec<String> = sentences.iter().map(|s| source::plain(s)).collect();
        let theirs = peer.answers(&plain);
        let mut findings = Findings::new(&mapping, peer.joins_parts);
        findings.compare(&sentences, &ours, &theirs);
        compared += findings.compared;
        for (case, seen) in findings.into_cases() {
            all.entry(case).or_insert_with(BTreeMap::new).insert(*source, seen);
        }
    }
    assert!(compared > 110_000, "only {compared} messages were compared");
    Decided::of(peer.name).hold_against(&all);
}
