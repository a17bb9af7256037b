//! How staff comes in: an administrator makes a link that is good for once.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::extract::{JsonBody, SignedIn};
use crate::problem::{Problem, ProblemBody};
use crate::words::StaffRoleWord;

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Invite)]
pub(crate) struct InviteBody {
    pub role: StaffRoleWord,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Invitation {
    /// For `/sign-up/staff`; shown this once, good for seven days and one person.
    pub token: String,
    pub role: StaffRoleWord,
}

/// Invite somebody to a role of staff.
#[utoipa::path(
    post, path = "/staff/invitations", tag = "review", request_body = InviteBody,
    responses((status = 201, body = Invitation), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn invite(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    JsonBody(body): JsonBody<InviteBody>,
) -> Result<(StatusCode, Json<Invitation>), Problem> {
    let token = app.people.invite(session.person, body.role.into()).await?;
    Ok((StatusCode::CREATED, Json(Invitation { token: token.as_str().to_owned(), role: body.role })))
}
