//! Running the binary and talking to its server.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A data directory that goes away at the end.
pub(crate) struct Home {
    dir: tempfile::TempDir,
}

/// What a command did.
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Done {
    /// The one JSON object on standard output.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        assert_eq!(self.out.lines().count(), 1, "{}", self.out);
        serde_json::from_str(&self.out).unwrap()
    }
}

impl Home {
    pub(crate) fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// The command, with nothing of ours in its environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_basekey"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("BASEKEY_")) {
            command.env_remove(name);
        }
        command
            .args(args)
            .current_dir(self.dir.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs a command on the data directory.
    pub(crate) fn run(&self, args: &[&str]) -> Done {
        self.command(args)
            .arg("--data")
            .arg(self.data())
            .output()
            .unwrap()
            .into()
    }

    /// The same with `--json`, which must succeed.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let mut all = args.to_vec();
        all.push("--json");
        self.run(&all).json()
    }

    /// A user, a base with one table `Things` of a text field `Name`, and a token.
    pub(crate) fn furnish(&self) -> (String, String) {
        self.json(&["user", "create", "--email", "ann@example.com"]);
        let tables = self.path("tables.json");
        std::fs::write(
            &tables,
            r#"[{"name":"Things","fields":[{"name":"Name","type":"singleLineText"}]}]"#,
        )
        .unwrap();
        let base = self.json(&[
            "base",
            "create",
            "--name",
            "B",
            "--tables",
            tables.to_str().unwrap(),
        ]);
        let token = self.json(&["token", "create", "--all-scopes", "--access", "all"]);
        (text(&base, "id"), text(&token, "token"))
    }

    pub(crate) fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// Starts a server and waits until it answers.
    pub(crate) fn serve_with(&self, more: &[&str]) -> Server {
        let ready = self.path("ready");
        let _ = std::fs::remove_file(&ready);
        let mut child = self
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .args(more)
            .arg("--data")
            .arg(self.data())
            .arg("--ready-file")
            .arg(&ready)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait_until(|| ready.exists() || child.try_wait().unwrap().is_some());
        let url = std::fs::read_to_string(&ready).unwrap_or_else(|_| {
            let mut err = String::new();
            child
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut err)
                .unwrap();
            panic!("the server did not start: {err}")
        });
        Server {
            child: Some(child),
            url: url.trim().to_owned(),
        }
    }
}

/// A running server; killed when dropped.
pub(crate) struct Server {
    child: Option<Child>,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn pid(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// Asks it to stop and waits for it.
    pub(crate) fn stop(mut self) -> Done {
        signal(self.pid(), "TERM");
        self.child
            .take()
            .unwrap()
            .wait_with_output()
            .unwrap()
            .into()
    }

    /// Status and JSON of a call with a token.
    pub(crate) fn get(&self, path: &str, token: &str) -> (u16, Value) {
        self.call("GET", path, token, &Value::Null)
    }

    /// Status and JSON of a call with a token and a body.
    pub(crate) fn post(&self, path: &str, token: &str, body: &Value) -> (u16, Value) {
        self.call("POST", path, token, body)
    }

    /// Status and JSON of any call with a token; `null` is no body.
    pub(crate) fn call(&self, method: &str, path: &str, token: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    /// All records of a table.
    pub(crate) fn records(&self, base: &str, table: &str, token: &str) -> Vec<Value> {
        let mut found = Vec::new();
        let mut offset = String::new();
        loop {
            let (status, page) = self.get(&format!("/v0/{base}/{table}?{offset}"), token);
            assert_eq!(status, 200, "{page}");
            found.extend(page["records"].as_array().unwrap().iter().cloned());
            match page["offset"].as_str() {
                Some(next) => offset = format!("offset={}", next.replace('/', "%2F")),
                None => return found,
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

pub(crate) fn signal(pid: u32, name: &str) {
    let sent = Command::new("kill")
        .arg(format!("-{name}"))
        .arg(pid.to_string())
        .status()
        .unwrap();
    assert!(sent.success());
}

pub(crate) fn wait_until(mut done: impl FnMut() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < PATIENCE, "waited too long");
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub(crate) fn text(value: &Value, key: &str) -> String {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("no {key} in {value}"))
        .to_owned()
}

/// The names of what is in a directory.
pub(crate) fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
