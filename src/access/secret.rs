use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// What a token begins with, so that a scanner of repositories knows one when it sees it.
const PREFIX: &str = "picket_";
const ALGORITHM: &str = "sha256:";
const BYTES: usize = 32;

/// 256 random bits in a form that can be carried in a header. Never shown but by [`Secret::reveal`].
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one, from the random numbers of the system.
    ///
    /// # Errors
    /// The system gives none.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(format!("{PREFIX}{}", hex(&bytes))))
    }

    /// The text that its holder has to present.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// SHA-256 of a secret or of a certificate. A slow, salted hash would protect secrets that can be
/// guessed; 256 random bits cannot, and every request is checked.
#[derive(Clone, Copy)]
pub struct Digest([u8; BYTES]);

impl Digest {
    /// Of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

/// In constant time: how long it takes says nothing of how much was right.
impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Digest {}

/// `sha256:` and 64 hexadecimal digits.
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{ALGORITHM}{}", hex(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(..)")
    }
}

/// Not `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected sha256: and 64 hexadecimal digits")]
pub struct InvalidDigest;

/// Colons between the digits, as openssl prints fingerprints, are passed over.
impl FromStr for Digest {
    type Err = InvalidDigest;

    fn from_str(text: &str) -> Result<Self, InvalidDigest> {
        let digits = text.strip_prefix(ALGORITHM).ok_or(InvalidDigest)?;
        let digits: Vec<_> = digits.chars().filter(|&c| c != ':').collect();
        let mut bytes = [0; BYTES];
        if digits.len() != BYTES * 2 {
            return Err(InvalidDigest);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            for digit in pair {
                let digit = digit.to_digit(16).ok_or(InvalidDigest)?;
                *byte = *byte << 4 | u8::try_from(digit).map_err(|_beyond| InvalidDigest)?;
            }
        }
        Ok(Self(bytes))
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digits = |byte: &u8| [*byte >> 4, *byte & 0xf].map(|half| DIGITS[usize::from(half)]);
    bytes.iter().flat_map(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_that_of_sha_256_and_reads_back() {
        // `printf abc | sha256sum`; FIPS 180-4, example of one block.
        let text = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(b"abc").to_string(), text);
        assert!(text.parse() == Ok(Digest::of(b"abc")));
        // As `openssl x509 -fingerprint -sha256` prints it.
        let colons = text.as_bytes()[7..].chunks(2).map(|pair| String::from_utf8_lossy(pair));
        let colons = colons.collect::<Vec<_>>().join(":").to_uppercase();
        assert!(format!("sha256:{colons}").parse() == Ok(Digest::of(b"abc")));
        for wrong in ["", "sha256:", "md5:00", &text[7..], &text[..70], &text.replace('b', "g")] {
            assert!(wrong.parse::<Digest>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_two_secrets_are_alike_and_none_shows_itself() {
        let (one, other) = (Secret::new().expect("random"), Secret::new().expect("random"));
        assert_ne!(one.reveal(), other.reveal());
        assert_eq!(one.reveal().len(), PREFIX.len() + 64);
        let shown = format!("{one:?} {:?}", one.digest());
        assert_eq!(shown, "Secret(..) Digest(..)");
    }
}
