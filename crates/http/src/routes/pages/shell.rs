//! The page that loads the others, for every address that is a page's.

use axum::http::header::ACCEPT;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::html::{escape, page, secure};
use crate::error::{Code, Refusal};
use crate::extract::{Call, session_cookie};

/// The first page; in a binary without pages, what runs here.
pub(super) async fn home(call: Call) -> Response {
    match shell(&call, StatusCode::OK) {
        Some(response) => response,
        None => without_pages(&call).await,
    }
}

/// What no route matches: a page's address for a browser that opens it, else
/// one and the same answer (web-api 6.2).
pub(in crate::routes) async fn or_not_found(call: Call) -> Response {
    let path = call.path_text();
    let api = ["/v0", "/api", "/assets"].iter().any(|root| {
        path == *root
            || path
                .strip_prefix(root)
                .is_some_and(|rest| rest.starts_with('/'))
    });
    if !matches!(*call.method(), Method::GET | Method::HEAD) || api || !wants_page(&call) {
        return Refusal::new(Code::NotFound).into_response();
    }
    let known = [
        "create",
        "account",
        "workspaces",
        "admin",
        "welcome",
        "invite",
    ];
    let first = path.trim_start_matches('/').split('/').next().unwrap_or("");
    let status = if known.contains(&first) || first.starts_with("app") {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    shell(&call, status).unwrap_or_else(|| Refusal::new(Code::NotFound).into_response())
}

/// True for a browser that opens an address, not for a program that calls.
fn wants_page(call: &Call) -> bool {
    call.headers()
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|line| line.contains("text/html"))
}

fn shell(call: &Call, status: StatusCode) -> Option<Response> {
    let nonce = nonce(call);
    let html = call.site.pages.index(&nonce)?;
    // Scripts are files of ours. Styles as well, but for one element that the
    // component library makes at run time and marks with the nonce.
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut response = html.into_response();
    *response.status_mut() = status;
    secure(response.headers_mut(), HeaderValue::from_str(&policy).ok()?);
    Some(response)
}

fn nonce(call: &Call) -> String {
    use std::fmt::Write as _;
    let mut bytes = [0u8; 16];
    call.app().entropy().fill(&mut bytes);
    let mut text = String::with_capacity(32);
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

async fn without_pages(call: &Call) -> Response {
    let name = match session_cookie(call.headers()) {
        Some(cookie) => signed_in_name(call, cookie).await,
        None => None,
    };
    let who = name.map_or_else(
        || "<p>Nobody is signed in. <a href=\"/sign-in\">Sign in</a></p>".to_owned(),
        |name| {
            format!(
                "<p>Signed in as <strong>{}</strong>. <a href=\"/plain/tokens\">Your tokens</a></p>",
                escape(&name)
            )
        },
    );
    page(
        StatusCode::OK,
        "Basekey",
        &format!(
            "<p>Version {version} is running and answers Airtable's Web API under <code>/v0</code>.</p>{who}\
             <p>This binary was built without the pages of the Builder Hub: build it with Node there, for instance by \
             <code>make run</code>. Tokens can be made by <code>basekey token create</code>.</p>\
             <p>The API is described in <a href=\"/openapi.json\">/openapi.json</a>. Try it with a token:</p>\
             <p><code>curl -H \"Authorization: Bearer $TOKEN\" …/v0/meta/whoami</code></p>",
            version = env!("CARGO_PKG_VERSION"),
        ),
    )
}

async fn signed_in_name(call: &Call, cookie: &str) -> Option<String> {
    let caller = call.app().caller_by_session(cookie).await.ok()?;
    let people = call.app().people().await.ok()?;
    people.get(caller.user).map(|person| person.name.clone())
}
