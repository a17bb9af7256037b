//! Documents that show what proceeds are released for: a treasurer hands one in, and whoever approves the release looks at it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use store::objects::ObjectName;

use crate::app::App;
use crate::extract::{JsonBody, SignedIn};
use crate::own_codes::OwnCode;
use crate::problem::{Problem, ProblemBody};
use crate::routes::documents::shown;

/// A document of the largest size in base64, and the name of its field.
pub(crate) const EVIDENCE_BODY_MAX: usize = store::DOCUMENT_BYTES_MAX / 3 * 4 + (16 << 10);

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KeepEvidence)]
pub(crate) struct EvidenceBody {
    /// A PNG, JPEG or PDF file of at most 8 MiB, in base64.
    pub document: String,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = Evidence)]
pub(crate) struct EvidenceAnswer {
    /// BLAKE3 of the document: 64 hexadecimal digits, as a release of proceeds names it.
    pub evidence: String,
    pub media_type: String,
}

/// Hand a document in, to be named by a release of proceeds.
#[utoipa::path(
    post, path = "/staff/evidence", tag = "review", request_body = EvidenceBody,
    responses((status = 201, body = EvidenceAnswer), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn keep_evidence(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    JsonBody(body): JsonBody<EvidenceBody>,
) -> Result<(StatusCode, Json<EvidenceAnswer>), Problem> {
    let document = STANDARD.decode(&body.document).map_err(|_| Problem::of_field(OwnCode::DocumentMalformed, "document"))?;
    let (name, media_type) = app.catalogue.keep_evidence(session.person.0, document).await?;
    let answer = EvidenceAnswer { evidence: name.as_str().to_owned(), media_type: media_type.name().to_owned() };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// A document that was handed in as evidence.
#[utoipa::path(
    get, path = "/staff/evidence/{evidence}", tag = "review", params(("evidence" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(crate) async fn show_evidence(State(app): State<App>, Path(evidence): Path<String>) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let name = ObjectName::new(&evidence).ok_or_else(|| Problem::of_field(OwnCode::PathMalformed, "evidence"))?;
    let (media_type, bytes) = app.catalogue.evidence(&name).await?;
    Ok(shown(media_type, bytes))
}
