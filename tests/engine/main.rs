//! The core on scripted scenes: what has to be raised, when, and what has to stay quiet.
#![cfg(test)]

mod areas;
mod association;
mod company;
mod conduct;
mod order;
mod parts;
mod radar;
mod restart;
mod scenes;
mod seldom_heard;
mod silence;
mod stage;
mod watch_list;
