//! The text of a script to a checked [`super::Script`]: the tree of TOML with its spans is walked
//! once, so that every mistake comes at once with its place.

mod contact;
mod gnss;
mod hearing;
mod identity;
mod leg;
mod limits;
mod message;
mod root;
mod scene;
mod section;

pub(super) use root::script;
