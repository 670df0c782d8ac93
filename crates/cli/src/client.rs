//! The commands are clients of Basekey's own HTTP API. What carries their
//! calls is a running server's private socket, so that nothing it keeps in
//! memory goes stale, or, where no server runs, the same routes in this
//! process on the opened store.

use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use basekey_app::App;
use basekey_http::{Server, call_in_process};
use basekey_store::StoreError;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::sync::Mutex;

use crate::config::Config;
use crate::{instance, socket};

const AGENT: &str = concat!("basekey/", env!("CARGO_PKG_VERSION"), " (command line)");

/// How long to look for whoever holds the data directory: a server that is
/// starting or stopping holds it without answering.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether a command may begin a data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Make it.
    Make,
    /// Say that there is none, since the path is likely mistyped.
    Refuse,
}

/// Basekey's API.
pub(crate) struct Api {
    carrier: Carrier,
}

enum Carrier {
    Socket {
        path: PathBuf,
        sender: Mutex<SendRequest<Full<Bytes>>>,
    },
    Here {
        server: Server,
        app: Option<App>,
    },
}

/// The API refused a call.
#[derive(Debug)]
pub(crate) struct ApiError {
    /// The answer's status.
    pub(crate) status: StatusCode,
    /// The type on the wire.
    pub(crate) kind: String,
    message: String,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.message.is_empty() {
            write!(
                f,
                "the server answered {} {}",
                self.status.as_u16(),
                self.kind
            )
        } else {
            f.write_str(&self.message)
        }
    }
}

impl std::error::Error for ApiError {}

impl ApiError {
    /// Reads both of Airtable's envelopes.
    fn read(status: StatusCode, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let error = &body["error"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let kind = if error.is_string() {
            text(error)
        } else {
            text(&error["type"])
        };
        Self {
            status,
            kind,
            message: text(&error["message"]),
        }
    }
}

impl Api {
    /// Finds the server of the data directory, or opens the store in its place.
    pub(crate) async fn open(config: &Config, missing: Missing) -> Result<Self> {
        if missing == Missing::Refuse && !basekey_store::sqlite::exists(&config.data) {
            bail!(
                "there is no Basekey store in {}; name another directory with --data, or begin one with `basekey serve` or `basekey user create`",
                config.data.display()
            );
        }
        let started = tokio::time::Instant::now();
        loop {
            if let Some(api) = Self::running(&config.data).await? {
                return Ok(api);
            }
            match instance::open(config) {
                Ok(opened) => {
                    return Ok(Self {
                        carrier: Carrier::Here {
                            server: opened.server,
                            app: Some(opened.app),
                        },
                    });
                }
                Err(error) if is_in_use(&error) && started.elapsed() < PATIENCE => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The API of a server in this very process.
    pub(crate) fn of(server: Server) -> Self {
        Self {
            carrier: Carrier::Here { server, app: None },
        }
    }

    async fn running(data: &Path) -> Result<Option<Self>> {
        let path = data.join(socket::NAME);
        let Some(sender) = connect(&path).await? else {
            return Ok(None);
        };
        Ok(Some(Self {
            carrier: Carrier::Socket {
                path,
                sender: Mutex::new(sender),
            },
        }))
    }

    /// Calls the API as the operator of this machine, acting as the user of
    /// this e-mail or id if one is named, and gives the answer's JSON.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        act_as: Option<&str>,
    ) -> Result<Value> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, HeaderValue::from_static("localhost"))
            .header(USER_AGENT, HeaderValue::from_static(AGENT));
        if let Some(user) = act_as {
            let user = HeaderValue::from_str(user)
                .context("an e-mail address that is not plain ASCII can not be named here; use the user's id")?;
            request = request.header("x-basekey-act-as", user);
        }
        let bytes = match body {
            Some(body) => {
                request =
                    request.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                Bytes::from(body.to_string())
            }
            None => Bytes::new(),
        };
        let (status, bytes) = self.send(request.body(bytes)?).await?;
        if !status.is_success() {
            return Err(ApiError::read(status, &bytes).into());
        }
        if bytes.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&bytes).context("the server's answer is not JSON")
    }

    /// Reads something.
    pub(crate) async fn get(&self, path: &str, act_as: Option<&str>) -> Result<Value> {
        self.call(Method::GET, path, None, act_as).await
    }

    /// Makes or does something.
    pub(crate) async fn post(
        &self,
        path: &str,
        body: &Value,
        act_as: Option<&str>,
    ) -> Result<Value> {
        self.call(Method::POST, path, Some(body), act_as).await
    }

    async fn send(&self, request: Request<Bytes>) -> Result<(StatusCode, Bytes)> {
        match &self.carrier {
            Carrier::Here { server, .. } => {
                let response = call_in_process(server, request).await;
                Ok((response.status(), response.into_body()))
            }
            Carrier::Socket { path, sender } => {
                const LOST: &str = "the server did not answer on its private socket";
                let mut sender = sender.lock().await;
                if sender.is_closed() {
                    *sender = connect(path).await?.context(LOST)?;
                }
                sender.ready().await.context(LOST)?;
                let response = sender
                    .send_request(request.map(Full::new))
                    .await
                    .context(LOST)?;
                let status = response.status();
                Ok((
                    status,
                    response
                        .into_body()
                        .collect()
                        .await
                        .context(LOST)?
                        .to_bytes(),
                ))
            }
        }
    }

    /// Lets go of the store, if it was opened for this.
    pub(crate) async fn close(self) -> Result<()> {
        match self.carrier {
            Carrier::Here { app: Some(app), .. } => app.close().await.context("closing the store"),
            _ => Ok(()),
        }
    }
}

/// True if another process has the data directory open.
pub(crate) fn is_in_use(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref::<StoreError>(),
        Some(StoreError::InUse { .. })
    )
}

/// A connection to the socket; `None` if nobody listens there.
async fn connect(path: &Path) -> Result<Option<SendRequest<Full<Bytes>>>> {
    use std::io::ErrorKind;
    let stream = match socket::connect(path) {
        Ok(stream) => stream,
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::NotFound | ErrorKind::ConnectionRefused
            ) =>
        {
            return Ok(None);
        }
        Err(error) => {
            return Err(error).with_context(|| {
                format!("connecting to the running server at {}", path.display())
            });
        }
    };
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(async move {
        // A failure shows where the answer is waited for.
        let _ = connection.await;
    });
    Ok(Some(sender))
}

/// Text as one part of a path.
pub(crate) fn segment(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            made.push(char::from(byte));
        } else {
            // Writing into a text does not fail.
            let _ = write!(made, "%{byte:02X}");
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_envelopes_are_read() {
        let bare = ApiError::read(StatusCode::NOT_FOUND, br#"{"error":"NOT_FOUND"}"#);
        assert_eq!(
            (bare.kind.as_str(), bare.to_string().as_str()),
            ("NOT_FOUND", "the server answered 404 NOT_FOUND")
        );
        let object = ApiError::read(
            StatusCode::FORBIDDEN,
            br#"{"error":{"type":"X","message":"because"}}"#,
        );
        assert_eq!(
            (object.kind.as_str(), object.to_string().as_str()),
            ("X", "because")
        );
        let noise = ApiError::read(StatusCode::BAD_GATEWAY, b"<html>");
        assert_eq!(noise.status, StatusCode::BAD_GATEWAY);
    }

    #[test]
    fn names_become_parts_of_paths() {
        assert_eq!(segment("Täsks / 1"), "T%C3%A4sks%20%2F%201");
        assert_eq!(segment("appA1-._~"), "appA1-._~");
    }
}
