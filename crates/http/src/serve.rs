//! Accepting connections and speaking HTTP/1.1 on them.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::{Peer, Server};

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
    mut stopped: watch::Receiver<()>,
    place: Option<tokio::sync::OwnedSemaphorePermit>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let config = server.config();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(config.header_timeout.max(1)))
        .max_header_size(config.header_limit)
        // A client that has sent its request may close its sending half and still wait for the answer.
        .half_close(true);
    server.site.metrics.connections.inc();
    let service = service_fn(|request| {
        let server = &server;
        async move { Ok::<_, std::convert::Infallible>(server.answer(request, peer).await) }
    });
    {
        let serving = http.serve_connection(TokioIo::new(stream), service);
        tokio::pin!(serving);
        let ended = tokio::select! {
            ended = serving.as_mut() => ended,
            _ = stopped.changed() => {
                serving.as_mut().graceful_shutdown();
                serving.await
            }
        };
        if let Err(error) = ended {
            // Clients hang up and time out all the time; that is not our trouble.
            tracing::debug!(target: "basekey::http", %error, "a connection ended early");
        }
    }
    server.site.metrics.connections.dec();
    drop(place);
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
