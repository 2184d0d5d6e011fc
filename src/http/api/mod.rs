//! `/api/v1`: one file per thing that is asked for.

pub(super) mod alerts;
pub(super) mod cap;
pub(super) mod charts;
pub(super) mod coverage;
pub(super) mod filter;
pub(super) mod handover;
pub(super) mod live;
pub(super) mod made_areas;
pub(super) mod officer_acts;
pub(super) mod officer_reports;
pub(super) mod past;
pub(super) mod posts;
pub(super) mod rules;
pub(super) mod sinks;
pub(super) mod store;
pub(super) mod stream;
pub(super) mod questions;
pub(super) mod transitions;
pub(super) mod try_area;
pub(super) mod vessels;
pub(super) mod watch_areas;
pub(super) mod watch_list;
