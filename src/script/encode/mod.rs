//! Values to sentences: the AIS encoder (ITU-R M.1371-5), radar sentences (IEC 61162-1) and the TAG
//! block before them.

mod ais;
mod bits;
mod radar;
mod sentence;

pub(super) use ais::{
    Dynamic, class_a_position, class_b_position, class_b_static_a, class_b_static_b, fits_text,
    safety_text, static_and_voyage,
};
pub(super) use bits::BitWriter;
pub(super) use radar::{RadarTarget, TrackStatus, tll, ttm};
pub(super) use sentence::{Transmitter, tagged};
