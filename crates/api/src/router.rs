//! Every route there is.

use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, middleware};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::access::{SESSION_COOKIE, authorize};
use crate::app::{App, Config, StartError};
use crate::entity_tag::tagged;
use crate::own_codes::OwnCode;
use crate::problem::{Problem, render};
use crate::routes::{
    accounts, api_keys, application, assets, candles, distribution_preview, evidence, health, history, instruments, invitations, jobs, kyc,
    limits, listing, listings, market_data, me, offerings, order_batch, order_changes, orders, own_orders, payments, policies, proposals,
    reconciliation, sessions, sign_up, statement, status_page, stream, virtual_bank,
};
use crate::stream::message::Message;
use crate::stream::request::Request;

/// Bytes of a body, where a route does not say otherwise.
const BODY_MAX: usize = 16 << 10;
/// A batch of 1,000 orders with client ids and all fields.
const BATCH_BODY_MAX: usize = 1 << 20;
/// A calendar with decades of holidays.
const POLICY_BODY_MAX: usize = 256 << 10;

/// The routes of the server.
///
/// # Errors
/// If the file of bearer keys cannot be read, or the staff token is too short.
pub fn router(config: Config) -> Result<Router, StartError> {
    let app = App::new(config)?;
    let metering = app.metering.clone();
    let (api, _) = api_routes().split_for_parts();
    let router = Router::new()
        .nest("/api/v1", api.route_layer(middleware::from_fn_with_state(app.clone(), authorize)))
        .route("/api/v1/stream", get(stream::open_websocket))
        .route("/api/v1/stream/sse", get(stream::open_sse))
        .route("/status", get(status_page::page))
        .route("/status.js", get(status_page::script))
        .route("/status.css", get(status_page::style))
        .route("/openapi.json", get(description).layer(middleware::from_fn(tagged)))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .fallback(application::page_or_file)
        .method_not_allowed_fallback(|| async { Problem::new(OwnCode::MethodNotAllowed) })
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn_with_state(metering, render))
        .with_state(app);
    Ok(router)
}

