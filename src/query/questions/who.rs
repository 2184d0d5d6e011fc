use std::collections::BTreeSet;

use super::identity::{Identity, identities};
use super::search::{Found, by_name};
use crate::domain::{ContactId, ImoNumber, Mmsi};
use crate::query::{BadParameter, Budget, Parameters, QueryError, Sources};

/// Whom a question is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Who {
    contacts: Vec<ContactId>,
    mmsi: Option<Mmsi>,
    imo: Option<ImoNumber>,
    call_sign: Option<String>,
    name: Option<String>,
}

/// Contacts that may be named at once.
const CONTACTS_MAX: usize = 200;

impl Who {
    /// `contact`, `mmsi`, `imo`, `call_sign` and `name`.
    pub(super) fn take(parameters: &mut Parameters) -> Result<Self, BadParameter> {
        Ok(Self {
            contacts: parameters.take("contact", contacts)?.unwrap_or_default(),
            mmsi: parameters.take("mmsi", |text| {
                let number = text.parse().ok().and_then(Mmsi::new);
                number.ok_or_else(|| "an MMSI of nine digits".to_owned())
            })?,
            imo: parameters.take("imo", |text| {
                let digits = text.trim_start_matches(['I', 'M', 'O', 'i', 'm', 'o', ' ']);
                let number = digits.parse().ok().and_then(ImoNumber::new);
                number
                    .ok_or_else(|| "an IMO number of seven digits with its check digit".to_owned())
            })?,
            call_sign: parameters.text("call_sign")?,
            name: parameters.text("name")?,
        })
    }

    /// Whether it leaves anybody out.
    pub(super) fn is_everyone(&self) -> bool {
        self.contacts.is_empty()
            && self.mmsi.is_none()
            && self.imo.is_none()
            && self.call_sign.is_none()
            && self.name.is_none()
    }

    /// The contacts meant, by contact; `None` for everyone. All that is said of them has to hold:
    /// only of a list of contacts is it one or another. Who is named by contact or MMSI need not be
    /// in the picture any more.
    pub(super) fn contacts(
        &self,
        sources: &Sources,
        budget: &Budget,
    ) -> Result<Option<Vec<ContactId>>, QueryError> {
        if self.is_everyone() {
            return Ok(None);
        }
        let mut sets = Vec::new();
        if !self.contacts.is_empty() {
            sets.push(self.contacts.iter().copied().collect());
        }
        if self.mmsi.is_some() || self.imo.is_some() || self.call_sign.is_some() {
            sets.push(self.by_number(&identities(sources, budget)?));
        }
        if let Some(name) = &self.name {
            let named = by_name(sources, budget, name)?;
            sets.push(named.into_iter().map(|Found { contact, .. }| contact).collect());
        }
        let meant = sets.into_iter().reduce(|one: BTreeSet<ContactId>, other| &one & &other);
        Ok(Some(meant.into_iter().flatten().collect()))
    }

    /// Whom the MMSI, IMO number and call sign belong to.
    fn by_number(&self, known: &[Identity]) -> BTreeSet<ContactId> {
        let fitting = known.iter().filter(|identity| {
            self.mmsi.is_none_or(|mmsi| identity.mmsi == Some(mmsi)) && self.is_known_as(identity)
        });
        let unknown = self.mmsi.filter(|_| self.imo.is_none() && self.call_sign.is_none());
        fitting.map(|identity| identity.contact).chain(unknown.map(ContactId::from_mmsi)).collect()
    }

    /// Whether she says the IMO number and call sign.
    fn is_known_as(&self, identity: &Identity) -> bool {
        self.imo.is_none_or(|imo| identity.imo == Some(imo))
            && self.call_sign.as_ref().is_none_or(|sign| {
                identity.call_sign.is_some_and(|has| has.as_str().eq_ignore_ascii_case(sign))
            })
    }
}

fn contacts(text: &str) -> Result<Vec<ContactId>, String> {
    let contacts: Result<Vec<ContactId>, _> = text.split(',').map(ContactId::asked).collect();
    let contacts = contacts.ok().filter(|contacts| contacts.len() <= CONTACTS_MAX);
    contacts.ok_or_else(|| {
        format!("contacts as in mmsi:219000001, at most {CONTACTS_MAX}, with commas between")
    })
}
