use std::path::PathBuf;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{TlsError, client_config, server_config};
use crate::config::{ClientTls, ServerTls};
use crate::net::Dialer;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/tls").join(name)
}

fn server(client_ca: Option<&str>) -> ServerTls {
    ServerTls {
        certificate: file("server.pem"),
        key: file("server.key"),
        client_ca: client_ca.map(file),
    }
}

fn client(identity: bool) -> ClientTls {
    let identity = identity.then(|| (file("client.pem"), file("client.key")));
    ClientTls { ca: Some(file("ca.pem")), identity, ..ClientTls::default() }
}

/// What a client reads from a server that says one word.
async fn said(server: ServerTls, host: &str, client: ClientTls) -> Result<String, String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let acceptor = TlsAcceptor::from(server_config(&server).expect("a server"));
    let serve = async move {
        let (stream, _peer) = listener.accept().await.expect("a client");
        // A client that is refused is the client's failure.
        if let Ok(mut stream) = acceptor.accept(stream).await {
            stream.write_all(b"word").await.unwrap_or_default();
            stream.shutdown().await.unwrap_or_default();
        }
    };
    let listen = async {
        let dialer = Dialer::new(format!("{host}:{port}"), Some(&client)).expect("a dialer");
        let mut wire = dialer.dial().await.map_err(|error| error.to_string())?;
        let mut text = String::new();
        wire.read_to_string(&mut text).await.map_err(|error| error.to_string())?;
        Ok(text)
    };
    tokio::join!(serve, listen).1
}

#[tokio::test]
async fn who_has_the_certificates_is_understood() {
    assert_eq!(said(server(None), "localhost", client(false)).await, Ok("word".to_owned()));
    assert_eq!(said(server(None), "127.0.0.1", client(false)).await, Ok("word".to_owned()));
    let mutual = said(server(Some("ca.pem")), "localhost", client(true)).await;
    assert_eq!(mutual, Ok("word".to_owned()));
}

#[tokio::test]
async fn who_has_not_is_refused() {
    let without = said(server(Some("ca.pem")), "localhost", client(false)).await;
    assert!(without.is_err(), "{without:?}");
    let mut elsewhere = client(false);
    elsewhere.server_name = Some("elsewhere.example".to_owned());
    let misnamed = said(server(None), "localhost", elsewhere).await;
    assert!(misnamed.is_err(), "{misnamed:?}");
    let stranger = ClientTls { ca: Some(file("client.pem")), ..client(false) };
    assert!(said(server(None), "localhost", stranger).await.is_err());
}

#[test]
fn files_that_do_not_do_are_named() {
    let swapped = ServerTls { key: file("ca.pem"), ..server(None) };
    let refused = server_config(&swapped).expect_err("no key in it");
    assert!(matches!(refused, TlsError::Missing { what: "private key", .. }), "{refused}");
    let foreign = ServerTls { key: file("client.key"), ..server(None) };
    let refused = server_config(&foreign).expect_err("not its key");
    assert!(matches!(refused, TlsError::Pair { .. }), "{refused}");
    let absent = ClientTls { ca: Some(file("absent.pem")), ..ClientTls::default() };
    let refused = client_config(&absent).expect_err("not there");
    assert!(refused.to_string().contains("absent.pem"), "{refused}");
}
