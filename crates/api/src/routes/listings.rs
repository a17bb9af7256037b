//! Assets as agents hand them in, decided by two people of staff; and what everybody reads of those that are registered.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use catalogue::{AssetName, Decision, Description, LISTINGS_PAGE, Listing, NewListing, Place, ReasonText, Summary};
use money::{Bps, Quantity, Won};
use people::PersonId;
use protocol::{AccountId, Market, Time};

use crate::app::App;
use crate::extract::{JsonBody, Params, SignedIn};
use crate::numbers::{self, Decimal};
use crate::own_codes::OwnCode;
use crate::problem::{Problem, ProblemBody};
use crate::routes::documents::shown;
use crate::routes::proposals::PersonRow;
use crate::words::{AssetClassWord, DecisionWord, ListingStateWord};

/// A document of the largest size in base64, and the other fields.
pub(crate) const LISTING_BODY_MAX: usize = store::DOCUMENT_BYTES_MAX / 3 * 4 + (64 << 10);

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubmitListing)]
pub(crate) struct ListingBody {
    /// 1 to 80 characters.
    pub name: String,
    pub class: AssetClassWord,
    /// Where it is: 1 to 120 characters.
    pub place: String,
    /// What it is: 1 to 2,000 characters.
    pub summary: String,
    /// Won, of the whole asset; at most 10^15.
    #[schema(value_type = String)]
    pub appraisal: Decimal,
    /// The whole asset in units, at most 10^12; a unit costs a won or more.
    #[schema(value_type = String)]
    pub total_units: Decimal,
    /// The part that is offered, in basis points; of real estate less than 4,900.
    pub share_bps: u16,
    /// A PNG, JPEG or PDF file of at most 8 MiB, in base64: the appraisal.
    pub document: String,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = Listing)]
