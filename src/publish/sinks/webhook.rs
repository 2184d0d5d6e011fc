use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Client;
use sha2::Sha256;

use super::http::{client, post};
use super::{Failure, Letter};
use crate::clock;
use crate::config::HttpTarget;
use crate::net::Secret;
use crate::publish::forms::cloud_event;

/// `CloudEvents` by HTTP POST, signed as Standard Webhooks 1.0.0 has it: the headers `webhook-id`,
/// `webhook-timestamp` and `webhook-signature`.
#[derive(Debug)]
pub(in crate::publish) struct Webhook {
    client: Client,
    url: String,
    key: Option<Key>,
}

impl Webhook {
    pub(super) fn new(target: &HttpTarget) -> Result<Self, String> {
        let key = target.secret.as_ref().map(Secret::read).transpose()?;
        let key = key.as_ref().map(Key::new).transpose()?;
        Ok(Self { client: client(target)?, url: target.url.clone(), key })
    }

    pub(super) async fn send(&mut self, Letter { row, .. }: &Letter<'_>) -> Result<(), Failure> {
        let body = cloud_event(row).map_err(|error| Failure::Refused(error.to_string()))?;
        let id = format!("{}:{}", row.id, row.revision);
        let mut request = self.client.post(&self.url);
        request = request.header("content-type", "application/cloudevents+json; charset=UTF-8");
        if let Some(key) = &self.key {
            let timestamp = (clock::utc_now().as_millis() / 1000).to_string();
            let signature = key.sign(&id, &timestamp, &body);
            request = request
                .header("webhook-timestamp", timestamp)
                .header("webhook-signature", signature);
        }
        post(request.header("webhook-id", id).body(body)).await
    }
}

/// The key of signatures.
struct Key(Hmac<Sha256>);

impl Key {
    /// `whsec_` and Base64 as Standard Webhooks has secrets, or any text as it stands.
    fn new(secret: &Secret) -> Result<Self, String> {
        let bytes = match secret.reveal().strip_prefix("whsec_") {
            Some(encoded) => BASE64_STANDARD
                .decode(encoded)
                .map_err(|_invalid| "what follows whsec_ in the secret is no Base64".to_owned())?,
            None => secret.reveal().as_bytes().to_vec(),
        };
        let mac = Hmac::<Sha256>::new_from_slice(&bytes);
        mac.map(Self).map_err(|error| error.to_string())
    }

    fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> String {
        let mut mac = self.0.clone();
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of the libraries of Standard Webhooks.
    #[test]
    fn signatures_are_those_of_standard_webhooks() {
        let secret = Secret::of_test("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let key = Key::new(&secret).expect("a key");
        let body = br#"{"test": 2432232314}"#;
        let signature = key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
