//! What a person is told of themselves.

use axum::Json;
use axum::extract::State;
use protocol::{AccountId, Day, Market};

use crate::app::App;
use crate::extract::SignedIn;
use crate::problem::{Problem, ProblemBody};
use crate::words::{KycStateWord, MarketWord, RoleWord};

#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = Me)]
pub(crate) struct MeAnswer {
    pub person: String,
    pub name: String,
    pub email: String,
    pub role: RoleWord,
    pub kyc_state: KycStateWord,
    /// The last day of the approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub verified_until: Option<Day>,
    /// One of each market.
    pub accounts: Vec<OwnAccount>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct OwnAccount {
    pub market: MarketWord,
    /// Absent until it is opened, which an approval asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub account: Option<AccountId>,
    /// The code of the refusal, if the market has refused what the account needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// Who is logged in.
#[utoipa::path(
    get, path = "/me", tag = "people",
    responses((status = 200, body = MeAnswer), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn show_me(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Json<MeAnswer>, Problem> {
    let me = app.people.me(session.person).await?;
    let accounts = vec![
        OwnAccount { market: Market::Live.into(), account: me.live_account, refused: me.live_refusal },
        OwnAccount { market: Market::Practice.into(), account: me.practice_account, refused: me.practice_refusal },
    ];
    Ok(Json(MeAnswer {
        person: me.person.0.to_string(),
        name: me.name,
        email: me.email,
        role: me.role.into(),
        kyc_state: me.kyc_state.into(),
        verified_until: me.verified_until,
        accounts,
    }))
}
