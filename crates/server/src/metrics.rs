//! What Prometheus may ask, on its own address: counts and times, nothing about anybody.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

/// The metrics.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabel, Histogram>,
    pub(crate) object_bytes: Gauge,
    pub(crate) mails_waiting: Gauge,
    pub(crate) mails_failing: Gauge,
    pub(crate) swept: Counter,
    pub(crate) sweep_failures: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabel {
    route: String,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("beffroi");
        let requests = Family::default();
        let durations = Family::new_with_constructor(buckets as fn() -> Histogram);
        let (object_bytes, mails_waiting, mails_failing) =
            (Gauge::default(), Gauge::default(), Gauge::default());
        let (swept, sweep_failures) = (Counter::default(), Counter::default());
        registry.register("requests", "Requests answered", requests.clone());
        registry.register_with_unit("request_duration", "Time to answer", Unit::Seconds, durations.clone());
        registry.register_with_unit("objects", "Sealed objects stored", Unit::Bytes, object_bytes.clone());
        registry.register("mails_waiting", "Mails not sent yet", mails_waiting.clone());
        registry.register("mails_failing", "Mails that failed at least once", mails_failing.clone());
        registry.register("swept", "Things removed past their term", swept.clone());
        registry.register("sweep_failures", "Sweeps that failed", sweep_failures.clone());
        Self {
            registry,
            requests,
            durations,
            object_bytes,
            mails_waiting,
            mails_failing,
            swept,
            sweep_failures,
        }
    }
}

fn buckets() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 2.0, 14))
}

impl Metrics {
    pub(crate) fn request(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let labels = RequestLabels { method: method.to_owned(), route: route.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.durations.get_or_create(&RouteLabel { route: route.to_owned() }).observe(seconds);
    }

    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
