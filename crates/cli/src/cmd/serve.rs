//! `basekey serve`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use basekey_app::App;
use basekey_http::{serve_tcp, serve_unix};
use clap::Args;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

use crate::client::{Api, is_in_use};
use crate::config::Config;
use crate::{demo, instance, logs, out, socket};

/// How often last uses and refusals of tokens are written.
const FLUSH: Duration = Duration::from_secs(5);

/// The file in the data directory that tells other commands a running
/// server's address.
const ADDRESS: &str = "address";

/// How often sessions and links that have ended are forgotten.
const SWEEP: Duration = Duration::from_mins(10);

/// How often deleted tables and fields are looked at that can not be restored
/// any more.
const PURGE: Duration = Duration::from_hours(1);

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Where to serve the API; port 0 takes any free port [default: 127.0.0.1:8080]
    #[arg(
        long,
        value_name = "HOST:PORT",
        env = "BASEKEY_LISTEN",
        hide_env_values = true
    )]
    pub(crate) listen: Option<String>,
    /// The address people use, for links that are printed [default: the listening address]
    #[arg(
        long,
        value_name = "URL",
        env = "BASEKEY_PUBLIC_URL",
        hide_env_values = true
    )]
    pub(crate) public_url: Option<String>,
    /// Write the server's address into FILE once it answers, and remove FILE at the end
    #[arg(long, value_name = "FILE")]
    pub(crate) ready_file: Option<PathBuf>,
    /// On an empty store, make a user, a base with rows and a token to try
    #[arg(long)]
    pub(crate) demo: bool,
}

/// Serves until a signal asks to stop.
pub(crate) async fn run(config: &Config, args: &ServeArgs, as_json: bool) -> Result<()> {
    let _lines = logs::start(&config.log);
    // Signals are caught from here on, so that none ends the process half-way.
    let mut signals = Signals::new()?;
    let opened = match instance::open(config) {
        Ok(opened) => opened,
        Err(error) if is_in_use(&error) => {
            return Err(
                error.context("a server or another command is using this directory already")
            );
        }
        Err(error) => return Err(error),
    };
    let served = serve(config, args, as_json, &opened, &mut signals).await;
    socket::remove(&config.data);
    let _ = std::fs::remove_file(config.data.join(ADDRESS));
    let closed = opened.app.close().await.context("closing the store");
    tracing::info!(target: "basekey", "stopped");
    served.and(closed)
}

