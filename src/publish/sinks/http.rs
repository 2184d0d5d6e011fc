use reqwest::redirect::Policy;
use reqwest::{Client, Proxy, RequestBuilder, StatusCode};
use rustls::{ClientConfig, RootCertStore};

use super::Failure;
use crate::config::{ClientTls, HttpTarget};
use crate::net::tls::{client_config, install_provider};

/// Bytes of an answer that are told of.
const ANSWER_MAX: usize = 200;

/// A client of one HTTP server: its certificates, its proxy, no redirects.
pub(super) fn client(target: &HttpTarget) -> Result<Client, String> {
    let secure = target.url.starts_with("https:");
    let tls = match &target.tls {
        Some(tls) => client_config(tls).map_err(|error| error.to_string())?,
        None if secure => {
            client_config(&ClientTls::default()).map_err(|error| error.to_string())?
        }
        None => trusting_nobody(),
    };
    let builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .user_agent(concat!("picket/", env!("CARGO_PKG_VERSION")));
    let builder = match &target.proxy {
        Some(url) => builder.proxy(Proxy::all(url).map_err(|error| error.to_string())?),
        None => builder.no_proxy(),
    };
    builder.build().map_err(|error| error.to_string())
}

/// For plain HTTP, which asks nobody for certificates.
fn trusting_nobody() -> ClientConfig {
    install_provider();
    ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth()
}

/// Sends a request and judges the answer.
pub(super) async fn post(request: RequestBuilder) -> Result<(), Failure> {
    let response = request.send().await.map_err(|error| Failure::Unreachable(causes(&error)))?;
    let status = response.status();
    if status.is_success() {
        return Ok(());
    }
    let said = response.text().await.unwrap_or_default();
    let said: String = said.chars().filter(|c| !c.is_control()).take(ANSWER_MAX).collect();
    let why = format!("{status} {said}").trim_end().to_owned();
    Err(if may_pass(status) { Failure::Unreachable(why) } else { Failure::Refused(why) })
}

/// Whether the same request may succeed later.
fn may_pass(status: StatusCode) -> bool {
    let soon = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_EARLY, StatusCode::TOO_MANY_REQUESTS];
    status.is_server_error() || soon.contains(&status)
}

/// An error with what lies below it; the address in it is none with a secret.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(cause) = below {
        text = format!("{text}: {cause}");
        below = cause.source();
    }
    text
}
