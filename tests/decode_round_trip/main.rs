//! What the `aivdm` crate encodes, Picket decodes to the same values: every message field by field,
//! over random values with the codes for "not available" among them, binary messages with data of
//! every length. Message 17 has no constructor in that crate; its bits are laid out by hand.
#![cfg(test)]

mod addressed;
mod binary;
mod class_a;
mod class_b;
mod dgnss;
mod encoded;
mod link;
mod stations;
mod statics;
