//! Serde of values by their text form, for types of the core, which knows no serde.

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serializer};

pub(in crate::store) fn serialize<T: Display, S: Serializer>(
    value: &T,
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

pub(in crate::store) fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(
    from: D,
) -> Result<T, D::Error> {
    parse(&String::deserialize(from)?)
}

fn parse<T: FromStr, E: serde::de::Error>(text: &str) -> Result<T, E> {
    text.parse().map_err(|_reason| E::custom(format_args!("{text:?} has not the expected form")))
}

pub(super) mod optional {
    use super::{Deserialize, Deserializer, Display, FromStr, Serializer, parse};

    #[expect(clippy::ref_option, reason = "the signature that serde calls")]
    pub(in crate::store) fn serialize<T: Display, S: Serializer>(
        value: &Option<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => to.collect_str(value),
            None => to.serialize_none(),
        }
    }

    pub(in crate::store) fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        Option::<String>::deserialize(from)?.as_deref().map(parse).transpose()
    }
}
