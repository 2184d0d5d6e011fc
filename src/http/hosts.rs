use std::net::{IpAddr, SocketAddr};

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::ApiState;
use super::admission::{Entry, Identity};
use super::problem::{Problem, ProblemKind};

/// The names by which this server may be called. A page of another site can make a browser ask us
/// (DNS rebinding, cross-site requests); it cannot forge `Host` and `Origin`.
#[derive(Clone, Debug)]
pub(super) struct Hosts {
    listen: IpAddr,
    configured: Vec<String>,
}

impl Hosts {
    pub(super) fn new(listen: SocketAddr, configured: &[String]) -> Self {
        let configured = configured.iter().map(|host| host.to_ascii_lowercase()).collect();
        Self { listen: listen.ip(), configured }
    }

    /// Whether a `Host` is one of ours: a configured name, `localhost`, or the address we listen on.
    /// An address cannot be rebound, so behind a wildcard every address will do.
    fn knows(&self, authority: &Authority) -> bool {
        let host = authority.host().to_ascii_lowercase();
        if host == "localhost" || self.is_configured(authority) {
            return true;
        }
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        bare.parse::<IpAddr>().is_ok_and(|address| {
            address.is_loopback() || address == self.listen || self.listen.is_unspecified()
        })
    }

    /// Configured with this port, or without any.
    fn is_configured(&self, authority: &Authority) -> bool {
        let host = authority.host().to_ascii_lowercase();
        let whole = authority.as_str().to_ascii_lowercase();
        self.configured.iter().any(|name| *name == host || *name == whole)
    }

    fn check(&self, headers: &HeaderMap, target: Option<&Authority>) -> Result<(), Problem> {
        let host = single(headers, header::HOST).and_then(|host| host.parse::<Authority>().ok());
        let Some(host) = host else {
            return Err(foreign(ProblemKind::ForeignHost, "Host", "is missing or no host"));
        };
        if !self.knows(&host) || target.is_some_and(|target| !self.knows(target)) {
            return Err(foreign(
                ProblemKind::ForeignHost,
                "Host",
                "is not a name of this server; add it to http.hosts if it is",
            ));
        }
        if !headers.contains_key(header::ORIGIN) {
            return Ok(());
        }
        let origin = single(headers, header::ORIGIN).and_then(authority_of_origin);
        // Behind a proxy the browser's name for us may differ from the proxy's: configured ones do.
        let ours = origin.is_some_and(|origin| {
            origin.as_str().eq_ignore_ascii_case(host.as_str()) || self.is_configured(&origin)
        });
        if ours {
            return Ok(());
        }
        Err(foreign(ProblemKind::ForeignOrigin, "Origin", "is another site's"))
    }
}

/// Lets a request pass only if it calls us by a name of ours and comes from no other site.
pub(super) async fn refuse_strangers(
    State((state, hosts)): State<(ApiState, Hosts)>,
    request: Request,
    next: Next,
) -> Response {
    match hosts.check(request.headers(), request.uri().authority()) {
        Ok(()) => next.run(request).await,
        Err(problem) => {
            let entry = Entry::of(&request, &Identity::Stranger);
            let response = problem.into_response();
            state.guard().note_foreign(entry, response.status());
            response
        }
    }
}

fn foreign(kind: ProblemKind, header: &str, what: &str) -> Problem {
    Problem::new(kind, format!("{header} {what}")).of(header)
}

/// The value of a header that is there exactly once.
fn single(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let only = values.next()?;
    if values.next().is_some() { None } else { only.to_str().ok() }
}

fn authority_of_origin(origin: &str) -> Option<Authority> {
    let rest = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"))?;
    rest.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(listen: &str, host: &str, origin: Option<&str>) -> Result<(), Option<String>> {
        let hosts = Hosts::new(
            listen.parse().expect("an address"),
            &["Watch.example.org".to_owned(), "proxy.example.org:8443".to_owned()],
        );
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().expect("a header value"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().expect("a header value"));
        }
        hosts.check(&headers, None).map_err(|problem| problem.parameter().map(str::to_owned))
    }

    #[test]
    fn names_of_this_server_pass() {
        for host in [
            "127.0.0.1:8080",
            "localhost:8080",
            "LOCALHOST",
            "[::1]:8080",
            "watch.example.org",
            "watch.example.org:8080",
            "proxy.example.org:8443",
        ] {
            assert_eq!(verdict("127.0.0.1:8080", host, None), Ok(()), "{host}");
        }
        assert_eq!(verdict("0.0.0.0:8080", "192.0.2.7:8080", None), Ok(()));
    }

    #[test]
    fn foreign_names_do_not() {
        let host = || Err(Some("Host".to_owned()));
        for name in ["evil.example", "localhost.evil.example", "proxy.example.org", "192.0.2.7", ""]
        {
            assert_eq!(verdict("127.0.0.1:8080", name, None), host(), "{name}");
        }
        assert_eq!(verdict("0.0.0.0:8080", "evil.example", None), host());
    }

    #[test]
    fn an_origin_has_to_be_the_host_that_was_called_or_a_configured_one() {
        let listen = "127.0.0.1:8080";
        let passes = |origin| verdict(listen, "localhost:8080", Some(origin));
        assert_eq!(passes("http://localhost:8080"), Ok(()));
        assert_eq!(passes("https://watch.example.org"), Ok(()));
        for foreign in ["http://localhost:3000", "null", "http://evil.example", "", "file://"] {
            assert_eq!(passes(foreign), Err(Some("Origin".to_owned())), "{foreign}");
        }
    }
}
