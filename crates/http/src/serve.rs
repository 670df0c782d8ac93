//! Accepting connections and speaking HTTP/1.1 on them.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::{Peer, Server};

/// A smaller limit for the head of a request would refuse what clients send.
const HEADER_LEAST: usize = 16 * 1024;

/// How long to rest after the system refused a connection for want of files
/// or memory: trying again at once would only burn the processor.
const REST: Duration = Duration::from_millis(100);

/// Where connections come in.
trait Door: Send + Sync {
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// The next connection, and who is at its other end.
    fn next(&self) -> impl Future<Output = io::Result<(Self::Stream, Peer)>> + Send;
}

impl Door for TcpListener {
    type Stream = tokio::net::TcpStream;

    async fn next(&self) -> io::Result<(Self::Stream, Peer)> {
        let (stream, address) = self.accept().await?;
        // Answers are written whole; waiting for more to send with them only delays.
        let _ = stream.set_nodelay(true);
        Ok((stream, Peer::Network(address.ip().to_canonical())))
    }
}

#[cfg(unix)]
impl Door for tokio::net::UnixListener {
    type Stream = tokio::net::UnixStream;

    async fn next(&self) -> io::Result<(Self::Stream, Peer)> {
        let (stream, _) = self.accept().await?;
        Ok((stream, Peer::Private))
    }
}

/// Serves a TCP listener until `stop` resolves, then lets running requests
/// finish for at most `shutdown_deadline` seconds. Errors of single
/// connections end those connections only.
pub async fn serve_tcp(
    listener: TcpListener,
    server: Server,
    stop: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    accept_until(listener, server, stop).await
}

/// The same for the private unix socket; every request acts as [`Peer::Private`].
#[cfg(unix)]
pub async fn serve_unix(
    listener: tokio::net::UnixListener,
    server: Server,
    stop: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    accept_until(listener, server, stop).await
}

async fn accept_until(
    door: impl Door,
    server: Server,
    stop: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(
        server.config().connections.clamp(1, Semaphore::MAX_PERMITS),
    ));
    let (stopping, stopped) = watch::channel(());
    let deadline = Duration::from_secs(server.config().shutdown_deadline);
    tokio::pin!(stop);
    loop {
        let next = async {
            // Once all places are taken, new connections wait in the system's queue.
            let place = places.clone().acquire_owned().await.ok();
            (place, door.next().await)
        };
        tokio::select! {
            biased;
            () = &mut stop => break,
            (place, accepted) = next => match accepted {
                Ok((stream, peer)) => {
                    tokio::spawn(connection(stream, peer, server.clone(), stopped.clone(), place));
                }
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    tracing::warn!(target: "basekey::http", %error, "could not accept a connection");
                    tokio::time::sleep(REST).await;
                }
            },
        }
    }
    drop(stopped);
    let _ = stopping.send(());
    // Every connection holds a receiver; the channel closes with the last of them.
    if tokio::time::timeout(deadline, stopping.closed())
        .await
        .is_err()
    {
        tracing::warn!(target: "basekey::http", "some requests did not finish before the deadline");
    }
    Ok(())
}

async fn connection<S>(
    stream: S,
    peer: Peer,
    server: Server,
    stopped: watch::Receiver<()>,
    place: Option<tokio::sync::OwnedSemaphorePermit>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let config = server.config();
    let mut http = http1::Builder::new();
    http.header_read_timeout(None)
        .max_header_size(config.header_limit.max(HEADER_LEAST))
        // A client that has sent its request may close its sending half and still wait for the answer.
        .half_close(true);
    server.site.metrics.connections.inc();
    // Counts up when an answer is begun and when it is handed over, and twice
    // with each piece of it that the client takes: odd while one is made.
    let steps = AtomicU64::new(0);
    let service = service_fn(|request| {
        let (server, steps) = (&server, &steps);
        async move {
            steps.fetch_add(1, Ordering::Relaxed);
            let answer = server.answer(request, peer).await;
            steps.fetch_add(1, Ordering::Relaxed);
            Ok::<_, Infallible>(answer)
        }
    });
    let stream = Watched {
        stream,
        steps: &steps,
    };
    let serving = http.serve_connection(TokioIo::new(stream), service);
    let patience = Duration::from_secs(config.header_timeout.max(1));
    match serve_until(serving, stopped, patience, &steps).await {
        Some(Ok(())) => {}
        // Clients hang up and time out all the time; that is not our trouble.
        Some(Err(error)) => {
            tracing::debug!(target: "basekey::http", %error, "a connection ended early");
        }
        None => tracing::debug!(target: "basekey::http", "a connection was silent for too long"),
    }
    server.site.metrics.connections.dec();
    drop(place);
}

