use std::net::{IpAddr, Ipv6Addr};

/// Bits of an IPv6 address that its holder was given; the others he chooses anew as often as he likes
/// (RFC 7421, RFC 8981).
const PREFIX_BITS: u32 = 64;

/// Whose address this is, as far as an address says so.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let chosen = u128::MAX >> PREFIX_BITS;
            Ipv6Addr::from_bits(address.to_bits() & !chosen).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_is_one_and_an_address_of_ipv4_is_one() {
        let of = |text: &str| network(text.parse().expect("an address")).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("2001:db8:1:3::1"), "2001:db8:1:3::");
        assert_eq!(of("192.0.2.1"), "192.0.2.1");
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
    }
}
