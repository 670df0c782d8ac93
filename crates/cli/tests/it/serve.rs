//! Starting, being found, and stopping.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;

use crate::support::{Done, Home, names, signal, text};

#[test]
fn a_stop_leaves_nothing_behind_but_the_store() {
    let home = Home::new();
    let (_, secret) = home.furnish();
    let server = home.serve();
    assert_eq!(server.get("/v0/meta/whoami", &secret).0, 200);
    let socket = home.data().join("basekey.sock");
    assert_eq!(
        std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        std::fs::metadata(home.data()).unwrap().permissions().mode() & 0o777,
        0o700
    );
    let done = server.stop();
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(!home.path("ready").exists());
    assert_eq!(names(&home.data()), ["basekey.db", "lock"]);
    // What was kept in memory, such as the token's last use, was written.
    let id = secret.split_once('.').unwrap().0;
    assert!(home.json(&["token", "show", id])["lastUsed"]["time"].is_string());
    // Logs name the request, token and operation, and never the secret.
    assert!(
        done.err.contains("whoAmI") && done.err.contains(id),
        "{}",
        done.err
    );
    assert!(!done.err.contains(secret.split_once('.').unwrap().1));
}

#[test]
fn a_second_server_on_the_directory_is_refused() {
    let home = Home::new();
    home.furnish();
    let server = home.serve();
    let second = home.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.code, 1);
    assert!(
        second.err.contains("in use") && second.err.contains(&server.pid().to_string()),
        "{}",
        second.err
    );
    // The refused one took nothing away from the first.
    assert_eq!(home.run(&["user", "list"]).code, 0);
    assert!(home.path("ready").exists());
}

#[test]
fn after_a_kill_the_next_start_finds_everything() {
    let home = Home::new();
    let (_, secret) = home.furnish();
    let server = home.serve();
    let made = home.json(&["workspace", "create", "--name", "Kept"]);
    signal(server.pid(), "KILL");
    drop(server);
    let examined = home.run(&["doctor"]);
    assert_eq!(examined.code, 0, "{}", examined.out);
    // The dead socket is no server, and the lock ended with the process.
    assert!(
        home.json(&["workspace", "list"])
            .to_string()
            .contains(&text(&made, "id"))
    );
    let server = home.serve();
    assert_eq!(server.get("/v0/meta/whoami", &secret).0, 200);
}

#[test]
fn a_request_under_way_is_answered_before_the_end() {
    let home = Home::new();
    let (base, secret) = home.furnish();
    let server = home.serve();
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    let body = r#"{"fields":{"Name":"late"}}"#;
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(
        stream,
        "POST /v0/{base}/Things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {secret}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .unwrap();
    stream.write_all(&body.as_bytes()[..5]).unwrap();
    // The head has arrived once the server has had time to read it.
    std::thread::sleep(std::time::Duration::from_millis(200));
    signal(server.pid(), "TERM");
    std::thread::sleep(std::time::Duration::from_millis(200));
    stream.write_all(&body.as_bytes()[5..]).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(server);
    let server = home.serve();
    assert_eq!(server.records(&base, "Things", &secret).len(), 1);
}

#[test]
fn troubles_at_the_start_say_what_to_do() {
    let home = Home::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let port = home.run(&["serve", "--listen", &address]);
    assert_eq!(port.code, 1);
    assert!(
        port.err.contains(&address) && port.err.contains("--listen"),
        "{}",
        port.err
    );
    std::fs::write(home.path("file"), "").unwrap();
    let inside: Done = home
        .command(&["serve", "--data", "file/data"])
        .output()
        .unwrap()
        .into();
    assert_eq!(inside.code, 1);
    assert!(inside.err.contains("file/data"), "{}", inside.err);
}

#[test]
fn json_tells_the_address_and_logs_can_be_json() {
    let home = Home::new();
    home.furnish();
    std::fs::write(home.path("c.toml"), "[log]\nformat = \"json\"\n").unwrap();
    let server = home.serve_with(&["--json", "--config", "c.toml"]);
    let url = server.url.clone();
    let done = server.stop();
    let said: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(text(&said, "url"), url);
    for line in done.err.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    assert!(done.err.lines().count() >= 2);
}
