use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::Client;
use crate::http::ApiState;
use crate::http::connections::Peer;

/// Notes in every request who asks. Whether they may is the matter of `admit`.
pub(in crate::http) async fn identify(
    State(state): State<ApiState>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    let guard = state.guard();
    let identity = guard.identify(request.headers(), &peer);
    let client = Client::of(&identity, peer.address());
    let extensions = request.extensions_mut();
    extensions.insert(guard.clone());
    extensions.insert(identity);
    extensions.insert(client);
    next.run(request).await
}
