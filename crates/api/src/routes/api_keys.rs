//! Bearer keys of accounts: staff makes, lists and revokes them.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{AccountId, Time};

use crate::app::App;
use crate::bearer_keys::{Bearer, KeysError, Minted};
use crate::extract::{Staff, account_id};
use crate::own_codes::OwnCode;
use crate::problem::{Problem, ProblemBody};
use crate::routes::own_orders::own;

/// A key, without what it is.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = ApiKey)]
pub(crate) struct KeyRow {
    pub key_id: String,
    #[schema(value_type = String)]
    pub account: AccountId,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct MintedKey {
    pub key_id: String,
    /// Shown this once.
    pub key: String,
    #[schema(value_type = String)]
    pub account: AccountId,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct KeyList {
    pub keys: Vec<KeyRow>,
}

/// Make a key for an account: at most 20 at once.
#[utoipa::path(
    post, path = "/accounts/{account}/keys", tag = "staff", params(("account" = String, Path)),
    responses((status = 201, body = MintedKey), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn mint_key(
    State(app): State<App>,
    _: Staff,
    Path(account): Path<String>,
) -> Result<(StatusCode, Json<MintedKey>), Problem> {
    let account = account_id(&account)?;
    let shard = app.shard_of(account)?;
    // An account opened just now is read as soon as it is folded.
    shard.reached(shard.gateway.durable_seq()).await?;
    shard.read(|state| own(state, account).map(drop)).1?;
    let now = now();
    let Minted { key, bearer } = on_a_thread(app, move |app| app.keys.mint(account, now)).await?;
    let minted = MintedKey { key_id: bearer.id(), key, account, created_at: bearer.created_at };
    Ok((StatusCode::CREATED, Json(minted)))
}

/// The keys of an account.
#[utoipa::path(
    get, path = "/accounts/{account}/keys", tag = "staff", params(("account" = String, Path)),
    responses((status = 200, body = KeyList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn list_keys(State(app): State<App>, _: Staff, Path(account): Path<String>) -> Result<Json<KeyList>, Problem> {
    let account = account_id(&account)?;
    let row = |bearer: Arc<Bearer>| KeyRow { key_id: bearer.id(), account: bearer.account, created_at: bearer.created_at };
    Ok(Json(KeyList { keys: app.keys.of(account).into_iter().map(row).collect() }))
}

/// Revoke a key; it is of no use from the answer on.
#[utoipa::path(
    delete, path = "/accounts/{account}/keys/{key_id}", tag = "staff", params(("account" = String, Path), ("key_id" = String, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []))
)]
pub(crate) async fn revoke_key(
    State(app): State<App>,
    _: Staff,
    Path((account, key_id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let account = account_id(&account)?;
    if on_a_thread(app, move |app| app.keys.revoke(account, &key_id)).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::of_field(OwnCode::NotFound, "key_id"))
    }
}

/// Replacing the file waits for the disk.
async fn on_a_thread<T: Send + 'static>(app: App, work: impl FnOnce(&App) -> Result<T, KeysError> + Send + 'static) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(move || work(&app)).await;
    let done = done.map_err(|error| Problem::new(OwnCode::Failed).with_particulars(error.to_string()))?;
    done.map_err(|error| match error {
        KeysError::TooMany => Problem::new(OwnCode::TooManyItems).with_particulars(error.to_string()),
        _ => Problem::new(OwnCode::Failed).with_particulars(error.to_string()),
    })
}

fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
