use super::super::super::Bits;
use super::aid_monitoring::AidMonitoring;
use super::area_notice::AreaNotice;
use super::data::{ApplicationData, ApplicationId};
use super::environmental::{self, Form, SensorReport};
use super::inland_ship::InlandShip;
use super::meteorological_data::MeteorologicalData;
use super::persons_on_board::{InlandPersonsOnBoard, PersonsOnBoard};
use super::synthetic_targets::{self, SyntheticTarget};
use super::text_message::{TextDescription, TextMessage};

/// Bits that may follow a payload of fixed length: armour and byte boundaries fill up with up to 15.
/// More is another payload under the same number.
const FILL_BITS: usize = 15;

/// A payload that its application identifier and length tell how to read.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// 1/0.
    TextMessage(TextMessage),
    /// 1/11 and 1/31.
    MeteorologicalData(Box<MeteorologicalData>),
    /// 1/16 and 1/40.
    PersonsOnBoard(PersonsOnBoard),
    /// 1/17, and 1/16 with the length of targets.
    SyntheticTargets(Vec<SyntheticTarget>),
    /// 1/22 and 1/23.
    AreaNotice(AreaNotice),
    /// 1/26 and 367/33.
    Environmental(Vec<SensorReport>),
    /// 1/29 and 1/30.
    TextDescription(TextDescription),
    /// 200/10.
    InlandShip(InlandShip),
    /// 200/55.
    InlandPersonsOnBoard(InlandPersonsOnBoard),
    /// 235/10 and 250/10.
    AidMonitoring(AidMonitoring),
}

impl ApplicationData {
    /// Reads the payload. `None` where its identifier is not one of these, or its length contradicts
    /// the identifier: then the bits are all there is. Interpreted when asked for, since the picture
    /// needs none of it.
    pub fn payload(&self) -> Option<Payload> {
        let ApplicationId { dac, fi } = self.id()?;
        let buffer = self.to_bits();
        let bits = buffer.bits();
        let fits = |form_bits: usize| !bits.is_empty() && bits.len() <= form_bits + FILL_BITS;
        match (dac, fi) {
            (1, 0) => TextMessage::read(bits, self.may_ask_for_acknowledgement())
                .map(Payload::TextMessage),
            (1, 11) => fits(MeteorologicalData::CIRC_236_BITS)
                .then(|| meteorological(MeteorologicalData::read_circ_236(bits))),
            (1, 16) if synthetic_targets::has_whole_targets(bits) => Some(targets(bits)),
            (1, 16 | 40) => fits(PersonsOnBoard::BITS)
                .then(|| PersonsOnBoard::read(bits).map(Payload::PersonsOnBoard))
                .flatten(),
            (1, 17) => synthetic_targets::has_whole_targets(bits).then(|| targets(bits)),
            (1, 22 | 23) => AreaNotice::read(bits).map(Payload::AreaNotice),
            (1, 26) => environmental(bits, Form::Imo),
            (1, 29 | 30) => TextDescription::read(bits).map(Payload::TextDescription),
            (1, 31) => fits(MeteorologicalData::CIRC_289_BITS)
                .then(|| meteorological(MeteorologicalData::read_circ_289(bits))),
            (200, 10) => {
                fits(InlandShip::BITS).then(|| Payload::InlandShip(InlandShip::read(bits)))
            }
            (200, 55) => fits(InlandPersonsOnBoard::BITS)
                .then(|| Payload::InlandPersonsOnBoard(InlandPersonsOnBoard::read(bits))),
            (235 | 250, 10) => {
                fits(AidMonitoring::BITS).then(|| Payload::AidMonitoring(AidMonitoring::read(bits)))
            }
            (367, 33) => environmental(bits, Form::Uscg),
            _ => None,
        }
    }
}

fn meteorological(data: MeteorologicalData) -> Payload {
    Payload::MeteorologicalData(Box::new(data))
}

fn targets(bits: Bits<'_>) -> Payload {
    Payload::SyntheticTargets(synthetic_targets::read(bits))
}

/// Without one report it is something else.
fn environmental(bits: Bits<'_>, form: Form) -> Option<Payload> {
    let reports = environmental::read(bits, form);
    (!reports.is_empty()).then_some(Payload::Environmental(reports))
}
