//! Real sockets.

use std::time::Duration;

use basekey_http::{HttpConfig, serve_tcp, serve_unix};
use basekey_model::limits::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::World;

struct Running {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
    world: World,
}

async fn start(config: HttpConfig) -> Running {
    let world = World::with(config, Limits::default()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let serving = tokio::spawn(serve_tcp(listener, world.server.clone(), async {
        let _ = stopped.await;
    }));
    Running {
        address,
        stop,
        serving,
        world,
    }
}

fn request(path: &str, extra: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: anything.example\r\n{extra}\r\n")
}

async fn read_answer(stream: &mut TcpStream) -> String {
    let mut seen = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut buffer))
            .await
            .unwrap()
            .unwrap();
        seen.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&seen).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |n| n.parse().unwrap());
            if body.len() >= length {
                return text;
            }
        }
        assert!(read > 0, "cut off: {text}");
    }
}

#[tokio::test]
async fn connections_are_kept_and_any_host_is_answered() {
    let running = start(HttpConfig::default()).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let bearer = format!("authorization: Bearer {}\r\n", running.world.token);
    for _ in 0..3 {
        stream
            .write_all(request("/v0/meta/whoami", &bearer).as_bytes())
            .await
            .unwrap();
        let answer = read_answer(&mut stream).await;
        assert!(
            answer.starts_with("HTTP/1.1 200 OK") && answer.contains("owner@example.com"),
            "{answer}"
        );
        assert!(answer.contains("content-length: "), "{answer}");
    }
    // The other name Airtable's clients know, in absolute form too.
    let absolute = request("http://api.airtable.com/v0/meta/whoami", &bearer);
    stream.write_all(absolute.as_bytes()).await.unwrap();
    assert!(read_answer(&mut stream).await.starts_with("HTTP/1.1 200"));
    // Requests sent ahead are answered in order.
    let both = request("/healthz", "") + &request("/v0/nothing", "");
    stream.write_all(both.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
    let (first, second) = (
        rest.find("200 OK").unwrap(),
        rest.find("404 Not Found").unwrap(),
    );
    assert!(
        first < second,
        "a client that has closed its half still gets its answers"
    );
}

#[tokio::test]
async fn bodies_may_come_in_pieces() {
    let running = start(HttpConfig::default()).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nauthorization: Bearer {}\r\ntransfer-encoding: chunked\r\n\r\n",
        running.world.table(),
        running.world.token
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for piece in ["{\"fields\":", "{\"Name\":", "\"in pieces\"}}"] {
        stream
            .write_all(format!("{:x}\r\n{piece}\r\n", piece.len()).as_bytes())
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let answer = read_answer(&mut stream).await;
    assert!(answer.contains("in pieces"), "{answer}");
}

#[tokio::test]
async fn too_much_header_and_nonsense_are_refused() {
    let running = start(HttpConfig {
        header_limit: 16 * 1024,
        ..HttpConfig::default()
    })
    .await;
    for (text, status) in [
        (
            request("/healthz", &format!("x: {}\r\n", "y".repeat(20_000))),
            "431",
        ),
        (request("/healthz", &"a: b\r\n".repeat(150)), "431"),
        ("nonsense\r\n\r\n".to_owned(), "400"),
    ] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        // The server may hang up while we still write.
        let _ = stream.write_all(text.as_bytes()).await;
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer);
        // What we wrote and nobody read makes the system reset the connection,
        // which may overtake the answer.
        let reset = read.is_err() && answer.is_empty();
        assert!(
            reset || answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{status}: {answer}"
        );
    }
}

#[tokio::test]
async fn slow_clients_are_let_go() {
    let running = start(HttpConfig {
        header_timeout: 1,
        ..HttpConfig::default()
    })
    .await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET /healthz HT").await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(4), stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "the server hangs up by itself");
}

#[tokio::test]
async fn a_stop_lets_running_requests_finish() {
    let running = start(HttpConfig {
        shutdown_deadline: 5,
        ..HttpConfig::default()
    })
    .await;
    let mut idle = TcpStream::connect(running.address).await.unwrap();
    idle.write_all(request("/healthz", "").as_bytes())
        .await
        .unwrap();
    read_answer(&mut idle).await;
    let mut busy = TcpStream::connect(running.address).await.unwrap();
    let body = "{\"fields\":{\"Name\":\"late\"}}";
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n",
        running.world.table(),
        running.world.token,
        body.len()
    );
    busy.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    running.stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut rest = Vec::new();
    tokio::time::timeout(Duration::from_secs(2), idle.read_to_end(&mut rest))
        .await
        .unwrap()
        .unwrap();
    assert!(rest.is_empty(), "an idle connection is closed");
    busy.write_all(body.as_bytes()).await.unwrap();
    let answer = read_answer(&mut busy).await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("late"),
        "{answer}"
    );
    tokio::time::timeout(Duration::from_secs(2), running.serving)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn a_stop_does_not_wait_for_ever() {
    let running = start(HttpConfig {
        shutdown_deadline: 1,
        ..HttpConfig::default()
    })
    .await;
    let mut stuck = TcpStream::connect(running.address).await.unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nauthorization: Bearer {}\r\ncontent-length: 10\r\n\r\n",
        running.world.table(),
        running.world.token
    );
    stuck.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    running.stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(3), running.serving)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    let running = start(HttpConfig {
        connections: 1,
        ..HttpConfig::default()
    })
    .await;
    let mut first = TcpStream::connect(running.address).await.unwrap();
    first
        .write_all(request("/healthz", "").as_bytes())
        .await
        .unwrap();
    read_answer(&mut first).await;
    let mut second = TcpStream::connect(running.address).await.unwrap();
    second
        .write_all(request("/healthz", "").as_bytes())
        .await
        .unwrap();
    let mut buffer = [0; 16];
    let waited = tokio::time::timeout(Duration::from_millis(200), second.read(&mut buffer)).await;
    assert!(waited.is_err(), "the second waits for its place");
    drop(first);
    assert!(read_answer(&mut second).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn the_private_socket_acts_for_the_operator() {
    let world = World::new().await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("basekey.sock");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let serving = tokio::spawn(serve_unix(
        listener,
        world.server.clone(),
        std::future::pending(),
    ));
    let mut stream = tokio::net::UnixStream::connect(&path).await.unwrap();
    let close = "connection: close\r\n";
    stream
        .write_all(request("/api/users", close).as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("owner@example.com"),
        "{answer}"
    );
    world.user("ann@example.com").await;
    let mut stream = tokio::net::UnixStream::connect(&path).await.unwrap();
    let acting = format!("x-basekey-act-as: ann@example.com\r\n{close}");
    stream
        .write_all(request("/v0/meta/whoami", &acting).as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("ann@example.com"), "{answer}");
    serving.abort();
}
