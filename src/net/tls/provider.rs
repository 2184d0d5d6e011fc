use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};

/// The one provider of cryptography.
pub(super) fn provider() -> Arc<CryptoProvider> {
    install_provider();
    CryptoProvider::get_default().map_or_else(|| Arc::new(ring::default_provider()), Arc::clone)
}

/// Makes `ring` the provider of the process, for libraries that ask for the default. Calling it again
/// changes nothing.
pub fn install_provider() {
    if CryptoProvider::get_default().is_none() {
        // Somebody else may have been faster with the same one.
        drop(ring::default_provider().install_default());
    }
}
