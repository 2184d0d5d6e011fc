use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::access::{AccessList, TokenEntry};
use crate::areas::AreaId;
use crate::cli::Failure;
use crate::config::AccessFile;
use crate::domain::EventTime;

/// What a new access file begins with.
const HEAD: &str = "\
# Who may reach Picket over HTTP, and as what; `picket token` keeps this file. What stands here lets
# nobody in: of a token, 256 random bits, only the SHA-256 is kept.
# [[certificate]]
# name = \"bridge\"
# role = \"viewer\"                 # viewer | analyst | officer | administrator
# dns_name = \"bridge.example\"     # or fingerprint = \"sha256:..\", as openssl x509 prints it
";

/// An access file while it is changed. Comments and order of the file stay as they are.
#[derive(Debug)]
pub(super) struct Tokens {
    path: PathBuf,
    file: AccessFile,
}

impl Tokens {
    /// Reads a file that may not be there yet.
    pub(super) fn open(path: PathBuf) -> Result<Self, Failure> {
        let file = AccessFile::read(&path);
        let file = file.map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
        Ok(Self { path, file })
    }

    pub(super) const fn list(&self) -> &AccessList {
        &self.file.list
    }

    /// Appends a token.
    pub(super) fn add(&mut self, token: &TokenEntry) -> Result<(), Failure> {
        let names = self.list().tokens.iter().map(|token| &token.name);
        let mut names = names.chain(self.list().certificates.iter().map(|entry| &entry.name));
        if names.any(|name| *name == token.name) {
            let path = self.path.display();
            return Err(Failure::Usage(format!("{path}: {:?} is there already", token.name)));
        }
        let mut text = self.file.text.clone();
        if text.is_empty() {
            text.push_str(HEAD);
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&entry(token));
        self.write(&text)
    }

    /// Marks a token as worth nothing from now on; it stays in the file, so that its name is not
    /// given to somebody else by mistake.
    pub(super) fn revoke(&mut self, name: &str, now: EventTime) -> Result<(), Failure> {
        let path = self.path.display();
        let token = self.list().tokens.iter().find(|token| &*token.name == name);
        let (token, end) = match (token, self.file.name_ends.get(name)) {
            (Some(token), Some(end)) => (token, *end),
            _ => return Err(Failure::Usage(format!("{path}: nobody is named {name:?}"))),
        };
        if let Some(at) = token.revoked {
            return Err(Failure::Usage(format!("{path}: {name:?} was revoked {at} already")));
        }
        let (before, after) = self.file.text.split_at_checked(end).unwrap_or_default();
        let text = format!("{before}\nrevoked = {now}{after}");
        self.write(&text)
    }

    /// Writes a new file beside the old one and puts it in its place: a daemon that reads it in
    /// between sees one or the other. What was written reads back, or nothing is changed.
    fn write(&mut self, text: &str) -> Result<(), Failure> {
        let beside = beside(&self.path);
        replace(&self.path, &beside, text)
            .with_context(|| format!("cannot write {}", self.path.display()))?;
        self.file = AccessFile::read(&self.path)
            .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
        Ok(())
    }
}

fn replace(path: &Path, beside: &Path, text: &str) -> io::Result<()> {
    let permissions = std::fs::metadata(path).map(|metadata| metadata.permissions());
    let mut file = std::fs::File::create(beside)?;
    file.write_all(text.as_bytes())?;
    if let Ok(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()?;
    std::fs::rename(beside, path)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

fn entry(token: &TokenEntry) -> String {
    let mut text = String::from("\n[[token]]\n");
    let mut line = |key: &str, value: String| {
        writeln!(text, "{key} = {value}").expect("a String takes everything");
    };
    line("name", quote(&token.name));
    line("role", quote(token.role.as_str()));
    line("digest", quote(&token.digest.to_string()));
    let times = [("created", token.created), ("expires", token.expires)];
    for (key, time) in times {
        if let Some(time) = time {
            line(key, time.to_string());
        }
    }
    if let Some(areas) = &token.areas {
        let areas: Vec<_> = areas.iter().map(AreaId::as_str).map(quote).collect();
        line("areas", format!("[{}]", areas.join(", ")));
    }
    text
}

fn quote(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Digest, Role};

    fn token(name: &str) -> TokenEntry {
        TokenEntry {
            name: name.into(),
            role: Role::Officer,
            digest: Digest::of(name.as_bytes()),
            created: Some(EventTime::from_secs(0)),
            expires: None,
            revoked: None,
            areas: None,
        }
    }

    #[test]
    fn a_revoked_token_stays_with_its_comments_and_its_neighbours() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("access.toml");
        let mut tokens = Tokens::open(path.clone()).expect("an empty one");
        tokens.add(&token("one")).expect("added");
        tokens.add(&token("t\"wo")).expect("added");
        let text = std::fs::read_to_string(&path).expect("written");
        std::fs::write(&path, text.replace("\"one\"", "\"one\" # a person")).expect("written");

        let mut tokens = Tokens::open(path.clone()).expect("read");
        let now = EventTime::from_secs(1_000);
        tokens.revoke("one", now).expect("revoked");
        let list = Tokens::open(path.clone()).expect("read").file.list;
        assert_eq!(
            list.tokens,
            [TokenEntry { revoked: Some(now), ..token("one") }, token("t\"wo")]
        );
        assert!(std::fs::read_to_string(&path).expect("text").contains("# a person"));
        assert!(tokens.revoke("one", now).is_err() && tokens.revoke("three", now).is_err());
        assert!(tokens.add(&token("one")).is_err(), "the name is taken for good");
    }
}