pub(crate) struct ListingRow {
    pub listing: String,
    pub agent: PersonRow,
    /// Gets the proceeds.
    #[schema(value_type = String)]
    pub owner: AccountId,
    pub name: String,
    pub class: AssetClassWord,
    pub place: String,
    pub summary: String,
    #[schema(value_type = String)]
    pub appraisal: Won,
    pub total_units: String,
    pub share_bps: u16,
    /// floor(appraisal ÷ total units), in won.
    #[schema(value_type = String)]
    pub unit_price: Won,
    /// floor(total units × share).
    pub offered_units: String,
    pub media_type: String,
    pub state: ListingStateWord,
    #[schema(value_type = String, format = DateTime)]
    pub submitted_at: Time,
    /// The instrument's, from the review on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<PersonRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub reviewed_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<PersonRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub confirmed_at: Option<Time>,
    /// Of the last decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why the market refused it: the code of a problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct ListingList {
    pub listings: Vec<ListingRow>,
    /// `after` of the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Hand an asset in, for the agent's own account of the live market.
#[utoipa::path(
    post, path = "/listings", tag = "people", request_body = ListingBody,
    responses((status = 201, body = ListingRow), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn submit_listing(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    JsonBody(body): JsonBody<ListingBody>,
) -> Result<(StatusCode, Json<ListingRow>), Problem> {
    let new = NewListing {
        agent: session.person.0,
        owner: session.account(Market::Live).ok_or_else(|| Problem::new(OwnCode::NoAccount))?,
        name: AssetName::new(&body.name)?,
        class: body.class.into(),
        place: Place::new(&body.place)?,
        summary: Summary::new(&body.summary)?,
        appraisal: numbers::won(&body.appraisal, "appraisal")?,
        total_units: Quantity(numbers::won(&body.total_units, "total_units")?.0),
        share: Bps(body.share_bps),
        document: STANDARD.decode(&body.document).map_err(|_| Problem::of_field(OwnCode::DocumentMalformed, "document"))?,
    };
    let id = app.catalogue.submit(new).await?;
    let listing = app.catalogue.listing(id).await?;
    Ok((StatusCode::CREATED, Json(row(&app, listing).await?)))
}

/// The own listings, newest first, at most 100.
#[utoipa::path(
    get, path = "/listings", tag = "people",
    responses((status = 200, body = ListingList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn own_listings(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Json<ListingList>, Problem> {
    let found = app.catalogue.listings_of(session.person.0).await?;
    Ok(Json(ListingList { listings: rows(&app, found).await?, next: None }))
}

#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListingsQuery {
    #[param(value_type = String)]
    pub state: ListingStateWord,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// Listings of a state, the oldest first, at most 100.
#[utoipa::path(
    get, path = "/staff/listings", tag = "review", params(ListingsQuery),
    responses((status = 200, body = ListingList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn list_listings(State(app): State<App>, Params(query): Params<ListingsQuery>) -> Result<Json<ListingList>, Problem> {
    let found = app.catalogue.queue(query.state.into(), after(query.after.as_deref())?).await?;
    let next = (found.len() >= LISTINGS_PAGE).then(|| found.last().map(|listing| listing.id.to_string())).flatten();
    Ok(Json(ListingList { listings: rows(&app, found).await?, next }))
}

/// One listing.
#[utoipa::path(
    get, path = "/staff/listings/{listing}", tag = "review", params(("listing" = String, Path)),
    responses((status = 200, body = ListingRow), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn show_listing(State(app): State<App>, Path(listing): Path<String>) -> Result<Json<ListingRow>, Problem> {
    let found = app.catalogue.listing(listing_id(&listing)?).await?;
    Ok(Json(row(&app, found).await?))
}

/// The document of a listing.
#[utoipa::path(
    get, path = "/staff/listings/{listing}/document", tag = "review", params(("listing" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub(crate) async fn show_listing_document(State(app): State<App>, Path(listing): Path<String>) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let (media_type, bytes) = app.catalogue.document(listing_id(&listing)?).await?;
    Ok(shown(media_type, bytes))
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReviewListing)]
pub(crate) struct ReviewBody {
    pub decision: DecisionWord,
    /// Of the instrument, such as `KRW-JG0127`; with an approval.
    #[serde(default)]
    pub code: Option<String>,
    /// 1 to 500 characters; the agent reads it.
    pub reason: String,
}

/// Decide on a listing as the first of two.
#[utoipa::path(
    post, path = "/staff/listings/{listing}/review", tag = "review", request_body = ReviewBody, params(("listing" = String, Path)),
    responses((status = 200, body = ListingRow), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn review_listing(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Path(listing): Path<String>,
    JsonBody(body): JsonBody<ReviewBody>,
) -> Result<Json<ListingRow>, Problem> {
    let reason = ReasonText::new(&body.reason)?;
    let decision = Decision::from(body.decision);
    if let (Decision::Approve, Some(code)) = (decision, &body.code)
        && app.instrument(code).is_ok()
    {
        return Err(protocol::Reason::CodeAlreadyUsed.into());
    }
    let reviewed = app.catalogue.review(listing_id(&listing)?, session.person.0, decision, body.code.as_deref(), &reason).await?;
    Ok(Json(row(&app, reviewed).await?))
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConfirmListing)]
pub(crate) struct ConfirmationBody {
    pub decision: DecisionWord,
    /// 1 to 500 characters; the agent reads it.
    pub reason: String,
}

/// Decide on a listing as the second of two. An approval lists its instrument, halted, and registers the asset.
#[utoipa::path(
    post, path = "/staff/listings/{listing}/confirmation", tag = "review", request_body = ConfirmationBody,
    params(("listing" = String, Path)),
    responses((status = 200, body = ListingRow), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn confirm_listing(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Path(listing): Path<String>,
    JsonBody(body): JsonBody<ConfirmationBody>,
) -> Result<Json<ListingRow>, Problem> {
    let reason = ReasonText::new(&body.reason)?;
    let confirmed = app.catalogue.confirm(listing_id(&listing)?, session.person.0, body.decision.into(), &reason).await?;
    Ok(Json(row(&app, confirmed).await?))
}

/// What everybody reads of an asset.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = Description)]
pub(crate) struct DescriptionRow {
    pub instrument: String,
    pub name: String,
    pub class: AssetClassWord,
    pub place: String,
    pub summary: String,
}

impl From<Description> for DescriptionRow {
    fn from(found: Description) -> Self {
        let Description { code, name, class, place, summary } = found;
        Self { instrument: code, name, class: class.into(), place, summary }
    }
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct DescriptionList {
    pub descriptions: Vec<DescriptionRow>,
    /// `after` of the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DescriptionsQuery {
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// What is said of the registered assets, the oldest first, at most 100.
#[utoipa::path(
    get, path = "/descriptions", tag = "market", params(DescriptionsQuery),
    responses((status = 200, body = DescriptionList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn list_descriptions(
    State(app): State<App>,
    Params(query): Params<DescriptionsQuery>,
) -> Result<Json<DescriptionList>, Problem> {
    let found = app.catalogue.descriptions(after(query.after.as_deref())?).await?;
    let next = (found.len() >= LISTINGS_PAGE).then(|| found.last().map(|(id, _)| id.to_string())).flatten();
    Ok(Json(DescriptionList { descriptions: found.into_iter().map(|(_, description)| description.into()).collect(), next }))
}

/// What is said of one asset.
#[utoipa::path(
    get, path = "/assets/{code}/description", tag = "market", params(("code" = String, Path)),
    responses((status = 200, body = DescriptionRow), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn show_description(State(app): State<App>, Path(code): Path<String>) -> Result<Json<DescriptionRow>, Problem> {
    let found = app.catalogue.registered(&code).await?.description();
    Ok(Json(found.ok_or_else(|| Problem::new(OwnCode::ListingUnknown))?.into()))
}

/// The appraisal of an asset.
#[utoipa::path(
    get, path = "/assets/{code}/document", tag = "market", params(("code" = String, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show_asset_document(State(app): State<App>, Path(code): Path<String>) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let id = app.catalogue.registered(&code).await?.id;
    let (media_type, bytes) = app.catalogue.document(id).await?;
    Ok(shown(media_type, bytes))
}

fn after(text: Option<&str>) -> Result<i64, Problem> {
    let malformed = || Problem::of_field(OwnCode::QueryMalformed, "after");
    text.map(|text| text.parse().ok().filter(|number| *number >= 0).ok_or_else(malformed)).transpose().map(Option::unwrap_or_default)
}

fn listing_id(text: &str) -> Result<i64, Problem> {
    text.parse().ok().filter(|id| *id > 0).ok_or_else(|| Problem::of_field(OwnCode::PathMalformed, "listing"))
}

async fn row(app: &App, listing: Listing) -> Result<ListingRow, Problem> {
    rows(app, vec![listing]).await?.pop().ok_or_else(|| Problem::new(OwnCode::Failed))
}

async fn rows(app: &App, listings: Vec<Listing>) -> Result<Vec<ListingRow>, Problem> {
    let people = listings.iter().flat_map(|listing| [Some(listing.agent), listing.reviewed_by, listing.confirmed_by]);
    let people: Vec<PersonId> = people.flatten().map(PersonId).collect();
    let names = app.people.names(&people).await?;
    Ok(listings.into_iter().map(|listing| show(&names, listing)).collect())
}

fn show(names: &BTreeMap<PersonId, String>, listing: Listing) -> ListingRow {
    let person = |person: i64| PersonRow { person: person.to_string(), name: names.get(&PersonId(person)).cloned().unwrap_or_default() };
    ListingRow {
        listing: listing.id.to_string(),
        agent: person(listing.agent),
        owner: listing.owner,
        class: listing.class.into(),
        appraisal: listing.appraisal,
        total_units: listing.total_units.0.to_string(),
        share_bps: listing.share.0,
        unit_price: listing.unit_price(),
        offered_units: listing.offered_units().0.to_string(),
        media_type: listing.media_type.name().to_owned(),
        state: listing.state.into(),
        submitted_at: listing.submitted_at,
        code: listing.code,
        reviewed_by: listing.reviewed_by.map(person),
        reviewed_at: listing.reviewed_at,
        confirmed_by: listing.confirmed_by.map(person),
        confirmed_at: listing.confirmed_at,
        name: listing.name,
        place: listing.place,
        summary: listing.summary,
        reason: listing.reason,
        refusal: listing.refusal,
    }
}
