//! What answers from the first moment on: that the server is starting, and once it has started, the API.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::IncomingStream;
use axum::{Json, Router, middleware};
use gateway::{Busy, ClosedReason};
use protocol::Home;
use tower::{Service, ServiceExt};

use crate::metering::Metering;
use crate::problem::{Problem, render};
use crate::routes::health::{Readiness, ShardReadiness, healthz};
use crate::routes::{application, status_page};
use crate::submit::busy;

/// Serves connections before and after the start. Clones share whether it has come.
#[derive(Clone, Debug)]
pub struct Front {
    opened: Arc<OnceLock<Router>>,
    /// For connections that began before it had.
    starting: Router,
}

impl Front {
    /// Until [`Front::open`]: the process is alive, not ready, and every route of the API answers 503.
    pub fn new(homes: &[Home]) -> Self {
        let opened = Arc::new(OnceLock::new());
        let starting = starting_router(homes.to_vec());
        let switch = Switch { opened: Arc::clone(&opened), starting };
        Self { opened, starting: Router::new().fallback(either).with_state(switch) }
    }

    /// The start is done; what comes from now on is answered by `router`. A second call changes nothing.
    pub fn open(&self, router: Router) {
        self.opened.get_or_init(|| router);
    }
}

impl<L: axum::serve::Listener> Service<IncomingStream<'_, L>> for Front {
    type Response = Router;
    type Error = Infallible;
    type Future = Ready<Result<Router, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: IncomingStream<'_, L>) -> Self::Future {
        ready(Ok(self.opened.get().unwrap_or(&self.starting).clone()))
    }
}

#[derive(Clone)]
struct Switch {
    opened: Arc<OnceLock<Router>>,
    starting: Router,
}

/// A connection may outlast the start.
async fn either(State(switch): State<Switch>, request: Request) -> Response {
    let router = switch.opened.get().unwrap_or(&switch.starting).clone();
    router.oneshot(request).await.into_response()
}

fn starting_router(homes: Vec<Home>) -> Router {
    let metering = Metering::new(None);
    Router::new()
        .nest("/api/v1", Router::new().fallback(starting))
        .route("/metrics", get(starting))
        .route("/status", get(status_page::page))
        .route("/status.js", get(status_page::script))
        .route("/status.css", get(status_page::style))
        .route("/healthz", get(healthz))
        .route("/readyz", get(move || not_ready(homes.clone())))
        .fallback(application::page_or_file)
        .layer(middleware::from_fn_with_state(metering, render))
}

async fn starting() -> Problem {
    busy(Busy::Closed(ClosedReason::Starting))
}

async fn not_ready(homes: Vec<Home>) -> Response {
    let shards = homes.iter().map(|home| ShardReadiness::starting(*home)).collect();
    let body = Json(Readiness { ready: false, shards });
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "5")], body).into_response()
}
