//! Request bodies that a refusal left unread.
//!
//! A refusal can be known before the body is: a wrong token, an unknown
//! parameter. If the body is then let go of, the connection can not be used
//! for the next request, and a client that sends its next request on it sees
//! a broken connection. So a short body is read to its end and thrown away;
//! for a long one the answer says that the connection closes.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, SizeHint};
use parking_lot::Mutex;

/// A body up to this many bytes is read to its end.
const SHORT: u64 = 64 * 1024;

/// How long that may take: the client is sending it already.
const SOON: Duration = Duration::from_secs(1);

/// Where a body is put that its reader dropped before the end.
pub(crate) struct Leftover<B>(Arc<Mutex<Option<B>>>);

/// A body that comes back when it is dropped before its end.
pub(crate) struct Lent<B> {
    body: Option<B>,
    back: Arc<Mutex<Option<B>>>,
}

/// Lends a body to a handler.
pub(crate) fn lend<B>(body: B) -> (Lent<B>, Leftover<B>) {
    let back = Arc::new(Mutex::new(None));
    let lent = Lent {
        body: Some(body),
        back: back.clone(),
    };
    (lent, Leftover(back))
}

impl<B: Body<Data = Bytes> + Unpin> Leftover<B> {
    /// True if the body was read to its end.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.lock().is_none()
    }

    /// Reads what is left, if it is short; false if the connection can not be
    /// used again.
    pub(crate) async fn finish(self) -> bool {
        let left = self.0.lock().take();
        let Some(mut body) = left else { return true };
        if body.size_hint().upper().is_none_or(|most| most > SHORT) {
            return false;
        }
        let read = async {
            while let Some(frame) = body.frame().await {
                if frame.is_err() {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(SOON, read).await.unwrap_or(false)
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Lent<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let frame = Pin::new(body).poll_frame(context);
        if let Poll::Ready(None | Some(Err(_))) = frame {
            // Read to its end, or broken: nothing to give back.
            self.body = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl<B> Drop for Lent<B> {
    fn drop(&mut self) {
        *self.back.lock() = self.body.take();
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::Full;

    use super::*;

    #[tokio::test]
    async fn a_short_body_is_finished_and_a_long_one_is_not() {
        for (bytes, usable) in [(0, true), (SHORT, true), (SHORT + 1, false)] {
            let body = Full::new(Bytes::from(vec![b' '; usize::try_from(bytes).unwrap()]));
            let (lent, rest) = lend(body);
            drop(lent);
            assert_eq!(rest.finish().await, usable, "{bytes}");
        }
        let (lent, rest) = lend(Full::new(Bytes::from(vec![b' '; 1 << 20])));
        assert_eq!(lent.collect().await.unwrap().to_bytes().len(), 1 << 20);
        assert!(rest.finish().await, "a body that was read leaves nothing");
    }
}
