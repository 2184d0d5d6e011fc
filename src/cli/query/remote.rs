use std::io::Write;

use anyhow::{Context, anyhow};
use reqwest::{Client, Response, Url};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::Access;
use crate::cli::Failure;
use crate::cli::serve::runtime;
use crate::net::tls::install_provider;

/// Members of a problem are small; an answer that is none may be anything.
const PROBLEM_BYTES_MAX: usize = 64 * 1024;

/// A running daemon.
pub(in crate::cli) struct Remote {
    base: Url,
    token: Option<String>,
    client: Client,
    runtime: Runtime,
}

impl Remote {
    pub(in crate::cli) fn new(url: &str, access: &Access) -> Result<Self, Failure> {
        let wrong = || Failure::Usage("--url has to be as in http://127.0.0.1:8080".to_owned());
        let base = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let base = base.ok_or_else(wrong)?;
        install_provider();
        let client = Client::builder().build().context("cannot set up HTTP")?;
        let token = access.token_file.as_deref().map(|file| {
            let read = std::fs::read_to_string(file);
            read.with_context(|| format!("cannot read {}", file.display()))
        });
        let token = token.transpose()?.map(|token| token.trim().to_owned());
        Ok(Self { base, token, client, runtime: runtime()? })
    }

    /// Copies an answer to an output as it comes; gives back the cursor of the next page.
    pub(in crate::cli) fn copy(
        &self,
        path: &str,
        pairs: &[(String, String)],
        output: &mut dyn Write,
    ) -> Result<Option<String>, Failure> {
        self.runtime.block_on(async {
            let mut response = self.get(path, pairs).await?;
            let next = next(&response);
            while let Some(chunk) = response.chunk().await.context("the answer broke off")? {
                let written = output.write_all(&chunk);
                if written.as_ref().is_err_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe) {
                    return Ok(None);
                }
                written.context("cannot write the answer")?;
            }
            Ok(next)
        })
    }

    async fn get(&self, path: &str, pairs: &[(String, String)]) -> Result<Response, Failure> {
        let mut url = self.base.clone();
        let root = self.base.path().trim_end_matches('/');
        url.set_path(&format!("{root}{path}"));
        if !pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        let mut request = self.client.get(url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let asked = request.send().await;
        let response = asked.with_context(|| format!("cannot reach {}", self.base))?;
        if response.status().is_success() { Ok(response) } else { Err(refused(response).await) }
    }
}

/// What the daemon says is wrong: a question that is wrong is wrong use.
async fn refused(mut response: Response) -> Failure {
    let status = response.status();
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await
        && body.len() < PROBLEM_BYTES_MAX
    {
        body.extend_from_slice(&chunk);
    }
    let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
    let detail = problem.get("detail").and_then(Value::as_str).unwrap_or("no reason is given");
    let parameter = problem.get("parameter").and_then(Value::as_str);
    let said = match parameter {
        Some(parameter) => format!("--{}: {detail}", parameter.replace('_', "-")),
        None => format!("{status}: {detail}"),
    };
    if status == 400 { Failure::Usage(said) } else { Failure::Error(anyhow!(said)) }
}

/// The cursor in the `Link` to the next page.
fn next(response: &Response) -> Option<String> {
    let link = response.headers().get("link")?.to_str().ok()?;
    let target = link.strip_prefix('<')?.split_once('>')?.0;
    let url = response.url().join(target).ok()?;
    url.query_pairs().find(|(name, _)| name == "cursor").map(|(_, cursor)| cursor.into_owned())
}
