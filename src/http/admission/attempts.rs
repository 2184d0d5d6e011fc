use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::network::network;

/// Failures are counted over this span.
const SPAN: Duration = Duration::from_mins(1);

/// Networks remembered at most; at the bound the one whose span began first is forgotten.
const NETWORKS_MAX: usize = 4_096;

/// Wrong credentials by network, which of IPv4 is an address. Right ones are always let through: 256
/// random bits are not found by trying, and one bad neighbour behind a shared address must not lock out
/// the watch. What is limited is the work and the noise.
#[derive(Debug)]
pub(super) struct Attempts {
    max: usize,
    failures: BTreeMap<IpAddr, (Instant, usize)>,
}

impl Attempts {
    pub(super) const fn new(max: usize) -> Self {
        Self { max, failures: BTreeMap::new() }
    }

    /// Notes a failure; whether the network of the address had more of them in this minute than it may.
    pub(super) fn failed(&mut self, address: IpAddr, now: Instant) -> bool {
        let network = network(address);
        let (since, count) = self.failures.get(&network).copied().unwrap_or((now, 0));
        let fresh = now.saturating_duration_since(since) >= SPAN;
        let (since, count) = if fresh { (now, 1) } else { (since, count.saturating_add(1)) };
        if self.failures.len() >= NETWORKS_MAX && !self.failures.contains_key(&network) {
            self.forget(now);
        }
        self.failures.insert(network, (since, count));
        count > self.max
    }

    /// Makes room: those whose minute is over, or else the oldest.
    fn forget(&mut self, now: Instant) {
        self.failures.retain(|_, (since, _)| now.saturating_duration_since(*since) < SPAN);
        if self.failures.len() >= NETWORKS_MAX {
            let oldest = self.failures.iter().min_by_key(|(_, (since, _))| *since);
            if let Some(oldest) = oldest.map(|(network, _)| *network) {
                self.failures.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn the_failure_after_the_last_allowed_one_is_too_many_until_the_minute_is_over() {
        let mut attempts = Attempts::new(2);
        let (start, one) = (clock::monotonic_now(), IpAddr::from([192, 0, 2, 1]));
        let after = |secs| start + Duration::from_secs(secs);
        assert!(!attempts.failed(one, start));
        assert!(!attempts.failed(one, after(10)));
        assert!(attempts.failed(one, after(59)));
        assert!(!attempts.failed(IpAddr::from([192, 0, 2, 2]), after(59)));
        assert!(!attempts.failed(one, after(60)));
    }

    #[test]
    fn another_address_of_the_same_network_has_failed_as_often() {
        let mut attempts = Attempts::new(1);
        let now = clock::monotonic_now();
        let address = |text: &str| text.parse().expect("an address");
        assert!(!attempts.failed(address("2001:db8:1:2::1"), now));
        assert!(attempts.failed(address("2001:db8:1:2::2"), now));
        assert!(!attempts.failed(address("2001:db8:1:3::1"), now));
    }

    #[test]
    fn a_whole_network_of_failures_takes_bounded_room() {
        let mut attempts = Attempts::new(2);
        let now = clock::monotonic_now();
        for address in 0..10_000_u32 {
            attempts.failed(IpAddr::from(address.to_be_bytes()), now);
        }
        assert_eq!(attempts.failures.len(), NETWORKS_MAX);
    }
}
