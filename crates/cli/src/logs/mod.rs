//! Log lines to standard error without a system call in the request that
//! writes them: lines are gathered in memory and a thread of its own writes
//! them out every few hundredths of a second, and at the end.
//!
//! A process that is killed outright loses the lines of its last moments;
//! what was acknowledged to clients is in the store and does not depend on
//! them.

mod line;

use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tracing::Subscriber;
use tracing_subscriber::filter::{LevelFilter, ParseError, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{LogConfig, LogFormat};

/// How long lines wait for company.
const GATHER: Duration = Duration::from_millis(50);

/// Lines are dropped, and counted, beyond this many bytes: whoever reads the
/// log has stopped reading, which must not take the server down.
const MOST: usize = 4 * 1024 * 1024;

/// Reads a level setting.
pub(crate) fn levels(text: &str) -> Result<Targets, ParseError> {
    text.parse()
}

/// Starts logging. What is returned writes out the rest when it is dropped.
pub(crate) fn start(config: &LogConfig) -> Lines {
    let lines = Lines::to(Box::new(std::io::stderr()));
    let filter =
        levels(&config.level).unwrap_or_else(|_| Targets::new().with_default(LevelFilter::INFO));
    // A second start, as in tests, keeps the first.
    let _ = subscriber(config.format, filter, lines.writer()).try_init();
    lines
}

fn subscriber(
    format: LogFormat,
    filter: Targets,
    writer: Writer,
) -> Box<dyn Subscriber + Send + Sync> {
    let registry = tracing_subscriber::registry().with(filter);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(writer)
        .with_ansi(false);
    match format {
        LogFormat::Human => Box::new(registry.with(lines.event_format(line::Line))),
        LogFormat::Json => Box::new(
            registry.with(
                lines
                    .json()
                    .flatten_event(true)
                    .with_current_span(false)
                    .with_span_list(false),
            ),
        ),
    }
}

#[derive(Default)]
struct Gathered {
    text: Vec<u8>,
    dropped: usize,
    over: bool,
}

#[derive(Default)]
struct Shared {
    gathered: Mutex<Gathered>,
    some: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread that writes. Dropping it writes out the rest and ends it.
pub(crate) struct Lines {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Lines {
    fn to(mut out: Box<dyn Write + Send>) -> Self {
        let shared = Arc::new(Shared::default());
        let in_thread = shared.clone();
        let thread = std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write_out(&in_thread, &mut *out))
            .ok();
        Self { shared, thread }
    }

    fn writer(&self) -> Writer {
        Writer(self.shared.clone())
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.shared.lock().over = true;
        self.shared.some.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write_out(shared: &Shared, out: &mut dyn Write) {
    let mut text = Vec::new();
    loop {
        let (dropped, over) = {
            let mut gathered = shared.lock();
            while gathered.text.is_empty() && !gathered.over {
                gathered = shared
                    .some
                    .wait(gathered)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            if !gathered.over {
                // The first line is there; let others join it.
                gathered = shared
                    .some
                    .wait_timeout_while(gathered, GATHER, |state| !state.over)
                    .map_or_else(|poisoned| poisoned.into_inner().0, |(gathered, _)| gathered);
            }
            std::mem::swap(&mut text, &mut gathered.text);
            (std::mem::take(&mut gathered.dropped), gathered.over)
        };
        let _ = out.write_all(&text);
        if dropped > 0 {
            let _ = writeln!(
                out,
                "{dropped} log lines were dropped because nobody read them"
            );
        }
        let _ = out.flush();
        text.clear();
        text.shrink_to(64 * 1024);
        if over && shared.lock().text.is_empty() {
            return;
        }
    }
}

/// Takes lines. The subscriber hands each over whole.
#[derive(Clone)]
struct Writer(Arc<Shared>);

impl Write for Writer {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        // Secrets have no business in an event; should one slip into an error text, it ends here.
        let clean = basekey_access::redact(&text);
        let mut gathered = self.0.lock();
        if gathered.text.len() + clean.len() > MOST {
            gathered.dropped += 1;
            return Ok(line.len());
        }
        let first = gathered.text.is_empty();
        gathered.text.extend_from_slice(clean.as_bytes());
        drop(gathered);
        if first {
            self.0.some.notify_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Writer {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use basekey_model::testing::Fixed;

    use super::*;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: LogFormat, level: &str, say: impl FnOnce()) -> String {
        let sink = Sink::default();
        let lines = Lines::to(Box::new(sink.clone()));
        let subscriber = subscriber(format, levels(level).unwrap(), lines.writer());
        tracing::subscriber::with_default(subscriber, say);
        drop(lines);
        let text = sink.0.lock().unwrap().clone();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn the_end_writes_out_what_is_there() {
        let text = logged(LogFormat::Human, "info", || {
            for number in 0..100 {
                tracing::info!(number, "hello");
            }
            tracing::debug!("not this");
        });
        assert_eq!(text.lines().count(), 100);
        assert!(
            text.contains("  INFO basekey::logs::tests: hello number=99\n"),
            "{text}"
        );
    }

    #[test]
    fn a_value_stays_on_its_line() {
        let text = logged(LogFormat::Human, "info", || {
            tracing::info!(id = %"a\nb", other = "c d", below = -12, "forged\n2026 line \u{1b}[31m");
        });
        assert_eq!(text.lines().count(), 1, "{text}");
        let end = r#"forged\n2026 line \u{1b}[31m id=a\nb other="c d" below=-12"#;
        assert!(text.trim_end().ends_with(end), "{text}");
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn json_lines_are_objects_and_secrets_are_gone() {
        let (_, secret) = basekey_access::Secret::mint(&Fixed::new(5));
        let text = logged(LogFormat::Json, "warn,basekey::x=info", || {
            tracing::info!(target: "basekey::x", token = secret.expose(), "spilled {}", secret.expose());
            tracing::info!("not this");
        });
        let line: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!(line["level"], "INFO");
        assert!(!text.contains(secret.expose()), "{text}");
    }

    #[test]
    fn a_reader_that_stops_costs_lines_and_not_memory() {
        struct Stuck(std::sync::mpsc::Receiver<()>);
        impl Write for Stuck {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                let _ = self.0.recv();
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let (open, gate) = std::sync::mpsc::channel();
        let lines = Lines::to(Box::new(Stuck(gate)));
        let mut writer = lines.writer();
        let line = vec![b'x'; 1024];
        for _ in 0..3 * MOST / line.len() {
            writer.write_all(&line).unwrap();
        }
        let gathered = lines.shared.lock();
        assert!(gathered.text.len() <= MOST);
        drop(gathered);
        drop(open);
        drop(lines);
    }
}
