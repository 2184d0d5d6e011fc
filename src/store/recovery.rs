use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::changes::read_changes;
use super::codec::Broken;
use super::error::Fault;
use super::kv::View;
use super::last_picture::{LastPicture, read_chunk};
use super::tracks::{OpenTracks, Period, read_log};
use super::watch::{Logged, read_logged};
use crate::domain::ContactId;

/// What was in memory before a restart, made again from `watch.redb`.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    pub(super) open: OpenTracks,
    pub(super) picture: LastPicture,
    /// The commit at which a contact left since the picture was written.
    gone: HashMap<ContactId, u64, FixedState>,
}

impl Recovery {
    pub(super) fn read(view: &dyn View) -> Result<Self, Fault> {
        let mut recovery = Self::default();
        read_logged(view, &mut recovery)?;
        Ok(recovery)
    }
}

impl Logged for Recovery {
    fn chunk(&mut self, value: &[u8]) -> Result<(), Broken> {
        read_chunk(value, |known| self.picture.insert(&known))
    }

    fn changes(&mut self, commit: u64, value: &[u8]) -> Result<(), Broken> {
        let Self { picture, gone, .. } = self;
        let mut left = Vec::new();
        read_changes(value, |known| picture.insert(&known), |contact| left.push(contact))?;
        for contact in left {
            picture.remove(contact);
            gone.insert(contact, commit);
        }
        Ok(())
    }

    fn points(
        &mut self,
        period: Period,
        commit: u64,
        shown: bool,
        value: &[u8],
    ) -> Result<(), Broken> {
        let Self { open, picture, gone } = self;
        read_log(period, value, |contact, point, feed| {
            open.add(period, commit, (contact, None), point, feed);
            let left = gone.get(&contact).is_some_and(|&at| at >= commit);
            if !shown && !left && point.fix().is_some() {
                picture.take_point(contact, &point, feed);
            }
        })
    }
}
