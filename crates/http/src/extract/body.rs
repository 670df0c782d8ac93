//! Reading JSON bodies within limits.

use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Body as HttpBody;
use serde::de::DeserializeOwned;

use crate::error::{Answer, Code, Refusal};

/// Reads the whole body, at most `limit` bytes within `time`.
///
/// What a too long body still sends is thrown away up to four times the
/// limit, so that a client that writes before it reads gets to see the answer.
pub(crate) async fn read(body: Body, limit: usize, time: Duration) -> Answer<Bytes> {
    let read = async {
        if HttpBody::size_hint(&body).lower() > limit as u64 {
            discard(body, limit.saturating_mul(4)).await;
            return Err(Refusal::new(Code::TooLarge));
        }
        let mut body = body;
        let mut whole: Option<Bytes> = None;
        let mut joined = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| {
                Refusal::new(Code::InvalidRequestBody).say("The request body was cut off")
            })?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            let so_far = whole.as_ref().map_or(0, Bytes::len) + joined.len();
            if so_far + data.len() > limit {
                discard(body, limit.saturating_mul(3)).await;
                return Err(Refusal::new(Code::TooLarge));
            }
            // Most bodies come in one piece, which is then used as it is.
            match whole.take() {
                None if joined.is_empty() => whole = Some(data),
                first => {
                    joined.extend_from_slice(&first.unwrap_or_default());
                    joined.extend_from_slice(&data);
                }
            }
        }
        Ok(whole.unwrap_or_else(|| joined.freeze()))
    };
    match tokio::time::timeout(time, read).await {
        Ok(answer) => answer,
        Err(_) => Err(Refusal::new(Code::RequestTimeout)),
    }
}

async fn discard(mut body: Body, at_most: usize) {
    let mut seen = 0;
    while let Some(Ok(frame)) = body.frame().await {
        seen += frame.data_ref().map_or(0, Bytes::len);
        if seen > at_most {
            break;
        }
    }
}

/// Refuses a body that says it is something else than JSON (web-api 6.2).
pub(crate) fn declared_json(headers: &HeaderMap) -> Answer<()> {
    let Some(kind) = headers.get(CONTENT_TYPE) else {
        return Ok(());
    };
    let kind = kind
        .to_str()
        .unwrap_or("")
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    if kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json")) {
        return Ok(());
    }
    Err(Refusal::new(Code::InvalidRequestBody).say(
        "Could not parse request body: send JSON with the header `Content-Type: application/json`",
    ))
}

/// Parses JSON. Text that is no JSON and JSON of the wrong shape are two answers.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    serde_json::from_slice(bytes).map_err(|error| {
        if error.is_data() {
            Refusal::new(Code::InvalidRequestUnknown).say(format!("Invalid request: {error}"))
        } else {
            Refusal::new(Code::InvalidRequestBody)
                .say(format!("Could not parse request body: {error}"))
        }
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[tokio::test]
    async fn the_limit_counts_what_arrives() {
        let time = Duration::from_secs(5);
        assert_eq!(read(Body::from("12345"), 5, time).await.unwrap(), "12345");
        assert_eq!(
            read(Body::from("123456"), 5, time)
                .await
                .unwrap_err()
                .code(),
            Code::TooLarge
        );
        let chunks = |count: usize| {
            Body::from_stream(futures_util::stream::iter(
                (0..count).map(|_| Ok::<_, std::io::Error>("ab")),
            ))
        };
        assert_eq!(read(chunks(3), 6, time).await.unwrap(), "ababab");
        assert_eq!(
            read(chunks(4), 6, time).await.unwrap_err().code(),
            Code::TooLarge
        );
    }

    #[tokio::test]
    async fn a_body_that_never_ends_is_given_up() {
        let never =
            Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
        assert_eq!(
            read(never, 10, Duration::from_millis(10))
                .await
                .unwrap_err()
                .code(),
            Code::RequestTimeout
        );
    }

    #[test]
    fn only_json_is_json() {
        for (kind, fine) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/vnd.api+json", true),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            assert_eq!(declared_json(&headers).is_ok(), fine, "{kind}");
        }
        assert!(declared_json(&HeaderMap::new()).is_ok());
    }
}
