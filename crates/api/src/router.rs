//! Every route there is.

use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, middleware};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::app::{App, Config, StartError};
use crate::entity_tag::tagged;
use crate::own_codes::OwnCode;
use crate::problem::{Problem, render};
use crate::routes::{
    accounts, api_keys, application, candles, health, instruments, jobs, limits, listing, market_data, order_batch, order_changes, orders,
    own_orders, payments, policies, statement, status_page,
};

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
        .nest("/api/v1", api)
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
        // With the key of an account.
        .routes(routes!(orders::place_order, own_orders::list_orders, order_changes::cancel_own_orders))
        .routes(routes!(order_batch::place_orders).layer(DefaultBodyLimit::max(BATCH_BODY_MAX)))
        .routes(routes!(own_orders::show_order, order_changes::amend_order, order_changes::cancel_order))
        .routes(routes!(own_orders::list_fills))
        .routes(routes!(statement::own_account))
        .routes(routes!(statement::own_statement))
        .routes(routes!(accounts::set_self_trade_prevention))
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
        .routes(routes!(order_changes::cancel_orders_by_scope))
        .routes(routes!(jobs::list_jobs))
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Jogak", description = "A market for fractional securities, and its practice market.", license(name = "Apache-2.0 OR MIT")),
    servers((url = "/api/v1")),
    tags(
        (name = "market", description = "Public"),
        (name = "orders", description = "With the key of an account"),
        (name = "account", description = "With the key of an account"),
        (name = "staff", description = "With the staff token"),
    ),
    modifiers(&BearerSchemes)
)]
struct Description;

struct BearerSchemes;

impl utoipa::Modify for BearerSchemes {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        for (name, text) in [("account_key", "A key that staff made for the account"), ("staff_token", "The staff's token")] {
            let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(text)).build();
            components.add_security_scheme(name, SecurityScheme::Http(scheme));
        }
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
