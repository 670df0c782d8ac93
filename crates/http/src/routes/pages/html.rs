//! Plain pages: one frame, one style sheet, no script.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::error::{Code, Refusal};

/// Nothing is loaded from elsewhere, nothing runs, nobody frames us.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// The colours of `web/src/ui/theme.css`.
const STYLE: &str = "\
:root{color-scheme:light dark;--bg:#fff;--text:#16191d;--muted:#56606c;--control:#76808d;--border:#d9dee5;--accent:#1c5fd4;--link:#174fb3;--bad:#a31f15;--soft:#fdeceb}
@media(prefers-color-scheme:dark){:root{--bg:#131518;--text:#e9ebee;--muted:#a9b1bc;--control:#7b8593;--border:#363c45;--accent:#2f6bd0;--link:#8fb8ff;--bad:#ff9f95;--soft:#41201d}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif;margin:0;min-width:320px;color:var(--text);background:var(--bg);overflow-wrap:anywhere}
main{max-width:26rem;margin:0 auto;padding:3.5rem 1rem;display:flex;flex-direction:column;gap:1rem}
main.wide{max-width:52rem}
h1{font-size:1.6rem;line-height:1.25;margin:0}p{margin:0}
a{color:var(--link)}code{font-size:.95em}
.brand{display:flex;gap:.55rem;align-items:center;font-weight:700;color:var(--text);text-decoration:none;min-height:36px}
form{display:flex;flex-direction:column;gap:1rem}
label{display:flex;flex-direction:column;gap:.3rem;font-weight:600}
input{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--control);border-radius:5px;padding:.5rem .6rem;min-height:44px;width:100%}
button{font:inherit;font-weight:600;padding:.55rem 1.2rem;min-height:44px;border:1px solid var(--accent);border-radius:5px;background:var(--accent);color:#fff;cursor:pointer}
button.plain{background:transparent;color:var(--text);border-color:var(--control)}
button.danger{background:#b42318;border-color:#b42318}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.muted{color:var(--muted)}
.bad{color:var(--bad);background:var(--soft);border-radius:8px;padding:.7rem .9rem}
ul{list-style:none;margin:0;padding:0;display:flex;flex-direction:column;gap:.75rem}
li{border:1px solid var(--border);border-radius:8px;padding:.8rem;display:flex;flex-wrap:wrap;gap:.5rem 1rem;justify-content:space-between;align-items:center}
";

/// The style sheet of plain pages.
pub(super) async fn style() -> Response {
    let mut response = Response::new(Body::from(STYLE));
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/css; charset=utf-8"),
    );
    response
}

/// The product's mark.
pub(super) async fn icon() -> Response {
    let mut response = Response::new(Body::from(include_str!("icon.svg")));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=86400"));
    response
}

/// A plain page. `body` is markup: whatever people wrote has gone through [`escape`].
pub(super) fn page(status: StatusCode, title: &str, body: &str) -> Response {
    framed(status, title, "", body)
}

/// The same with room for a list.
pub(super) fn wide_page(status: StatusCode, title: &str, body: &str) -> Response {
    framed(status, title, " class=\"wide\"", body)
}

fn framed(status: StatusCode, title: &str, class: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} – Basekey</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <link rel=\"icon\" href=\"/icon.svg\"><link rel=\"stylesheet\" href=\"/plain.css\"></head>\
         <body><main{class}><a class=\"brand\" href=\"/\"><img src=\"/icon.svg\" alt=\"\" width=\"26\" height=\"26\">Basekey</a><h1>{title}</h1>{body}</main></body></html>"
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    secure(response.headers_mut(), POLICY);
    response
}

/// The headers of every page: its policy, and no address told to other sites,
/// since a sign-in link's code is in one. `no-referrer` would be stricter, but
/// makes browsers send `Origin: null` with our own forms.
pub(super) fn secure(headers: &mut HeaderMap, policy: HeaderValue) {
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
}

/// Sends the browser to another page of ours after a form.
pub(super) fn see_other(path: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(path) else {
        return Refusal::new(Code::ServerError).into_response();
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(LOCATION, location);
    response
}

/// A page of ours to go on with, or the first page: an address elsewhere would
/// let a link use our sign-in page to send people away.
pub(super) fn local(next: Option<&str>) -> &str {
    match next {
        Some(path)
            if path.starts_with('/')
                && !path.starts_with("//")
                && !path.contains('\\')
                && path.bytes().all(|byte| (0x21..0x7f).contains(&byte)) =>
        {
            path
        }
        _ => "/",
    }
}

/// Text as markup.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A path with what a form must carry, percent-encoded.
pub(super) fn query_value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_not_become_markup() {
        assert_eq!(
            escape("<a href=\"x\">'&"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;"
        );
    }

    #[test]
    fn only_our_own_pages_are_gone_on_to() {
        for (next, to) in [
            (
                Some("/create/tokens?state=paused"),
                "/create/tokens?state=paused",
            ),
            (Some("//evil.example"), "/"),
            (Some("/\\evil.example"), "/"),
            (Some("https://evil.example"), "/"),
            (Some("/a\r\nset-cookie: x=y"), "/"),
            (Some("/a b"), "/"),
            (Some(""), "/"),
            (None, "/"),
        ] {
            assert_eq!(local(next), to, "{next:?}");
        }
    }

    #[test]
    fn values_are_encoded() {
        assert_eq!(query_value("/a?b=c&d é"), "/a%3Fb%3Dc%26d%20%C3%A9");
    }
}
