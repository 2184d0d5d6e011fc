use crate::store::changes::read_changes;
use crate::store::codec::Broken;
use crate::store::error::Fault;
use crate::store::known::read_statics;
use crate::store::kv::Database;
use crate::store::last_picture::read_chunk;
use crate::store::tracks::{Period, read_log};
use crate::store::watch::{Logged, check_alerts, check_statics, read_logged};

/// Every entry reads, and what points at a transition finds it.
pub(super) fn check_watch(
    database: &dyn Database,
    tell: &mut dyn FnMut(String),
) -> Result<(), Fault> {
    let view = database.view()?;
    check_alerts(&*view, tell)?;
    check_statics(&*view, |contact, statics| {
        if read_statics(&mut crate::store::codec::Bytes(statics)).is_err() {
            tell(format!("the statics of {contact} do not read"));
        }
    })?;
    read_logged(&*view, &mut Reading)
}

/// Reads what a start would read.
struct Reading;

impl Logged for Reading {
    fn chunk(&mut self, value: &[u8]) -> Result<(), Broken> {
        read_chunk(value, |_known| ())
    }

    fn changes(&mut self, _commit: u64, value: &[u8]) -> Result<(), Broken> {
        read_changes(value, |_known| (), |_gone| ())
    }

    fn points(
        &mut self,
        period: Period,
        _commit: u64,
        _shown: bool,
        value: &[u8],
    ) -> Result<(), Broken> {
        read_log(period, value, |_contact, _point, _feed| ())
    }
}
