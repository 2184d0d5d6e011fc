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

    /// The contacts meant, by contact; `None` for everyone. Who is named by contact or MMSI need
    /// not be in the picture any more.
    pub(super) fn contacts(
        &self,
        sources: &Sources,
        budget: &Budget,
    ) -> Result<Option<Vec<ContactId>>, QueryError> {
        if self.is_everyone() {
            return Ok(None);
        }
        let mut found = self.contacts.clone();
        if let Some(mmsi) = self.mmsi {
            found.push(ContactId::from_mmsi(mmsi));
        }
        if self.mmsi.is_some() || self.imo.is_some() || self.call_sign.is_some() {
            let known = identities(sources, budget)?;
            let fitting = known.iter().filter(|identity| self.by_number(identity));
            found.extend(fitting.map(|identity| identity.contact));
        }
        if let Some(name) = &self.name {
            let named = by_name(sources, budget, name)?;
            found.extend(named.into_iter().map(|Found { contact, .. }| contact));
        }
        found.sort_unstable();
        found.dedup();
        Ok(Some(found))
    }

    fn by_number(&self, identity: &Identity) -> bool {
        (self.mmsi.is_some() && identity.mmsi == self.mmsi)
            || (self.imo.is_some() && identity.imo == self.imo)
            || self.call_sign.as_ref().is_some_and(|sign| {
                identity.call_sign.is_some_and(|has| has.as_str().eq_ignore_ascii_case(sign))
            })
    }
}

fn contacts(text: &str) -> Result<Vec<ContactId>, String> {
    let contacts: Result<Vec<ContactId>, _> = text.split(',').map(str::parse).collect();
    let contacts = contacts.ok().filter(|contacts| contacts.len() <= CONTACTS_MAX);
    contacts.ok_or_else(|| {
        format!("contacts as in mmsi:219000001, at most {CONTACTS_MAX}, with commas between")
    })
}
