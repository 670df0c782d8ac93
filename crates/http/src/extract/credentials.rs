//! Bearer tokens and session cookies.

use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{Answer, Code, Refusal};

/// The cookie that carries a browser session.
pub(crate) const SESSION_COOKIE: &str = "basekey_session";

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What `Authorization` says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Authorization<'a> {
    /// No such header.
    Absent,
    /// A header that is no bearer token: another scheme, or not text.
    Unreadable,
    /// `Bearer` and this text.
    Bearer(&'a str),
}

/// Reads `Authorization`; the scheme's case does not matter (web-api 0.2).
pub(crate) fn authorization(headers: &HeaderMap) -> Authorization<'_> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Authorization::Absent;
    };
    if values.next().is_some() {
        return Authorization::Unreadable;
    }
    let Ok(text) = value.to_str() else {
        return Authorization::Unreadable;
    };
    match text.trim().split_once(' ') {
        Some((scheme, token))
            if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() =>
        {
            Authorization::Bearer(token.trim())
        }
        _ => Authorization::Unreadable,
    }
}

/// The session cookie's text, if one was sent.
pub(crate) fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == SESSION_COOKIE)
        .map(|(_, value)| value)
}

/// True unless the headers say that another site's page sent this. Browsers
/// send at least one of the two on requests that change something, so with
/// `strict` their absence is a no as well.
fn from_our_pages(headers: &HeaderMap, strict: bool) -> bool {
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        return site == "same-origin";
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return !strict;
    };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let origin_host = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"))
        .map(|(_, host)| host);
    match (origin_host, host) {
        (Some(origin), Some(host)) => origin.eq_ignore_ascii_case(host),
        _ => false,
    }
}

/// Refuses requests that another site's page made a browser send.
pub(crate) fn same_origin(headers: &HeaderMap, strict: bool) -> Answer<()> {
    if from_our_pages(headers, strict) {
        Ok(())
    } else {
        Err(Refusal::new(Code::CrossSite))
    }
}

/// `Set-Cookie` that starts a session of `seconds`.
pub(crate) fn set_session(text: &str, seconds: i64, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let mut value = HeaderValue::from_str(&format!(
        "{SESSION_COOKIE}={text}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    ))
    .ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// `Set-Cookie` that ends the session in the browser.
pub(crate) fn clear_session(secure: bool) -> HeaderValue {
    HeaderValue::from_static(if secure {
        "basekey_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
    } else {
        "basekey_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn the_scheme_is_read_without_regard_to_case() {
        for (value, expected) in [
            ("Bearer abc", Authorization::Bearer("abc")),
            ("bearer  abc ", Authorization::Bearer("abc")),
            ("BEARER abc", Authorization::Bearer("abc")),
            ("Basic abc", Authorization::Unreadable),
            ("Bearer", Authorization::Unreadable),
            ("Bearer ", Authorization::Unreadable),
            ("abc", Authorization::Unreadable),
        ] {
            assert_eq!(
                authorization(&headers(&[("authorization", value)])),
                expected,
                "{value}"
            );
        }
        assert_eq!(authorization(&HeaderMap::new()), Authorization::Absent);
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let found = headers(&[("cookie", "a=b; basekey_session=ses1.x; c=d")]);
        assert_eq!(session_cookie(&found), Some("ses1.x"));
        assert_eq!(
            session_cookie(&headers(&[("cookie", "xbasekey_session=1")])),
            None
        );
    }

    #[test]
    fn other_sites_are_told_from_ours() {
        for (pairs, ours) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", "http://a.b:1"), ("host", "a.b:1")], true),
            (&[("origin", "http://a.b:1"), ("host", "a.b:2")], false),
            (&[("origin", "null"), ("host", "a.b")], false),
            (&[("host", "a.b")], false),
        ] {
            assert_eq!(from_our_pages(&headers(pairs), true), ours, "{pairs:?}");
        }
        assert!(from_our_pages(&headers(&[("host", "a.b")]), false));
    }
}
