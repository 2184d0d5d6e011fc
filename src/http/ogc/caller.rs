use std::convert::Infallible;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};

use crate::http::connections::Peer;

/// Who asks, as far as an answer depends on it.
pub(in crate::http) struct Caller {
    /// The scheme and name under which the client called, which links begin with.
    pub(super) origin: String,
    /// The media types that it likes.
    pub(super) accept: String,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<Peer>>();
        let encrypted = peer.is_some_and(|ConnectInfo(peer)| peer.is_encrypted());
        let headers = &parts.headers;
        let host = text(headers, header::HOST.as_str());
        let host = host.or_else(|| parts.uri.authority().map(Authority::as_str));
        let origin = host
            .map_or_else(String::new, |host| format!("{}://{host}", scheme(headers, encrypted)));
        let accept = text(headers, header::ACCEPT.as_str()).unwrap_or_default().to_owned();
        Ok(Self { origin, accept })
    }
}

/// What the client speaks: with a proxy before us what it says of the client, by RFC 7239 or by the
/// older name, else what comes in here. Nobody but the client itself is misled by a wrong one.
fn scheme(headers: &HeaderMap, encrypted: bool) -> &'static str {
    let forwarded = text(headers, "forwarded").and_then(forwarded_proto);
    match forwarded.or_else(|| text(headers, "x-forwarded-proto").map(first)) {
        Some(proto) if proto.eq_ignore_ascii_case("https") => "https",
        Some(proto) if proto.eq_ignore_ascii_case("http") => "http",
        _ if encrypted => "https",
        _ => "http",
    }
}

/// `proto` of the first proxy, the one nearest to the client: `for=192.0.2.1;proto=https, for=...`.
fn forwarded_proto(text: &str) -> Option<&str> {
    let mut pairs = first(text).split(';').filter_map(|pair| pair.split_once('='));
    let (_, proto) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("proto"))?;
    Some(proto.trim().trim_matches('"'))
}

fn first(list: &str) -> &str {
    list.split(',').next().unwrap_or_default().trim()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_have_the_scheme_that_the_client_speaks() {
        for (name, value, encrypted, expected) in [
            ("accept", "*/*", false, "http"),
            ("accept", "*/*", true, "https"),
            ("x-forwarded-proto", "https", false, "https"),
            ("x-forwarded-proto", "https, http", false, "https"),
            ("x-forwarded-proto", "http", true, "http"),
            ("x-forwarded-proto", "javascript", false, "http"),
            ("forwarded", "for=192.0.2.60;proto=https;by=203.0.113.43", false, "https"),
            ("forwarded", "For=\"[2001:db8::17]:47\"; Proto=\"HTTPS\", proto=http", false, "https"),
            ("forwarded", "for=192.0.2.60", false, "http"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().expect("a value"));
            assert_eq!(scheme(&headers, encrypted), expected, "{name}: {value}");
        }
    }
}
