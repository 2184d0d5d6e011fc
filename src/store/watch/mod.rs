//! `watch.redb`: the transition log, acts, security levels, the last picture, and the log of points
//! that are in no block yet. One commit is one transaction of this file.

mod acts;
mod alerts;
mod by_time;
mod checking;
mod file;
mod first_schema;
mod forgetting;
mod log;
mod schema;
mod standing;
mod statics;
mod sinks;
mod tables;

pub(super) use acts::{acts_after, made_areas, put_act, security_levels, watch_list};
pub(super) use alerts::{
    alert, forget_settled, history, list, put_transition, seq_range, snoozes, transitions_after,
    unsettled, was, whole_alert,
};
pub(super) use by_time::transitions_between;
pub(super) use checking::{check_alerts, check_statics};
pub(super) use file::{WatchFile, open_watch};
pub(super) use forgetting::{forget_acts, forget_alerts, forget_identities};
pub(super) use log::{Logged, Marks, put_keyframe, put_log, put_marks, read_logged, read_marks};
pub(super) use sinks::{
    count_dead_letters, cursor, dead_letters, feed_position, put_cursors, put_dead_letter,
    put_feed_position, remove_dead_letter,
};
pub(super) use standing::standing_at;
pub(super) use statics::{
    OF_CONTACT_MAX, each_gone, each_statics, gone, put_gone, put_statics, put_statics_end,
    replace_statics, statics,
};
pub(super) use tables::Brief;
