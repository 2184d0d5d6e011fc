use std::time::{Duration, Instant};

use crate::access::{Digest, Secret};

/// Sessions at once; at the bound the one that ends first goes.
const SESSIONS_MAX: usize = 1_024;

/// Browsers that logged in by a token. Only digests of the cookies are kept, in memory alone: after a
/// restart everybody shows the token again.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    open: Vec<Session>,
}

#[derive(Debug)]
struct Session {
    cookie: Digest,
    /// That of the token, which is asked again at every request: what is revoked ends at once.
    token: Digest,
    until: Instant,
}

impl Sessions {
    /// Begins one for the holder of a token; what the cookie has to hold.
    pub(super) fn begin(
        &mut self,
        token: Digest,
        length: Duration,
        now: Instant,
    ) -> Result<Secret, getrandom::Error> {
        let secret = Secret::new()?;
        self.open.retain(|session| session.until > now);
        if self.open.len() >= SESSIONS_MAX {
            self.open.sort_by_key(|session| session.until);
            self.open.remove(0);
        }
        self.open.push(Session { cookie: secret.digest(), token, until: now + length });
        Ok(secret)
    }

    /// The token by which this browser logged in. Every session is looked at, so that time tells
    /// nothing.
    pub(super) fn token_of(&self, cookie: &Digest, now: Instant) -> Option<Digest> {
        let mut found = None;
        for session in &self.open {
            if session.cookie == *cookie {
                found = Some(session);
            }
        }
        found.filter(|session| session.until > now).map(|session| session.token)
    }

    /// Ends one.
    pub(super) fn end(&mut self, cookie: &Digest) {
        self.open.retain(|session| session.cookie != *cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn a_session_leads_to_its_token_until_it_ends_or_is_ended() {
        let (now, hour) = (clock::monotonic_now(), Duration::from_hours(1));
        let mut sessions = Sessions::default();
        let token = Digest::of(b"token");
        let one = sessions.begin(token, hour, now).expect("random").digest();
        let other = sessions.begin(token, hour, now).expect("random").digest();
        assert!(sessions.token_of(&one, now) == Some(token));
        assert!(sessions.token_of(&one, now + hour).is_none());
        assert!(sessions.token_of(&Digest::of(b"guess"), now).is_none());
        sessions.end(&one);
        assert!(sessions.token_of(&one, now).is_none());
        assert!(sessions.token_of(&other, now) == Some(token));
    }

    #[test]
    fn at_the_bound_the_session_that_ends_first_goes() {
        let now = clock::monotonic_now();
        let mut sessions = Sessions::default();
        let mut begin = |secs| {
            let length = Duration::from_secs(secs);
            sessions.begin(Digest::of(b"token"), length, now).expect("random").digest()
        };
        let first = begin(60);
        let rest: Vec<_> =
            (0..u64::try_from(SESSIONS_MAX).expect("small")).map(|nth| begin(61 + nth)).collect();
        assert!(sessions.token_of(&first, now).is_none());
        assert!(rest.iter().all(|cookie| sessions.token_of(cookie, now).is_some()));
    }
}
