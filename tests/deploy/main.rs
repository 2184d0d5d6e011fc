//! The files of `deploy/`, each read by the program it is for.
#![cfg(test)]

#[path = "../publish/beacons.rs"]
mod beacons;
mod dashboard;
mod files;
mod image;
mod manifests;
mod package;
#[path = "../publish/peer.rs"]
#[expect(dead_code, reason = "shared with the tests of sinks")]
mod peer;
#[path = "../serve/served.rs"]
#[expect(dead_code, reason = "shared with the tests of `serve`")]
mod served;
