//! The few pages a person meets before there are others: what runs here, and
//! the link that signs them in.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION, REFERRER_POLICY, SET_COOKIE,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use basekey_app::SESSION_SECONDS;

use super::api::sessions::refused;
use crate::error::{Code, Refusal};
use crate::extract::{Call, Query, same_origin, session_cookie, set_session};
use crate::site::Site;

/// Nothing is loaded from elsewhere, nothing runs, nobody frames us.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

const STYLE: &str = "\
body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:4rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
h1{font-size:1.5rem}code{font-size:.95em;background:#f2f3f5;padding:.1em .3em;border-radius:.25em}
button{font:inherit;padding:.5rem 1.25rem;border:0;border-radius:.4rem;background:#1c5fd4;color:#fff;cursor:pointer}
@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#15181c}code{background:#262b31}a{color:#8ab4ff}}
";

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/", get(home))
        .route("/sign-in", get(sign_in_page).post(sign_in))
        .route("/front-door.css", get(style))
}

async fn style() -> Response {
    let mut response = Response::new(Body::from(STYLE));
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/css; charset=utf-8"),
    );
    response
}

async fn home(call: Call) -> Response {
    let name = match session_cookie(call.headers()) {
        Some(cookie) => signed_in_name(&call, cookie).await,
        None => None,
    };
    let who = name.map_or_else(
        || "<p>Nobody is signed in. Whoever runs this server can make a sign-in link with <code>basekey user sign-in-link</code>.</p>".to_owned(),
        |name| format!("<p>Signed in as <strong>{}</strong>.</p>", escape(&name)),
    );
    page(
        StatusCode::OK,
        "Basekey",
        &format!(
            "<p>Version {version} is running and answers Airtable's Web API under <code>/v0</code>.</p>{who}\
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

/// Shows a button. Looking at the page changes nothing, so programs that open
/// links ahead of people do not use it up.
async fn sign_in_page(call: Call) -> Response {
    let code = Query::parse(call.query()).text("code").ok().flatten();
    match code.filter(|code| !code.is_empty()) {
        Some(code) => page(
            StatusCode::OK,
            "Sign in",
            &format!(
                "<form method=\"post\" action=\"/sign-in\"><input type=\"hidden\" name=\"code\" value=\"{}\">\
                 <p>This link signs you in once.</p><p><button>Sign in</button></p></form>",
                escape(&code)
            ),
        ),
        None => page(
            StatusCode::OK,
            "Sign in",
            "<p>Ask whoever runs this server for a sign-in link; they make one with <code>basekey user sign-in-link</code>.</p>",
        ),
    }
}

async fn sign_in(mut call: Call) -> Response {
    match redeem(&mut call).await {
        Ok(response) => response,
        Err(refusal) if refusal.code() == Code::Unauthorized => page(
            StatusCode::UNAUTHORIZED,
            "This link does not work",
            "<p>It was used before, is older than a day, or was not copied whole. Ask for a new one.</p>",
        ),
        Err(refusal) if refusal.code() == Code::CrossSite => page(
            StatusCode::FORBIDDEN,
            "Not from here",
            "<p>Open the sign-in link itself and press its button.</p>",
        ),
        Err(refusal) => refusal.into_response(),
    }
}

async fn redeem(call: &mut Call) -> Result<Response, Refusal> {
    same_origin(call.headers(), false)?;
    let bytes = call.bytes().await?;
    let form = std::str::from_utf8(&bytes).unwrap_or("");
    let code = Query::parse(form).text("code")?.unwrap_or_default();
    let signed_in = call
        .app()
        .sign_in_by_link(&code, &call.origin())
        .await
        .map_err(refused)?;
    let cookie = set_session(
        &signed_in.cookie,
        SESSION_SECONDS,
        call.site.config.secure_cookies,
    )
    .ok_or(Refusal::new(Code::ServerError))?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response
        .headers_mut()
        .insert(LOCATION, HeaderValue::from_static("/"));
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"/front-door.css\"></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>"
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    // A sign-in link's code is in its address.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    response
}

fn escape(text: &str) -> String {
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
}
