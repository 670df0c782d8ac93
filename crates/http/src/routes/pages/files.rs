//! The files of the pages, as they were built: each once as it is, and where
//! it pays compressed beforehand.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use rust_embed::Embed;

use crate::error::{Code, Refusal};
use crate::extract::Call;

/// What `npm run build` left in `web/dist`; empty if it was not run.
#[derive(Embed)]
#[folder = "../../web/dist"]
struct Built;

/// The built pages of one binary.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    files: BTreeMap<String, File>,
    /// `index.html`, cut where a nonce belongs.
    index: Option<Vec<String>>,
}

#[derive(Debug)]
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    kind: &'static str,
    etag: HeaderValue,
    /// The name holds a hash of the content, so it never changes.
    immutable: bool,
}

/// Where the page's own styles are told apart from ones that were slipped in.
const NONCE: &str = "nonce=\"\"";

impl Pages {
    /// The pages in this binary. In a debug build they are read from disk at the start.
    pub(crate) fn embedded() -> Self {
        Self::of(Built::iter().filter_map(|name| {
            let file = Built::get(&name)?;
            let bytes = match file.data {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => Bytes::from(bytes),
            };
            Some((name.into_owned(), bytes, file.metadata.sha256_hash()))
        }))
    }

    fn of(files: impl Iterator<Item = (String, Bytes, [u8; 32])>) -> Self {
        let all: BTreeMap<String, (Bytes, [u8; 32])> = files
            .map(|(name, bytes, hash)| (name, (bytes, hash)))
            .collect();
        let packed = |name: &str, end: &str| {
            all.get(&format!("{name}{end}"))
                .map(|(bytes, _)| bytes.clone())
        };
        let mut pages = Self::default();
        for (name, (bytes, hash)) in &all {
            let Some(kind) = kind(name) else { continue };
            if name == "index.html" {
                let text = String::from_utf8_lossy(bytes);
                pages.index = Some(text.split(NONCE).map(str::to_owned).collect());
                continue;
            }
            let Ok(etag) = HeaderValue::from_str(&etag(hash)) else {
                continue;
            };
            pages.files.insert(
                name.clone(),
                File {
                    plain: bytes.clone(),
                    brotli: packed(name, ".br"),
                    gzip: packed(name, ".gz"),
                    kind,
                    etag,
                    immutable: is_hashed(name),
                },
            );
        }
        pages
    }

    /// The first page with this nonce in it; `None` in a binary without pages.
    pub(super) fn index(&self, nonce: &str) -> Option<String> {
        let parts = self.index.as_ref()?;
        Some(parts.join(&format!("nonce=\"{nonce}\"")))
    }

    /// True if this binary has pages.
    pub(crate) fn are_embedded() -> bool {
        Built::get("index.html").is_some()
    }
}

fn etag(hash: &[u8; 32]) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("\"");
    for byte in &hash[..12] {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.push('"');
    text
}

/// The content type by the end of the name; `None` for what is not served by itself.
fn kind(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

/// True for names such as `assets/index-hXUy0lNg.js`.
fn is_hashed(name: &str) -> bool {
    name.rsplit_once('.')
        .and_then(|(stem, _)| stem.rsplit_once('-'))
        .is_some_and(|(_, hash)| {
            hash.len() >= 8
                && hash
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
}

/// A file of the pages.
pub(super) async fn asset(Path(path): Path<String>, call: Call) -> Response {
    let pages = &call.site.pages;
    let Some(file) = pages.files.get(&format!("assets/{path}")) else {
        return Refusal::new(Code::NotFound).into_response();
    };
    let mut headers = HeaderMap::new();
    headers.insert(ETAG, file.etag.clone());
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static(if file.immutable {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        }),
    );
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if call.headers().get(IF_NONE_MATCH) == Some(&file.etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.kind));
    let accepts = accepted(call.headers());
    let body = match (&file.brotli, &file.gzip) {
        (Some(packed), _) if accepts.brotli => {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
            packed
        }
        (_, Some(packed)) if accepts.gzip => {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            packed
        }
        _ => &file.plain,
    };
    (headers, Body::from(body.clone())).into_response()
}

#[derive(Debug, PartialEq, Eq)]
struct Accepted {
    brotli: bool,
    gzip: bool,
}

/// Which of the two ways of packing the client takes; a weight of 0 is a no.
fn accepted(headers: &HeaderMap) -> Accepted {
    let takes = |wanted: &str| {
        headers
            .get_all(ACCEPT_ENCODING)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(','))
            .any(|one| {
                let mut parts = one.split(';').map(str::trim);
                parts.next() == Some(wanted)
                    && !parts.any(|part| {
                        part.strip_prefix("q=")
                            .and_then(|weight| weight.parse::<f32>().ok())
                            == Some(0.0)
                    })
            })
    };
    Accepted {
        brotli: takes("br"),
        gzip: takes("gzip"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &'static str) -> (String, Bytes, [u8; 32]) {
        (
            name.to_owned(),
            Bytes::from_static(text.as_bytes()),
            [7; 32],
        )
    }

    #[test]
    fn files_are_found_with_their_packed_forms() {
        let pages = Pages::of(
            [
                file("index.html", "<meta nonce=\"\"><p>"),
                file("assets/index-hXUy0lNg.js", "plain"),
                file("assets/index-hXUy0lNg.js.br", "packed"),
                file("assets/theme.js", "theme"),
                file("assets/odd.exe", "?"),
            ]
            .into_iter(),
        );
        assert_eq!(pages.index("abc").unwrap(), "<meta nonce=\"abc\"><p>");
        assert_eq!(
            pages.files.keys().collect::<Vec<_>>(),
            ["assets/index-hXUy0lNg.js", "assets/theme.js"]
        );
        let script = &pages.files["assets/index-hXUy0lNg.js"];
        assert!(script.immutable && script.brotli.is_some() && script.gzip.is_none());
        assert!(!pages.files["assets/theme.js"].immutable);
        assert!(Pages::of(std::iter::empty()).index("abc").is_none());
    }

    #[test]
    fn what_the_client_takes_is_read() {
        for (line, brotli, gzip) in [
            ("gzip, deflate, br, zstd", true, true),
            ("gzip;q=1.0, br;q=0", false, true),
            ("identity", false, false),
            ("brotli", false, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(line));
            assert_eq!(accepted(&headers), Accepted { brotli, gzip }, "{line}");
        }
    }
}
