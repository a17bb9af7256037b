//! Identities: documents come in, staff decides.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use people::{Decision, IdNumber, KycCase, NewCase, ReasonText};
use protocol::{Day, Time};

use crate::app::App;
use crate::extract::{JsonBody, Params, SignedIn};
use crate::own_codes::OwnCode;
use crate::problem::{Problem, ProblemBody};
use crate::routes::documents::shown;
use crate::words::{DecisionWord, DocumentKindWord, KycStateWord};

/// A document of the largest size in base64, and the other fields.
pub(crate) const KYC_BODY_MAX: usize = store::DOCUMENT_BYTES_MAX / 3 * 4 + (16 << 10);

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubmitKyc)]
pub(crate) struct KycBody {
    pub document_kind: DocumentKindWord,
    /// 5 to 20 letters and digits; hyphens are left out.
    pub id_number: String,
    /// ISO 3166-1 numeric, 410 for Korea.
    pub country: u16,
    /// A PNG, JPEG or PDF file of at most 8 MiB, in base64.
    pub document: String,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = KycCase)]
pub(crate) struct CaseAnswer {
    pub case: String,
    pub person: String,
    pub name: String,
    pub state: KycStateWord,
    pub document_kind: DocumentKindWord,
    pub id_number_masked: String,
    /// ISO 3166-1 numeric.
    pub country: u16,
    pub media_type: String,
    #[schema(value_type = String, format = DateTime)]
    pub submitted_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub decided_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub verified_until: Option<Day>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct CaseList {
    pub cases: Vec<CaseAnswer>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct CaseQueue {
    /// The oldest first, at most 100.
    pub cases: Vec<CaseAnswer>,
    /// `after` of the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Hand a document in.
#[utoipa::path(
    post, path = "/kyc", tag = "people", request_body = KycBody,
    responses((status = 201, body = CaseAnswer), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn submit_kyc(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    JsonBody(body): JsonBody<KycBody>,
) -> Result<(StatusCode, Json<CaseAnswer>), Problem> {
    let id_number = IdNumber::new(&body.id_number)?;
    let document = STANDARD.decode(&body.document).map_err(|_| Problem::of_field(OwnCode::DocumentMalformed, "document"))?;
    let case = NewCase { document_kind: body.document_kind.into(), id_number, country: body.country, document };
    let id = app.people.submit_kyc(session.person, case).await?;
    Ok((StatusCode::CREATED, Json(answer(app.people.kyc_case(id).await?))))
}

/// The own cases, newest first.
#[utoipa::path(
    get, path = "/kyc", tag = "people",
    responses((status = 200, body = CaseList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn own_kyc(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Json<CaseList>, Problem> {
    let cases = app.people.kyc_of(session.person).await?.into_iter().map(answer).collect();
    Ok(Json(CaseList { cases }))
}

#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct QueueQuery {
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// Cases that wait for a decision.
#[utoipa::path(
    get, path = "/staff/kyc", tag = "review", params(QueueQuery),
    responses((status = 200, body = CaseQueue), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn list_kyc(State(app): State<App>, Params(query): Params<QueueQuery>) -> Result<Json<CaseQueue>, Problem> {
    let malformed = || Problem::of_field(OwnCode::QueryMalformed, "after");
    let after = query.after.map(|text| number(&text).ok_or_else(malformed)).transpose()?.unwrap_or(0);
    let cases = app.people.kyc_queue(after).await?;
    let next = (cases.len() >= people::KYC_QUEUE_PAGE).then(|| cases.last().map(|case| case.id.to_string())).flatten();
    Ok(Json(CaseQueue { cases: cases.into_iter().map(answer).collect(), next }))
}

/// One case.
#[utoipa::path(
    get, path = "/staff/kyc/{case}", tag = "review", params(("case" = String, Path)),
    responses((status = 200, body = CaseAnswer), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn show_kyc(State(app): State<App>, Path(case): Path<String>) -> Result<Json<CaseAnswer>, Problem> {
    Ok(Json(answer(app.people.kyc_case(case_id(&case)?).await?)))
}

/// The document of a case.
#[utoipa::path(
    get, path = "/staff/kyc/{case}/document", tag = "review", params(("case" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(crate) async fn show_document(State(app): State<App>, Path(case): Path<String>) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let (media_type, bytes) = app.people.kyc_document(case_id(&case)?).await?;
    Ok(shown(media_type, bytes))
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DecideKyc)]
pub(crate) struct DecisionBody {
    pub decision: DecisionWord,
    /// 1 to 500 characters; the person reads it.
    pub reason: String,
}

/// Decide a case of somebody else. An approval opens the person's accounts, or renews their verification for 365 days.
#[utoipa::path(
    post, path = "/staff/kyc/{case}/decision", tag = "review", request_body = DecisionBody, params(("case" = String, Path)),
    responses((status = 200, body = CaseAnswer), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn decide_kyc(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Path(case): Path<String>,
    JsonBody(body): JsonBody<DecisionBody>,
) -> Result<Json<CaseAnswer>, Problem> {
    let reason = ReasonText::new(&body.reason)?;
    let decided = app.people.decide_kyc(case_id(&case)?, session.person, Decision::from(body.decision), &reason).await?;
    Ok(Json(answer(decided)))
}

fn answer(case: KycCase) -> CaseAnswer {
    CaseAnswer {
        case: case.id.to_string(),
        person: case.person.0.to_string(),
        name: case.name,
        state: case.state.into(),
        document_kind: case.document_kind.into(),
        id_number_masked: case.id_number_masked,
        country: case.country,
        media_type: case.media_type.name().to_owned(),
        submitted_at: case.submitted_at,
        decided_by: case.decided_by.map(|person| person.0.to_string()),
        decided_at: case.decided_at,
        reason: case.reason,
        verified_until: case.verified_until,
    }
}

fn case_id(text: &str) -> Result<i64, Problem> {
    number(text).ok_or_else(|| Problem::of_field(OwnCode::PathMalformed, "case"))
}

/// Without sign or leading zeros, so that each has one spelling.
fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number: &i64| *number >= 0 && number.to_string() == text)
}