/// The table of contents of `/api/v1`.
fn api_routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Description::openapi())
        // Public.
        .routes(routes!(instruments::list_instruments, listing::list_instrument).layer(middleware::from_fn(tagged)))
        .routes(routes!(instruments::show_instrument).layer(middleware::from_fn(tagged)))
        .routes(routes!(market_data::show_book))
        .routes(routes!(market_data::list_trades))
        .routes(routes!(market_data::show_ticker))
        .routes(routes!(market_data::list_tickers))
        .routes(routes!(candles::list_candles))
        .routes(routes!(policies::list_policies).layer(middleware::from_fn(tagged)))
        .routes(routes!(limits::show_limits))
        .routes(routes!(assets::list_assets, assets::register_asset))
        .routes(routes!(assets::show_asset))
        .routes(routes!(listings::list_descriptions))
        .routes(routes!(listings::show_description))
        .routes(routes!(listings::show_asset_document))
        // To come in.
        .routes(routes!(sign_up::list_consents))
        .routes(routes!(sign_up::sign_up_investor))
        .routes(routes!(sign_up::sign_up_agent))
        .routes(routes!(sign_up::sign_up_staff))
        // With a session.
        .routes(routes!(sessions::log_in, sessions::list_sessions))
        .routes(routes!(sessions::end_session))
        .routes(routes!(sessions::log_out))
        .routes(routes!(me::show_me))
        .routes(routes!(kyc::own_kyc, kyc::submit_kyc).layer(DefaultBodyLimit::max(kyc::KYC_BODY_MAX)))
        .routes(routes!(virtual_bank::bank_account))
        .routes(routes!(virtual_bank::receive_transfer))
        .routes(routes!(kyc::list_kyc))
        .routes(routes!(kyc::show_kyc))
        .routes(routes!(kyc::show_document))
        .routes(routes!(kyc::decide_kyc))
        .routes(routes!(listings::own_listings, listings::submit_listing).layer(DefaultBodyLimit::max(listings::LISTING_BODY_MAX)))
        .routes(routes!(listings::list_listings))
        .routes(routes!(listings::show_listing))
        .routes(routes!(listings::show_listing_document))
        .routes(routes!(listings::review_listing))
        .routes(routes!(listings::confirm_listing))
        .routes(routes!(evidence::keep_evidence).layer(DefaultBodyLimit::max(evidence::EVIDENCE_BODY_MAX)))
        .routes(routes!(evidence::show_evidence))
        .routes(routes!(invitations::invite))
        // With the key of an account, or the session of its owner.
        .routes(routes!(orders::place_order, own_orders::list_orders, order_changes::cancel_own_orders))
        .routes(routes!(order_batch::place_orders).layer(DefaultBodyLimit::max(BATCH_BODY_MAX)))
        .routes(routes!(own_orders::show_order, order_changes::amend_order, order_changes::cancel_order))
        .routes(routes!(own_orders::list_fills))
        .routes(routes!(statement::own_account))
        .routes(routes!(statement::own_statement))
        .routes(routes!(history::past_orders))
        .routes(routes!(history::past_fills))
        .routes(routes!(history::past_statement))
        .routes(routes!(history::past_distributions))
        .routes(routes!(accounts::set_self_trade_prevention))
        .routes(routes!(offerings::own_subscriptions))
        .routes(routes!(offerings::subscribe, offerings::cancel_subscription))
        .routes(routes!(payments::own_payments))
        .routes(routes!(payments::request_withdrawal))
        // With the staff token.
        .routes(routes!(accounts::open_account))
        .routes(routes!(statement::show_account))
        .routes(routes!(statement::show_statement))
        .routes(routes!(accounts::set_verification))
        .routes(routes!(api_keys::mint_key, api_keys::list_keys))
        .routes(routes!(api_keys::revoke_key))
        .routes(routes!(payments::grant_cash))
        .routes(routes!(payments::request_deposit))
        .routes(routes!(payments::credit_deposit))
        .routes(routes!(payments::cancel_deposit))
        .routes(routes!(payments::complete_withdrawal))
        .routes(routes!(payments::cancel_withdrawal))
        .routes(routes!(policies::set_policy).layer(DefaultBodyLimit::max(POLICY_BODY_MAX)))
        .routes(routes!(listing::halt_instrument))
        .routes(routes!(listing::resume_instrument))
        .routes(routes!(listing::delist_instrument))
        .routes(routes!(listing::issue_units))
        .routes(routes!(listing::pay_distribution))
        .routes(routes!(distribution_preview::preview_distribution))
        .routes(routes!(assets::release_proceeds))
        .routes(routes!(offerings::schedule_offering))
        .routes(routes!(offerings::cancel_offering))
        .routes(routes!(order_changes::cancel_orders_by_scope))
        .routes(routes!(jobs::list_jobs))
        .routes(routes!(reconciliation::show_reconciliation))
        .routes(routes!(reconciliation::list_settlements))
        .routes(routes!(proposals::list_proposals))
        .routes(routes!(proposals::approve))
        .routes(routes!(proposals::reject))
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Jogak", description = ABOUT, license(name = "Apache-2.0 OR MIT")),
    servers((url = "/api/v1")),
    tags(
        (name = "market", description = "Public"),
        (name = "sign_up", description = "To come in: from a page of this server"),
        (name = "people", description = "With a session"),
        (name = "review", description = "With a session of staff"),
        (name = "orders", description = "With the key of an account, or a session"),
        (name = "account", description = "With the key of an account, or a session"),
        (name = "staff", description = "With the staff token; what is only looked at, with a session of staff too"),
    ),
    components(schemas(Request, Message)),
    modifiers(&BearerSchemes)
)]
struct Description;

/// What the description says that no route does.
const ABOUT: &str = "A market for fractional securities, and its practice market.

Books, tickers, trades, candles and what happens to the own account are pushed over a WebSocket at `/api/v1/stream`: send `StreamRequest`, get \
`StreamMessage`. Public channels come as server-sent events as well, `/api/v1/stream/sse?channels=book:KRW-BTC,trades:KRW-BTC`. `docs/stream.md` of the \
sources describes both.";

struct BearerSchemes;

impl utoipa::Modify for BearerSchemes {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        for (name, text) in [("account_key", "A key that staff made for the account"), ("staff_token", "The staff's token")] {
            let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(text)).build();
            components.add_security_scheme(name, SecurityScheme::Http(scheme));
        }
        let cookie = ApiKeyValue::with_description(SESSION_COOKIE, "Set by a login; requests that change something state their Origin");
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// A test keeps the committed description fresh.
async fn description() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], include_str!("../openapi.json"))
}

/// The description of `/api/v1` in OpenAPI 3.1, as it is committed in `openapi.json`.
pub fn openapi_json() -> String {
    let json = api_routes().to_openapi().to_pretty_json().expect("the description is made of strings and numbers");
    json + "\n"
}
