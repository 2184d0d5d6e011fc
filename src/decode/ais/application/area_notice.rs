use super::super::super::Bits;
use super::area_shape::{Leg, Shape};
use super::cursor::Cursor;
use super::moment::Moment;
use super::notice_description::NoticeDescription;
use crate::domain::{Position, Text};

/// Bits before the first sub-area.
const HEADER_BITS: usize = 55;
/// Bits of a sub-area.
const SUB_AREA_BITS: usize = 87;
/// Characters of one associated text.
const TEXT_CHARACTERS: usize = 14;

/// Payloads 1/22 and 1/23 (SN.1/Circ.289, tables 11.1 to 11.11): Area notice, broadcast and
/// addressed.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaNotice {
    /// Number that ties a text description or a cancellation to it, 0 to 1023.
    pub message_linkage_id: u16,
    /// What the notice says of the area.
    pub notice_description: NoticeDescription,
    /// When it comes into force.
    pub start: Moment,
    /// Minutes from the start; 0 cancels the notice; `None` where not available.
    pub duration_minutes: Option<u32>,
    /// The parts of the area, in the order sent, and what is said of them.
    pub sub_areas: Vec<SubArea>,
}

/// A part of an area notice.
#[derive(Clone, Debug, PartialEq)]
pub enum SubArea {
    /// A place.
    Shape(Shape),
    /// What is said of the place before it. Texts in sequence are one.
    AssociatedText(String),
    /// A kind that the circular does not define.
    Reserved {
        /// The code as sent, 6 or 7.
        code: u8,
    },
}

impl AreaNotice {
    /// `None` where its header was not sent whole. A sub-area that was cut is left out.
    pub(super) fn read(bits: Bits<'_>) -> Option<Self> {
        let mut from = Cursor::at(bits, 0);
        Some(Self {
            message_linkage_id: from.short(10)?,
            notice_description: NoticeDescription::from_code(from.byte(7)?),
            start: Moment::read_with_month(&mut from),
            duration_minutes: Some(from.unsigned(18)?).filter(|&minutes| minutes != 0x3_ffff),
            sub_areas: sub_areas(bits),
        })
    }
}

fn sub_areas(bits: Bits<'_>) -> Vec<SubArea> {
    let mut areas = Vec::new();
    for start in (HEADER_BITS..bits.len()).step_by(SUB_AREA_BITS) {
        let Some(code) = bits.byte(start, 3) else { break };
        let start = start + 3;
        match code {
            0..=2 => areas.extend(Shape::read_placed(bits, start, code).map(SubArea::Shape)),
            3 | 4 => legs(&mut areas, &Leg::read_four(bits, start), code == 4),
            5 => text(&mut areas, bits, start),
            _ => areas.push(SubArea::Reserved { code }),
        }
    }
    areas
}

/// Legs go on from a line or outline of the same kind before them, or begin at the point before
/// them; what a point would begin is unknown without one.
fn legs(areas: &mut Vec<SubArea>, legs: &[Leg], closed: bool) {
    let from = match areas.last_mut() {
        Some(SubArea::Shape(Shape::Polyline { legs: before, .. })) if !closed => {
            return before.extend_from_slice(legs);
        }
        Some(SubArea::Shape(Shape::Polygon { legs: before, .. })) if closed => {
            return before.extend_from_slice(legs);
        }
        Some(SubArea::Shape(shape)) => shape.end(),
        _ => None,
    };
    areas.push(SubArea::Shape(line(from, legs.to_vec(), closed)));
}

fn line(from: Option<Position>, legs: Vec<Leg>, closed: bool) -> Shape {
    if closed { Shape::Polygon { from, legs } } else { Shape::Polyline { from, legs } }
}

/// Fourteen characters, added to the text before them. Blanks at the end of a full text separate it
/// from the next.
fn text(areas: &mut Vec<SubArea>, bits: Bits<'_>, start: usize) {
    let Some(part): Option<Text<TEXT_CHARACTERS>> = bits.text(start, TEXT_CHARACTERS) else {
        return;
    };
    let is_full = bits.byte(start + 6 * (TEXT_CHARACTERS - 1), 6).is_some_and(|last| last != 0);
    let blanks = if is_full { TEXT_CHARACTERS - part.as_str().len() } else { 0 };
    if !matches!(areas.last(), Some(SubArea::AssociatedText(_))) {
        areas.push(SubArea::AssociatedText(String::new()));
    }
    if let Some(SubArea::AssociatedText(whole)) = areas.last_mut() {
        whole.push_str(part.as_str());
        whole.extend(std::iter::repeat_n(' ', blanks));
    }
}
