use std::fmt;

use crate::config::SecretSource;

/// Longest secret, bytes.
const SECRET_MAX: u64 = 64 * 1024;

/// What only Picket and a receiver know; printed as dots.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Reads it from its place; what is wrong in a sentence that does not repeat it.
    pub fn read(source: &SecretSource) -> Result<Self, String> {
        let text = match source {
            SecretSource::Environment(name) => std::env::var(name)
                .map_err(|_absent| format!("the secret is to be in ${name}, which is not set"))?,
            SecretSource::File { path, contents: _ } => {
                let shown = path.display();
                let length = std::fs::metadata(path)
                    .map_err(|error| format!("the secret in {shown} cannot be read: {error}"))?
                    .len();
                if length > SECRET_MAX {
                    return Err(format!("{shown} has {length} bytes and is no secret"));
                }
                std::fs::read_to_string(path)
                    .map_err(|error| format!("the secret in {shown} cannot be read: {error}"))?
            }
        };
        let text = text.trim();
        if text.is_empty() {
            return Err("the secret is empty".to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    /// The secret itself, for the wire.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// One that a test knows.
    #[cfg(test)]
    pub(crate) fn of_test(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
