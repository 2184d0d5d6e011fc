use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use serde::Deserialize;

use super::Failure;
use super::store::progress_bar;
use crate::config::{StoreConfig, StoreEngine};
use crate::net::tls::install_provider;
use crate::store::Store;

/// Copy the store into a new folder, also while a daemon works on it. Everything that was
/// acknowledged when it began is in the copy. To restore, stop the daemon and put the copy in the
/// place of the store's folder.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    from: From,
    /// A folder that is not there yet.
    #[arg(value_name = "DEST")]
    dest: PathBuf,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct From {
    /// The folder of a store that no daemon has open.
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// The running daemon, on this machine: it writes the copy beside its store, from where it is
    /// moved to DEST. Where it asks for a token, an administrator's is read from `PICKET_TOKEN`.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Args { from, dest } = args;
    if dest.exists() {
        let problem = format!("picket: {} is there already: name a new folder", dest.display());
        return Err(Failure::Usage(problem));
    }
    match from {
        From { store: Some(store), .. } => at_rest(&store, &dest)?,
        From { url: Some(url), .. } => running(&url, &dest)?,
        From { store: None, url: None } => {}
    }
    println!("{}", dest.display());
    Ok(())
}

fn at_rest(folder: &Path, dest: &Path) -> anyhow::Result<()> {
    let made_by = |engine: &StoreEngine| folder.join(format!("watch.{}", engine.as_str())).exists();
    let Some(engine) = StoreEngine::ALL.into_iter().find(made_by) else {
        bail!("there is no store in {}", folder.display());
    };
    let store = Store::open(&StoreConfig { engine, ..StoreConfig::at(folder) })
        .context("a daemon that has it open makes the backup itself: --url")?;
    let bar = progress_bar();
    store.reader().backup(dest, &mut bar.teller())?;
    Ok(())
}

/// What the daemon says of the copy it made.
#[derive(Debug, Deserialize)]
struct Made {
    path: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn running(url: &str, dest: &Path) -> anyhow::Result<()> {
    install_provider();
    let address = format!("{}/api/v1/store/backup", url.trim_end_matches('/'));
    let client = reqwest::Client::builder().connect_timeout(Duration::from_secs(10)).build()?;
    let mut request = client.post(&address).header("content-type", "application/json").body("{}");
    if let Ok(token) = std::env::var("PICKET_TOKEN") {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.with_context(|| format!("cannot reach {address}"))?;
    let status = answer.status();
    let text = answer.text().await.context("the answer broke off")?;
    if !status.is_success() {
        return Err(anyhow!("{address} answers {status}: {text}"));
    }
    let Made { path } = serde_json::from_str(&text).context("the answer names no folder")?;
    move_folder(&path, dest).with_context(|| {
        format!(
            "the copy is whole in {}, but cannot be moved to {}",
            path.display(),
            dest.display()
        )
    })
}

/// Renames; across file systems copies and then removes.
fn move_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    if fs::rename(from, to).is_ok() {
        return Ok(());
    }
    copy_folder(from, to)?;
    Ok(fs::remove_dir_all(from)?)
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
            fs::File::open(&target)?.sync_all()?;
        }
    }
    Ok(())
}
