use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode, header};
use tokio::sync::watch;
use tokio::time::sleep;

use super::Identity;
use super::attempts::Attempts;
use super::audit::{Audit, Entry};
use super::sessions::Sessions;
use super::sums::{LOOK_EVERY, Sums};
use crate::access::{AccessList, Caller, Digest, Refused, Secret};
use crate::clock;
use crate::config::AccessConfig;
use crate::http::connections::Peer;
use crate::http::wire_tls;

/// The access list in force; `None` where nobody has to say who they are.
pub type AccessSeen = watch::Receiver<Option<Arc<AccessList>>>;

/// Name of the session's cookie.
pub(super) const COOKIE: &str = "picket_session";

/// Longest credentials looked at, bytes.
const CREDENTIALS_BYTES_MAX: usize = 512;

/// What decides who somebody is; cheap to clone.
#[derive(Clone, Debug)]
pub(in crate::http) struct Guard(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    access: AccessSeen,
    session: Duration,
    sessions: Mutex<Sessions>,
    attempts: Mutex<Attempts>,
    audit: Audit,
    sums: Mutex<Sums>,
}

impl Guard {
    pub(in crate::http) fn new(
        access: AccessSeen,
        AccessConfig { session, failures_per_minute_max, .. }: &AccessConfig,
        audit: Audit,
    ) -> Self {
        Self(Arc::new(Inner {
            access,
            session: *session,
            sessions: Mutex::new(Sessions::default()),
            attempts: Mutex::new(Attempts::new(*failures_per_minute_max)),
            sums: Mutex::new(Sums::new(audit.clone())),
            audit,
        }))
    }

    /// Whose credentials these are. A header wins over a cookie, a cookie over a certificate.
    pub(super) fn identify(&self, headers: &HeaderMap, peer: &Peer) -> Identity {
        let Some(list) = self.0.access.borrow().clone() else { return Identity::Open };
        let now = clock::utc_now();
        let verdict = match (bearer(headers), cookie(headers)) {
            (Some(token), _) => list.token(&Digest::of(token.as_bytes()), now),
            (None, Some(cookie)) => match self.token_of_session(cookie) {
                Some(token) => list.token(&token, now),
                // A session that is over is no attack: the page asks to log in again.
                None => return Identity::Stranger,
            },
            (None, None) => match certificate(&list, peer) {
                Some(caller) => Ok(caller),
                None => return Identity::Stranger,
            },
        };
        verdict.map_or_else(|refused| self.failed(refused, peer), Identity::Known)
    }

    /// Logs a browser in; what its cookie has to hold, and for how long.
    pub(super) fn begin_session(
        &self,
        token: &str,
        peer: &Peer,
    ) -> Result<(Caller, Secret, Duration), SessionRefused> {
        let list = self.0.access.borrow().clone().ok_or(SessionRefused::NotNeeded)?;
        let digest = Digest::of(token.as_bytes());
        let caller = list
            .token(&digest, clock::utc_now())
            .map_err(|refused| SessionRefused::Wrong(self.failed(refused, peer)))?;
        let mut length = self.0.session;
        if let Some(expires) = caller.expires {
            length = length.min(expires.since(clock::utc_now()));
        }
        let secret = self.sessions().begin(digest, length, clock::monotonic_now());
        Ok((caller, secret.map_err(|_none| SessionRefused::NoRandomness)?, length))
    }

    /// Logs a browser out.
    pub(super) fn end_session(&self, headers: &HeaderMap) {
        if let Some(cookie) = cookie(headers) {
            self.sessions().end(&Digest::of(cookie.as_bytes()));
        }
    }

    /// Puts something into the trail.
    pub(super) fn note(&self, entry: &Entry) {
        self.0.audit.note(entry);
    }

    /// Puts a request into the trail, as a sum with others like it.
    pub(super) fn note_in_sums(&self, identity: &Identity, entry: Entry) {
        // Beyond the limit a flood of wrong credentials is counted, not written.
        if *identity != Identity::TooOften {
            self.sums().add(entry.sender(), entry, clock::monotonic_now());
        }
    }

    /// Puts a request into the trail that another web site made a browser send, or that calls us by
    /// a name that is not ours.
    pub(in crate::http) fn note_foreign(&self, entry: Option<Entry>, status: StatusCode) {
        if let Some(entry) = entry {
            let entry = entry.with(status);
            self.sums().add(entry.foreign_sender(), entry, clock::monotonic_now());
        }
    }

    /// Notes in time what nobody adds to any more, for good.
    pub(in crate::http) async fn look_after_sums(&self) {
        loop {
            sleep(LOOK_EVERY).await;
            self.sums().look(clock::monotonic_now());
        }
    }

    fn sums(&self) -> MutexGuard<'_, Sums> {
        self.0.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn token_of_session(&self, cookie: &str) -> Option<Digest> {
        self.sessions().token_of(&Digest::of(cookie.as_bytes()), clock::monotonic_now())
    }

    fn failed(&self, refused: Refused, peer: &Peer) -> Identity {
        let mut attempts = self.0.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.audit.failures().inc();
        if attempts.failed(peer.address().ip(), clock::monotonic_now()) {
            Identity::TooOften
        } else {
            Identity::Wrong(refused)
        }
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why nobody was logged in.
#[derive(Debug)]
pub(super) enum SessionRefused {
    /// Nobody has to say who they are.
    NotNeeded,
    /// The token is worth nothing.
    Wrong(Identity),
    /// The system gives no random numbers.
    NoRandomness,
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok().unwrap_or_default();
    let scheme = value.get(..7).unwrap_or_default();
    let token = value.get(7..).filter(|_| scheme.eq_ignore_ascii_case("bearer "));
    let token = token.unwrap_or_default().trim();
    // Any other scheme is credentials as well, and wrong ones.
    Some(if token.len() > CREDENTIALS_BYTES_MAX { "" } else { token })
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';'));
    pairs.find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE && value.len() <= CREDENTIALS_BYTES_MAX).then_some(value)
    })
}

fn certificate(list: &AccessList, peer: &Peer) -> Option<Caller> {
    let der = peer.certificate()?;
    list.certificate(&Digest::of(der), |name| wire_tls::bears(der, name))
}