async fn serve(
    config: &Config,
    args: &ServeArgs,
    as_json: bool,
    opened: &instance::Instance,
    signals: &mut Signals,
) -> Result<()> {
    let listener = bind(&config.listen).await?;
    let address = listener.local_addr()?;
    let private = socket::listen(&config.data)
        .with_context(|| format!("making the private socket in {}", config.data.display()))?;
    let url = config.public_url(address);
    // The demo is made before anyone can call, through the same routes.
    let welcome = if args.demo {
        // Its calls are nobody's requests and would drown the welcome.
        let api = Api::of(opened.server.clone());
        let made = demo::prepare(&api).with_subscriber(NoSubscriber::new());
        made.await?
    } else {
        None
    };

    let (stop, stopped) = watch::channel(false);
    let until = |mut stopped: watch::Receiver<bool>| async move {
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let serving = async {
        tokio::try_join!(
            serve_tcp(listener, opened.server.clone(), until(stopped.clone())),
            serve_unix(private, opened.server.clone(), until(stopped)),
        )
    };
    tokio::pin!(serving);
    let tasks = [
        tokio::spawn(housekeeping(opened.app.clone())),
        tokio::spawn({
            let app = opened.app.clone();
            purge_often(PURGE, async move || app.purge_deleted().await)
        }),
    ];

    tracing::info!(target: "basekey", version = env!("CARGO_PKG_VERSION"), %address, data = %config.data.display(), "serving");
    // All is said before others are told that it is: who waits for the file may read it at once.
    if as_json {
        out::json(
            &json!({ "url": url, "address": address.to_string(), "pid": std::process::id() }),
        );
    } else {
        out::line(format!(
            "Basekey {} is running at {url}",
            env!("CARGO_PKG_VERSION")
        ));
        if !basekey_http::has_pages() {
            out::line(
                "This binary has no pages, only the API; build it with `make run` or `make pages build`.",
            );
        }
        if let Some(welcome) = welcome {
            out::text(welcome.text(&url, &config.data));
        }
        out::line("Press Ctrl-C to stop.");
    }
    write_ready(&config.data.join(ADDRESS), &url).context("writing into the data directory")?;
    if let Some(file) = &args.ready_file {
        write_ready(
            file,
            &format!("http://{}", crate::config::reachable(address)),
        )
        .with_context(|| format!("writing the ready file {}", file.display()))?;
    }

    // The listeners end when they are told to, or when one of them fails.
    tokio::select! {
        served = &mut serving => return served.map(|_| ()).context("the listener failed"),
        signal = signals.next() => tracing::info!(target: "basekey", signal, "stopping"),
    }
    opened.server.stop_accepting();
    let _ = stop.send(true);
    tokio::select! {
        served = &mut serving => { served.context("the listener failed")?; }
        signal = signals.next() => {
            tracing::warn!(target: "basekey", signal, "stopping without waiting for running requests");
        }
    }
    for task in tasks {
        task.abort();
    }
    if let Some(file) = &args.ready_file {
        let _ = std::fs::remove_file(file);
    }
    Ok(())
}

async fn bind(listen: &str) -> Result<TcpListener> {
    match TcpListener::bind(listen).await {
        Ok(listener) => Ok(listener),
        Err(error) => {
            use std::io::ErrorKind;
            let hint = match error.kind() {
                ErrorKind::AddrInUse => {
                    "; another program listens there: stop it, or choose another port with --listen"
                }
                ErrorKind::PermissionDenied => {
                    "; ports below 1024 are reserved: choose another with --listen"
                }
                ErrorKind::AddrNotAvailable => "; this machine has no such address",
                ErrorKind::InvalidInput => "; an address looks like 127.0.0.1:8080",
                _ => "",
            };
            bail!("can not listen on {listen}: {error}{hint}")
        }
    }
}

/// The address of the server that runs on this directory, or that would.
pub(crate) fn address(config: &Config) -> String {
    match std::fs::read_to_string(config.data.join(ADDRESS)) {
        Ok(running) => running.trim().to_owned(),
        Err(_) if config.public_url.is_empty() => format!("http://{}", config.listen),
        Err(_) => config.public_url.trim_end_matches('/').to_owned(),
    }
}

/// Whole or not at all, so that whoever waits for the file never reads half of it.
fn write_ready(file: &Path, url: &str) -> std::io::Result<()> {
    let mut draft = file.as_os_str().to_owned();
    draft.push(format!(".{}", std::process::id()));
    // Left by a process of the same number that was killed; never followed if it is a link.
    match std::fs::remove_file(&draft) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut written = std::fs::File::create_new(&draft)?;
    writeln!(written, "{url}")?;
    drop(written);
    std::fs::rename(&draft, file)
}

async fn housekeeping(app: App) {
    let now = tokio::time::Instant::now();
    let mut flush = tokio::time::interval_at(now + FLUSH, FLUSH);
    let mut sweep = tokio::time::interval_at(now + SWEEP, SWEEP);
    loop {
        let done = tokio::select! {
            _ = flush.tick() => app.flush_activity().await,
            _ = sweep.tick() => app.sweep().await,
        };
        if let Err(error) = done {
            tracing::warn!(target: "basekey", %error, "housekeeping failed; it is tried again");
        }
    }
}

/// Takes away for good what can not be restored any more, now and then
/// `every` so often. Apart from the other tasks, since much may have been
/// deleted. An end half-way leaves the rest to the next time.
async fn purge_often<P>(every: Duration, mut purge: P)
where
    P: AsyncFnMut() -> basekey_app::Result<usize>,
{
    let mut turns = tokio::time::interval(every);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        match purge().await {
            Ok(0) => {}
            Ok(purged) => tracing::info!(
                target: "basekey",
                purged,
                "deleted tables and fields are gone for good"
            ),
            Err(error) => tracing::warn!(
                target: "basekey",
                %error,
                "deleted tables and fields could not be taken away; it is tried again"
            ),
        }
    }
}

/// Asks to stop.
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> Result<Self> {
        const DOING: &str = "listening for signals";
        Ok(Self {
            terminate: signal(SignalKind::terminate()).context(DOING)?,
            interrupt: signal(SignalKind::interrupt()).context(DOING)?,
        })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_named_with_what_to_do() {
        let taken = bind("127.0.0.1:0").await.unwrap();
        let error = bind(&taken.local_addr().unwrap().to_string())
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains("--listen"), "{error}");
        assert!(bind("nonsense").await.is_err());
    }

    #[tokio::test]
    async fn purging_begins_at_once_and_goes_on_after_a_failure() {
        let turns = std::cell::Cell::new(0u64);
        let (sent, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let began = tokio::time::Instant::now();
        let every = Duration::from_millis(250);
        let purging = purge_often(every, async || {
            turns.set(turns.get() + 1);
            sent.send(began.elapsed()).unwrap();
            match turns.get() {
                2 => Err(basekey_store::StoreError::Closed.into()),
                turn => Ok(turn as usize - 1),
            }
        });
        let three = async {
            let mut times = Vec::new();
            while times.len() < 3 {
                times.push(heard.recv().await.unwrap());
            }
            times
        };
        let times = tokio::select! {
            () = purging => panic!("it ended"),
            times = three => times,
        };
        assert!(times[0] < every, "{times:?}");
        assert!(times[2] >= every * 2, "{times:?}");
    }

    #[test]
    fn the_ready_file_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ready");
        write_ready(&file, "http://127.0.0.1:1").unwrap();
        assert_eq!(
            std::fs::read_to_string(&file).unwrap(),
            "http://127.0.0.1:1\n"
        );
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
