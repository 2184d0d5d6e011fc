use rumqttc::{MqttOptions, Transport};

use super::Secret;
use super::tls::client_config;
use crate::config::Broker;

/// Seconds between signs of life.
const KEEP_ALIVE_SECS: u16 = 15;

/// How to connect to an MQTT 5 broker: reads secret and certificates, connects to nobody. What is wrong
/// in a sentence.
pub fn mqtt_options(broker: &Broker, client_id: &str) -> Result<MqttOptions, String> {
    let (host, port) = broker.address.rsplit_once(':').unwrap_or((&broker.address, "1883"));
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port: u16 = port.parse().map_err(|_invalid| format!("{port} is no port"))?;
    let mut options = MqttOptions::new(client_id, (host, port));
    options.set_keep_alive(KEEP_ALIVE_SECS);
    let secret = broker.secret.as_ref().map(Secret::read).transpose()?;
    if let Some(user) = &broker.user {
        let password = secret.as_ref().map(Secret::reveal).unwrap_or_default();
        options.set_credentials(user.clone(), password.to_owned());
    }
    if let Some(tls) = &broker.tls {
        let config = client_config(tls).map_err(|error| error.to_string())?;
        options.set_transport(Transport::tls_with_config(config.into()));
    }
    Ok(options)
}
