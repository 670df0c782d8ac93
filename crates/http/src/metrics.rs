//! Counters for Prometheus.

use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use basekey_access::Op;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    operation: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    operation: &'static str,
}

/// From 100 microseconds to 10 seconds.
const BUCKETS: [f64; 11] = [
    0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0,
];

/// All metrics of the HTTP side.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Outcome, Counter>,
    seconds: Family<Operation, Histogram, fn() -> Histogram>,
    /// By operation, what a successful call counts in; found once, because
    /// looking it up by its labels costs more than counting.
    usual: Vec<OnceLock<(Counter, Histogram)>>,
    bytes: Counter,
    panics: Counter,
    limited: Counter,
    running: Gauge<i64>,
    /// Connections open now.
    pub(crate) connections: Gauge<i64>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("basekey");
        let requests = Family::default();
        let seconds =
            Family::new_with_constructor((|| Histogram::new(BUCKETS)) as fn() -> Histogram);
        let (bytes, panics, limited) = (
            Counter::<u64, AtomicU64>::default(),
            Counter::default(),
            Counter::default(),
        );
        let (running, connections) = (Gauge::default(), Gauge::default());
        registry.register("http_requests", "Answered requests", requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time to answer",
            Unit::Seconds,
            seconds.clone(),
        );
        registry.register_with_unit(
            "http_response_body",
            "Bytes of answers",
            Unit::Bytes,
            bytes.clone(),
        );
        registry.register(
            "http_panics",
            "Handlers that failed by a mistake of ours",
            panics.clone(),
        );
        registry.register(
            "http_rate_limited",
            "Requests refused for coming too often",
            limited.clone(),
        );
        registry.register("http_running", "Requests being answered", running.clone());
        registry.register("http_connections", "Open connections", connections.clone());
        Self {
            registry,
            requests,
            seconds,
            usual: Op::ALL.iter().map(|_| OnceLock::new()).collect(),
            bytes,
            panics,
            limited,
            running,
            connections,
        }
    }

    pub(crate) fn answered(&self, operation: Option<Op>, status: u16, bytes: u64, took: Duration) {
        self.bytes.inc_by(bytes);
        let name = operation.map_or("none", Op::name);
        let find = || {
            let requests = self.requests.get_or_create_owned(&Outcome {
                operation: name,
                status,
            });
            (
                requests,
                self.seconds
                    .get_or_create_owned(&Operation { operation: name }),
            )
        };
        let count = |(requests, seconds): &(Counter, Histogram)| {
            requests.inc();
            seconds.observe(took.as_secs_f64());
        };
        match operation.and_then(|operation| self.usual.get(operation as usize)) {
            Some(usual) if status == 200 => count(usual.get_or_init(find)),
            _ => count(&find()),
        }
    }

    /// Counts a request as running until what is given is dropped, which also
    /// happens when the client hangs up half-way.
    pub(crate) fn enter(&self) -> Running<'_> {
        self.running.inc();
        Running(&self.running)
    }

    pub(crate) fn panicked(&self) {
        self.panics.inc();
    }

    pub(crate) fn limited(&self) {
        self.limited.inc();
    }

    /// The text that Prometheus reads.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a string can not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// One running request.
pub(crate) struct Running<'a>(&'a Gauge<i64>);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}
