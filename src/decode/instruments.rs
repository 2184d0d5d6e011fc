//! `$` sentences of GNSS receivers and other instruments, by `nmea-parser`.

use super::RejectReason;

/// What an instrument says.
#[derive(Clone, Debug, PartialEq)]
pub enum Instrument {}

/// Reads a sentence whose checksum has been verified, from `$` to before `*`. `Ok(None)`: a
/// sentence that Picket knowingly does not use.
pub fn parse(sentence: &[u8]) -> Result<Option<Instrument>, RejectReason> {
    todo!("{sentence:?}")
}
