//! How people come in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use people::{ConsentDocument, EmailAddress, Newcomer, NewcomerRole, Password, PersonName, Refusal, Token};

use crate::app::App;
use crate::extract::{JsonBody, Object};
use crate::numbers::Short;
use crate::problem::{Problem, ProblemBody};
use crate::words::ConsentWord;

/// Longer texts are none of the kind; the rules of each are stricter.
type Text = Short<255>;

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Consent)]
pub(crate) struct ConsentBody {
    pub document: ConsentWord,
    pub version: i64,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignUp)]
pub(crate) struct SignUpBody {
    #[schema(value_type = String, max_length = 254)]
    pub email: Text,
    /// 1 to 64 characters.
    #[schema(value_type = String)]
    pub name: Text,
    /// At least 10 characters.
    #[schema(value_type = String, min_length = 10)]
    pub password: Text,
    /// Each document of `/consents`, in the version in force.
    #[schema(value_type = Vec<ConsentBody>, max_items = 3)]
    pub consents: Vec<Object<ConsentBody>>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StaffSignUp)]
pub(crate) struct StaffSignUpBody {
    /// Of the invitation: it says the role, and is used up.
    #[schema(value_type = String)]
    pub token: Text,
    #[schema(value_type = String, max_length = 254)]
    pub email: Text,
    /// 1 to 64 characters.
    #[schema(value_type = String)]
    pub name: Text,
    /// At least 10 characters.
    #[schema(value_type = String, min_length = 10)]
    pub password: Text,
    /// Each document of `/consents`, in the version in force.
    #[schema(value_type = Vec<ConsentBody>, max_items = 3)]
    pub consents: Vec<Object<ConsentBody>>,
}

/// The same whether the address was registered before or not.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct SignedUp {
    /// `log_in`.
    pub next: &'static str,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct ConsentRow {
    pub document: ConsentWord,
    /// In force now.
    pub version: i64,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct ConsentList {
    pub documents: Vec<ConsentRow>,
}

/// What everybody consents to at sign-up.
#[utoipa::path(get, path = "/consents", tag = "sign_up", responses((status = 200, body = ConsentList)))]
pub(crate) async fn list_consents() -> Json<ConsentList> {
    let row = |document: ConsentDocument| ConsentRow { document: document.into(), version: document.version() };
    Json(ConsentList { documents: ConsentDocument::ALL.into_iter().map(row).collect() })
}

/// Sign up as an investor.
///
/// The answer is the same for an address that is registered already; nothing changes then.
#[utoipa::path(
    post, path = "/sign-up/investor", tag = "sign_up", request_body = SignUpBody,
    responses((status = 202, body = SignedUp), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn sign_up_investor(
    State(app): State<App>,
    JsonBody(body): JsonBody<SignUpBody>,
) -> Result<(StatusCode, Json<SignedUp>), Problem> {
    app.people.sign_up(newcomer(&body)?, NewcomerRole::Investor).await?;
    Ok(signed_up())
}

/// Sign up as an agent of issuers.
///
/// The answer is the same for an address that is registered already; nothing changes then.
#[utoipa::path(
    post, path = "/sign-up/agent", tag = "sign_up", request_body = SignUpBody,
    responses((status = 202, body = SignedUp), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn sign_up_agent(
    State(app): State<App>,
    JsonBody(body): JsonBody<SignUpBody>,
) -> Result<(StatusCode, Json<SignedUp>), Problem> {
    app.people.sign_up(newcomer(&body)?, NewcomerRole::Agent).await?;
    Ok(signed_up())
}

/// Sign up as staff, by an invitation.
#[utoipa::path(
    post, path = "/sign-up/staff", tag = "sign_up", request_body = StaffSignUpBody,
    responses((status = 202, body = SignedUp), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn sign_up_staff(
    State(app): State<App>,
    JsonBody(body): JsonBody<StaffSignUpBody>,
) -> Result<(StatusCode, Json<SignedUp>), Problem> {
    let link = Token::shown(body.token.as_str()).ok_or(Refusal::LinkUnknown)?;
    let StaffSignUpBody { email, name, password, consents, .. } = body;
    app.people.sign_up_staff(&link, newcomer(&SignUpBody { email, name, password, consents })?).await?;
    Ok(signed_up())
}

fn newcomer(body: &SignUpBody) -> Result<Newcomer, Problem> {
    let email = EmailAddress::new(body.email.as_str())?;
    let password = Password::chosen(body.password.as_str(), &email)?;
    let consents = body.consents.iter().map(|Object(given)| (given.document.into(), given.version)).collect();
    Ok(Newcomer { email, name: PersonName::new(body.name.as_str())?, password, consents })
}

fn signed_up() -> (StatusCode, Json<SignedUp>) {
    (StatusCode::ACCEPTED, Json(SignedUp { next: "log_in" }))
}
