use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Caller, Digest, Role};
use crate::areas::AreaId;
use crate::domain::EventTime;

/// Everybody who may enter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessList {
    /// Bearer tokens, revoked and expired ones included.
    pub tokens: Vec<TokenEntry>,
    /// Client certificates.
    pub certificates: Vec<CertificateEntry>,
}

/// A bearer token, of which only the digest is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenEntry {
    /// Whose; no two alike.
    pub name: Arc<str>,
    /// What it allows.
    pub role: Role,
    /// Of the secret.
    pub digest: Digest,
    /// When it was made.
    pub created: Option<EventTime>,
    /// From when on it is worth nothing.
    pub expires: Option<EventTime>,
    /// Since when it is worth nothing.
    pub revoked: Option<EventTime>,
    /// Watch areas that it may act in; `None` is everywhere.
    pub areas: Option<Arc<BTreeSet<AreaId>>>,
}

/// Client certificates that are let in. That they are signed by `client_ca` and valid is seen to by
/// TLS before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateEntry {
    /// Whose; no two alike.
    pub name: Arc<str>,
    /// What it allows.
    pub role: Role,
    /// Which certificates are meant.
    pub matching: CertificateMatch,
    /// Watch areas that it may act in; `None` is everywhere.
    pub areas: Option<Arc<BTreeSet<AreaId>>>,
}

/// How a certificate is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateMatch {
    /// By the SHA-256 of itself: that one alone.
    Fingerprint(Digest),
    /// By a DNS name among its subject's alternative names: its successors as well.
    DnsName(String),
}

/// Why credentials are worth nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nobody has such a token.
    #[error("the token is unknown")]
    Unknown,
    /// It was taken back.
    #[error("the token was revoked")]
    Revoked,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
}

impl AccessList {
    /// Whose token this is, by its digest. Every entry is looked at, so that time tells nothing.
    ///
    /// # Errors
    /// The token is unknown, revoked or expired.
    pub fn token(&self, presented: &Digest, now: EventTime) -> Result<Caller, Refused> {
        let mut found = None;
        for entry in &self.tokens {
            if entry.digest == *presented {
                found = Some(entry);
            }
        }
        let entry = found.ok_or(Refused::Unknown)?;
        match entry {
            TokenEntry { revoked: Some(_), .. } => Err(Refused::Revoked),
            TokenEntry { expires: Some(expires), .. } if *expires <= now => Err(Refused::Expired),
            _ => Ok(Caller {
                name: Arc::clone(&entry.name),
                role: entry.role,
                areas: entry.areas.clone(),
                expires: entry.expires,
            }),
        }
    }

    /// Whose certificate this is, by its digest and by whether it bears a DNS name.
    pub fn certificate(&self, digest: &Digest, bears: impl Fn(&str) -> bool) -> Option<Caller> {
        let entry = self.certificates.iter().find(|entry| match &entry.matching {
            CertificateMatch::Fingerprint(fingerprint) => fingerprint == digest,
            CertificateMatch::DnsName(name) => bears(name),
        })?;
        Some(Caller {
            name: Arc::clone(&entry.name),
            role: entry.role,
            areas: entry.areas.clone(),
            expires: None,
        })
    }

    /// Whether anybody at all can enter.
    pub fn admits_somebody(&self, now: EventTime) -> bool {
        let alive = |token: &TokenEntry| {
            token.revoked.is_none() && token.expires.is_none_or(|expires| expires > now)
        };
        !self.certificates.is_empty() || self.tokens.iter().any(alive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(name: &str, secret: &[u8]) -> TokenEntry {
        TokenEntry {
            name: name.into(),
            role: Role::Officer,
            digest: Digest::of(secret),
            created: None,
            expires: None,
            revoked: None,
            areas: None,
        }
    }

    #[test]
    fn a_token_is_worth_something_until_it_expires_or_is_revoked() {
        let expires = Some(EventTime::from_secs(100));
        let list = AccessList {
            tokens: vec![
                token("plain", b"a"),
                TokenEntry { expires, ..token("short", b"b") },
                TokenEntry { revoked: Some(EventTime::from_secs(0)), ..token("gone", b"c") },
            ],
            certificates: Vec::new(),
        };
        let asked = |secret: &[u8], now| {
            let caller = list.token(&Digest::of(secret), EventTime::from_secs(now));
            caller.map(|caller| caller.name.to_string())
        };
        assert_eq!(asked(b"a", 1_000), Ok("plain".to_owned()));
        assert_eq!(asked(b"b", 99), Ok("short".to_owned()));
        assert_eq!(asked(b"b", 100), Err(Refused::Expired));
        assert_eq!(asked(b"c", 0), Err(Refused::Revoked));
        assert_eq!(asked(b"d", 0), Err(Refused::Unknown));
        assert!(list.admits_somebody(EventTime::from_secs(1_000)));
        assert!(!AccessList::default().admits_somebody(EventTime::from_secs(0)));
    }

    #[test]
    fn a_certificate_is_known_by_its_fingerprint_or_by_a_name_it_bears() {
        let entry = |name: &str, matching| CertificateEntry {
            name: name.into(),
            role: Role::Viewer,
            matching,
            areas: None,
        };
        let list = AccessList {
            tokens: Vec::new(),
            certificates: vec![
                entry("one", CertificateMatch::Fingerprint(Digest::of(b"der"))),
                entry("any", CertificateMatch::DnsName("bridge.example".to_owned())),
            ],
        };
        let asked = |der: &[u8], bears: &str| {
            let caller = list.certificate(&Digest::of(der), |name| name == bears);
            caller.map(|caller| caller.name.to_string())
        };
        assert_eq!(asked(b"der", ""), Some("one".to_owned()));
        assert_eq!(asked(b"other", "bridge.example"), Some("any".to_owned()));
        assert_eq!(asked(b"other", "evil.example"), None);
    }

    #[test]
    fn who_is_bound_to_areas_acts_in_no_other_and_not_without_one() {
        let areas = ["aden".parse().expect("an id")].into_iter().collect();
        let bound = Caller {
            name: "x".into(),
            role: Role::Officer,
            areas: Some(Arc::new(areas)),
            expires: None,
        };
        let aden = "aden".parse().expect("an id");
        assert!(bound.may_act_in(Some(&aden)));
        assert!(!bound.may_act_in(Some(&"solent".parse().expect("an id"))));
        assert!(!bound.may_act_in(None));
        assert!(Caller { areas: None, ..bound }.may_act_in(None));
    }
}
