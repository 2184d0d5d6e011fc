use std::future::{Future, IntoFuture};
use std::io;

use tokio::net::TcpListener;

use super::ApiState;
use super::connections::{Connections, Peer};
use super::hosts::Hosts;
use super::router;

/// Serves until `shutdown` completes; then ends all streams, lets requests under way finish and
/// closes. How long that may take is the caller's to bound.
///
/// # Errors
/// The listener has no address.
pub async fn serve(
    listener: TcpListener,
    state: ApiState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let hosts = Hosts::new(listener.local_addr()?, &state.config.hosts);
    let app = router::build(state.clone(), hosts);
    let closing = state.closing().clone();
    let stop = async move {
        shutdown.await;
        closing.cancel();
    };
    let meters = state.metrics().connections().clone();
    let connections = Connections::new(listener, &state.config, state.tls.clone(), meters);
    let app = app.into_make_service_with_connect_info::<Peer>();
    let serving = axum::serve(connections, app).with_graceful_shutdown(stop).into_future();
    tokio::select! {
        outcome = serving => outcome?,
        () = state.guard().look_after_sums() => {}
    }
    state.tasks().close();
    state.tasks().wait().await;
    Ok(())
}
