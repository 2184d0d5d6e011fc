//! Keys and values as bytes. The bytes of keys sort as the keys do, and none begins with another.

use crate::domain::ContactId;
use crate::store::codec::{Broken, Bytes};
use crate::store::tracks::{put_contact, take_contact};

/// A part of a key or value: how it is written and read back.
pub(in crate::store) trait Field {
    /// What it is in memory, borrowed where it can be.
    type As<'a>;

    /// Appends it.
    fn put(value: &Self::As<'_>, out: &mut Vec<u8>);

    /// Reads what [`Field::put`] wrote.
    fn take<'a>(bytes: &mut Bytes<'a>) -> Result<Self::As<'a>, Broken>;
}

macro_rules! unsigned {
    ($($number:ty),+) => {
        $(impl Field for $number {
            type As<'a> = $number;

            fn put(value: &$number, out: &mut Vec<u8>) {
                out.extend_from_slice(&value.to_be_bytes());
            }

            fn take(bytes: &mut Bytes<'_>) -> Result<$number, Broken> {
                Ok(Self::from_be_bytes(bytes.array()?))
            }
        })+
    };
}

unsigned!(u8, u16, u32, u64, u128);

/// With the sign turned, negative numbers come first.
impl Field for i64 {
    type As<'a> = i64;

    fn put(value: &i64, out: &mut Vec<u8>) {
        u64::put(&(value.cast_unsigned() ^ 1 << 63), out);
    }

    fn take(bytes: &mut Bytes<'_>) -> Result<i64, Broken> {
        Ok((u64::take(bytes)? ^ 1 << 63).cast_signed())
    }
}

impl Field for bool {
    type As<'a> = bool;

    fn put(value: &bool, out: &mut Vec<u8>) {
        out.push(u8::from(*value));
    }

    fn take(bytes: &mut Bytes<'_>) -> Result<bool, Broken> {
        match bytes.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Broken),
        }
    }
}

/// A text without a NUL, which ends it: names, identifiers.
impl Field for &'static str {
    type As<'a> = &'a str;

    fn put(value: &&str, out: &mut Vec<u8>) {
        debug_assert!(!value.contains('\0'), "a NUL ends a text");
        out.extend(value.bytes().take_while(|&byte| byte != 0));
        out.push(0);
    }

    fn take<'a>(bytes: &mut Bytes<'a>) -> Result<&'a str, Broken> {
        let length = memchr::memchr(0, bytes.0).ok_or(Broken)?;
        let text = std::str::from_utf8(bytes.take(length)?).map_err(|_not_text| Broken)?;
        bytes.byte()?;
        Ok(text)
    }
}

impl Field for ContactId {
    type As<'a> = ContactId;

    fn put(value: &ContactId, out: &mut Vec<u8>) {
        put_contact(out, *value);
    }

    fn take(bytes: &mut Bytes<'_>) -> Result<ContactId, Broken> {
        take_contact(bytes)
    }
}

/// All bytes that are left: a value, or the end of one.
#[derive(Debug)]
pub(in crate::store) struct Rest;

impl Field for Rest {
    type As<'a> = &'a [u8];

    fn put(value: &&[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(value);
    }

    fn take<'a>(bytes: &mut Bytes<'a>) -> Result<&'a [u8], Broken> {
        bytes.take(bytes.0.len())
    }
}

macro_rules! tuple {
    ($($part:ident $place:tt),+) => {
        impl<$($part: Field),+> Field for ($($part,)+) {
            type As<'a> = ($($part::As<'a>,)+);

            fn put(value: &Self::As<'_>, out: &mut Vec<u8>) {
                $($part::put(&value.$place, out);)+
            }

            fn take<'a>(bytes: &mut Bytes<'a>) -> Result<Self::As<'a>, Broken> {
                Ok(($($part::take(bytes)?,)+))
            }
        }
    };
}

tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::contact;

    type All = (ContactId, (bool, &'static str, u128), Rest);

    fn bytes<F: Field>(value: &F::As<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        F::put(value, &mut out);
        out
    }

    #[test]
    fn keys_sort_as_what_they_say() {
        let numbers = [i64::MIN, -256, -1, 0, 1, 255, i64::MAX].map(|one| bytes::<i64>(&one));
        assert!(numbers.is_sorted());
        let pairs = [("", 9), ("a", 2), ("a", 256), ("a-b", 0), ("b", 0)];
        assert!(pairs.map(|one| bytes::<(&'static str, u16)>(&one)).is_sorted());
    }

    #[test]
    fn fields_read_back_and_say_where_they_end() {
        let ship = contact("radar:coast-1:17:1489049000");
        let value = (ship, (true, "gulf-of-aden", 7), b"rest".as_slice());
        let written = bytes::<All>(&value);
        let mut read = Bytes(&written);
        assert_eq!(All::take(&mut read), Ok(value));
        assert!(read.is_empty());
        for cut in 0..written.len() - 4 {
            assert_eq!(All::take(&mut Bytes(&written[..cut])), Err(Broken));
        }
    }
}