/// Drives a connection to its end; `None` if it was let go because nothing
/// was asked on it and no answer taken for `patience`, which is noticed after
/// at most twice that.
///
/// One timer per connection that looks now and then costs nothing per
/// request, while one per request is set and cleared each time. For the same
/// reason the stop is polled once, which leaves this task's waker with it,
/// and after that only looked at.
async fn serve_until<C>(
    connection: C,
    stopped: watch::Receiver<()>,
    patience: Duration,
    steps: &AtomicU64,
) -> Option<hyper::Result<()>>
where
    C: Future<Output = hyper::Result<()>> + Stoppable,
{
    let mut serving = pin!(connection);
    let mut changes = stopped.clone();
    let mut stop = pin!(changes.changed());
    let mut period = pin!(tokio::time::sleep(patience));
    let (mut listening, mut stopping) = (false, false);
    let mut seen = u64::MAX;
    poll_fn(|context| {
        if let Poll::Ready(ended) = serving.as_mut().poll(context) {
            return Poll::Ready(Some(ended));
        }
        let look = !listening || stopped.has_changed().unwrap_or(true);
        if !stopping && look && stop.as_mut().poll(context).is_ready() {
            stopping = true;
            serving.as_mut().stop();
            if let Poll::Ready(ended) = serving.as_mut().poll(context) {
                return Poll::Ready(Some(ended));
            }
        }
        listening = true;
        while period.as_mut().poll(context).is_ready() {
            let now = steps.load(Ordering::Relaxed);
            if now == seen && now.is_multiple_of(2) {
                return Poll::Ready(None);
            }
            seen = now;
            period
                .as_mut()
                .reset(tokio::time::Instant::now() + patience);
        }
        Poll::Pending
    })
    .await
}

/// A stream that tells when the client takes something, so that whoever reads
/// a long answer slowly is not taken for one who is gone.
struct Watched<'s, S> {
    stream: S,
    steps: &'s AtomicU64,
}

impl<S> Watched<'_, S> {
    fn note(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(written, Poll::Ready(Ok(1..))) {
            self.steps.fetch_add(2, Ordering::Relaxed);
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<'_, S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<'_, S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.note(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A connection that can be asked to end after what it is doing.
trait Stoppable {
    fn stop(self: Pin<&mut Self>);
}

impl<I, B, S> Stoppable for http1::Connection<I, S>
where
    S: hyper::service::HttpService<hyper::body::Incoming, ResBody = B>,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    I: hyper::rt::Read + hyper::rt::Write + Unpin,
    B: hyper::body::Body + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn stop(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

/// Errors that concern the connection that was about to be accepted, not the listener.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

#[cfg(test)]
mod tests {
    use basekey_app::{App, Parts};
    use basekey_model::limits::Limits;
    use basekey_model::testing::{Fixed, ManualClock};
    use basekey_model::time::Millis;
    use basekey_store::sqlite::{SqliteOptions, SqliteStore};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::HttpConfig;

    #[tokio::test]
    async fn a_long_answer_that_is_read_slowly_arrives_whole() {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&SqliteOptions::new(dir.path())).unwrap();
        let parts = Parts {
            clock: Arc::new(ManualClock::at(Millis(0))),
            entropy: Arc::new(Fixed::new(1)),
            limits: Limits::default(),
        };
        let config = HttpConfig {
            header_timeout: 1,
            ..HttpConfig::default()
        };
        let server = Server::new(App::open(Arc::new(store), parts), config);
        let (mut client, stream) = tokio::io::duplex(1024);
        let (_stopping, stopped) = watch::channel(());
        tokio::spawn(connection(stream, Peer::Private, server, stopped, None));
        client
            .write_all(b"GET /openapi.json HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        let (mut got, mut piece) = (Vec::new(), [0; 8 * 1024]);
        for _ in 0..12 {
            tokio::time::sleep(Duration::from_millis(250)).await;
            let read = client.read(&mut piece).await.unwrap();
            assert!(read > 0, "cut off after {} bytes", got.len());
            got.extend_from_slice(&piece[..read]);
        }
        client.read_to_end(&mut got).await.unwrap();
        assert!(got.trim_ascii_end().ends_with(b"}"), "{} bytes", got.len());
    }
}
