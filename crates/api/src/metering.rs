//! Counters for `/metrics`. Handles are made once, so that counting is one addition.

use axum::http::StatusCode;
use metrics::Counter;
use metrics_exporter_prometheus::PrometheusHandle;

#[derive(Clone)]
pub(crate) struct Metering {
    answers: [Counter; 5],
    pub(crate) orders: Counter,
    pub(crate) rate_limited: Counter,
    pub(crate) busy: Counter,
    pub(crate) exporter: Option<PrometheusHandle>,
}

impl Metering {
    /// Registers with the recorder that is installed; without one, nothing is counted.
    pub(crate) fn new(exporter: Option<PrometheusHandle>) -> Self {
        let answers = ["1xx", "2xx", "3xx", "4xx", "5xx"].map(|class| metrics::counter!("jogak_http_answers_total", "class" => class));
        Self {
            answers,
            orders: metrics::counter!("jogak_http_orders_total"),
            rate_limited: metrics::counter!("jogak_http_rate_limited_total"),
            busy: metrics::counter!("jogak_http_busy_total"),
            exporter,
        }
    }

    pub(crate) fn count(&self, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        self.answers[class].increment(1);
    }
}
