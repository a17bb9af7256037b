//! Where streams are opened. `docs/stream.md` describes what they carry.

use std::collections::VecDeque;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::app::App;
use crate::extract::Params;
use crate::own_codes::OwnCode;
use crate::problem::{Language, Problem};
use crate::stream::caller::Caller;
use crate::stream::connection;
use crate::stream::open::OpenStream;
use crate::stream::origin;
use crate::stream::session::Session;
use crate::stream::settings::FRAME_BYTES_MAX;
use crate::stream::sse;

/// A WebSocket with public channels, and with the private ones of the caller.
pub(crate) async fn open_websocket(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    origin::check(&headers, &uri, &app.streams.settings.allowed_origins)?;
    let upgrade = upgrade.map_err(|_| Problem::new(OwnCode::UpgradeRequired))?;
    let caller = Caller::of_request(&headers, &app).await?;
    let open = open(&app)?;
    let session = Session::new(app.clone(), caller, Language::of(&headers));
    let upgrade = upgrade.max_message_size(FRAME_BYTES_MAX).max_frame_size(FRAME_BYTES_MAX);
    Ok(upgrade.on_upgrade(move |socket| connection::serve(socket, app, session, open)))
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SseQuery {
    /// Such as `book:KRW-BTC,candles:KRW-BTC:5m`; instruments of one market.
    channels: String,
}

/// Public channels as server-sent events.
pub(crate) async fn open_sse(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
    Params(query): Params<SseQuery>,
) -> Result<Response, Problem> {
    origin::check(&headers, &uri, &app.streams.settings.allowed_origins)?;
    let last = headers.get("last-event-id").map(|last| last.to_str().unwrap_or("not ASCII"));
    let wanted = sse::subscriptions(&query.channels, last)?;
    let open = open(&app)?;
    let mut session = Session::new(app.clone(), None, Language::of(&headers));
    let mut first = VecDeque::new();
    let mut home = None;
    for one in &wanted {
        // Ids of events count the records of one market.
        let code = one.instrument.as_ref().map_or("", |code| code.as_str());
        let found = app.instrument(code).map_err(|problem| problem.at_field("channels"))?.0.home();
        if *home.get_or_insert(found) != found {
            return Err(Problem::from(protocol::Reason::WrongMarket).at_field("channels"));
        }
        session.subscribe(one, &mut first).await?;
    }
    Ok(sse::events(app, session, open, first))
}

fn open(app: &App) -> Result<OpenStream, Problem> {
    let max = app.streams.settings.connections_max;
    app.streams.open.open(max).ok_or_else(|| Problem::new(OwnCode::TooManyConnections))
}
