//! From an agent's listing to an asset that can be offered: two people decide, and the core lists, halts and registers.

use axum::http::Method;
use people::Role;
use scratch::Kind;
use serde_json::{Value, json};

use crate::world::World;

const CODE: &str = "KRW-HANOK";
/// The beginning of a document, in base64.
const DOCUMENT: &str = "JVBERi0xLjcK";

pub(crate) fn building() -> Value {
    json!({
        "name": "북촌 한옥", "class": "real_estate", "place": "서울 종로구", "summary": "한옥 한 채\n임대 중",
        "appraisal": "5000000000", "total_units": "1000000", "share_bps": 4_800, "document": DOCUMENT,
    })
}

fn approve() -> Value {
    json!({"decision": "approve", "code": CODE, "reason": "감정 평가 확인"})
}

fn confirm() -> Value {
    json!({"decision": "approve", "reason": "이상 없음"})
}

impl World {
    /// An agent with approved accounts.
    pub(crate) async fn agent(&self, email: &str, reviewer: &str) -> String {
        let cookie = self.person(Role::Agent, email).await;
        let case = self.submit_kyc(&cookie, "A1234567").await;
        let body = json!({"decision": "approve", "reason": "card and name agree"});
        self.browse(Method::POST, &format!("/staff/kyc/{case}/decision"), reviewer, body).await.is(200);
        self.relayed().await;
        cookie
    }
}

async fn f20_f21_f22_a_listing_is_decided_by_two_and_becomes_an_asset(kind: Kind) {
    let world = World::on(kind).await;
    let (first, second) = (world.person(Role::Reviewer, "a@example.com").await, world.person(Role::Reviewer, "b@example.com").await);
    let unverified = world.person(Role::Agent, "new@example.com").await;
    world.browse(Method::POST, "/listings", &unverified, building()).await.refuses(403, "no_account", "");
    let agent = world.agent("agent@example.com", &first).await;
    let listing = world.browse(Method::POST, "/listings", &agent, building()).await.is(201);
    assert_eq!(
        (listing.text_of("state"), listing.text_of("unit_price"), listing.text_of("offered_units")),
        ("submitted".into(), "5000".into(), "480000".into())
    );
    let path = format!("/staff/listings/{}", listing.text_of("listing"));
    let document = world.see(&format!("{path}/document"), &second).await.is(200);
    assert_eq!((document.header("content-type"), document.text.as_str()), ("application/pdf", "%PDF-1.7\n"));
    world.see(&format!("/assets/{CODE}/description"), "").await.refuses(404, "listing_unknown", "");

    let review = format!("{path}/review");
    let confirmation = format!("{path}/confirmation");
    world.browse(Method::POST, &confirmation, &second, confirm()).await.refuses(409, "listing_decided", "");
    world.browse(Method::POST, &review, &first, json!({"decision": "approve", "reason": "ok"})).await.refuses(
        400,
        "field_required",
        "code",
    );
    let taken = json!({"decision": "approve", "code": crate::world::STOCK, "reason": "ok"});
    world.browse(Method::POST, &review, &first, taken).await.refuses(409, "code_already_used", "code");
    world.browse(Method::POST, &review, &first, approve()).await.is(200);
    world.browse(Method::POST, &review, &second, approve()).await.refuses(409, "code_already_used", "code");
    world.browse(Method::POST, &confirmation, &first, confirm()).await.refuses(403, "same_person", "by");
    let queue = world.see("/staff/listings?state=reviewed", &second).await.is(200).body;
    assert_eq!(queue["listings"].as_array().unwrap().len(), 1);
    world.browse(Method::POST, &confirmation, &second, confirm()).await.is(200);
    world.relayed().await;
    world.browse(Method::POST, &confirmation, &second, confirm()).await.refuses(409, "listing_decided", "");

    let shown = world.see(&path, &second).await.is(200).body;
    assert_eq!((&shown["state"], &shown["agent"]["name"]), (&json!("registered"), &json!("홍길동")), "{shown}");
    let asset = world.see(&format!("/assets/{CODE}"), "").await.is(200).body["asset"].take();
    assert_eq!((&asset["unit_price"], &asset["offered_units"], &asset["class"]), (&json!("5000"), &json!("480000"), &json!("real_estate")));
    assert_eq!(world.see(&format!("/instruments/{CODE}"), "").await.is(200).body["state"], "halted");
    let description = world.see(&format!("/assets/{CODE}/description"), "").await.is(200).body;
    assert_eq!((&description["name"], &description["instrument"]), (&json!("북촌 한옥"), &json!(CODE)));
    assert_eq!(world.see("/descriptions", "").await.is(200).body["descriptions"].as_array().unwrap().len(), 1);
    assert_eq!(world.see(&format!("/assets/{CODE}/document"), "").await.is(200).text, "%PDF-1.7\n");
    // The journal has both people for each of the three steps.
    let proposals = world.see("/proposals?market=live", &first).await.is(200).body;
    let decided = proposals["decided"].as_array().unwrap();
    let kinds: Vec<_> = decided.iter().map(|one| one["action"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["register_asset", "halt_instrument", "list_instrument"]);
    assert!(decided.iter().all(|one| one["proposed_by"]["person"] == shown["reviewed_by"]["person"]));
    assert!(decided.iter().all(|one| one["decision"]["by"]["person"] == shown["confirmed_by"]["person"]));
}

scratch::both!(f20_f21_f22_a_listing_is_decided_by_two_and_becomes_an_asset);

#[tokio::test]
async fn f20_f21_listings_out_of_range_are_refused_by_name_and_rejected_ones_end() {
    let world = World::new().await;
    let (first, second) = (world.person(Role::Reviewer, "a@example.com").await, world.person(Role::Reviewer, "b@example.com").await);
    let agent = world.agent("agent@example.com", &first).await;
    for (field, value, status, code, named) in [
        ("name", json!(""), 422, "asset_name_malformed", "name"),
        ("place", json!("x".repeat(121)), 422, "place_malformed", "place"),
        ("summary", json!("\u{7}"), 422, "summary_malformed", "summary"),
        ("appraisal", json!("0"), 422, "appraisal_out_of_range", "appraisal"),
        ("appraisal", json!("999999"), 422, "appraisal_too_small", "appraisal"),
        ("total_units", json!("0"), 422, "units_out_of_range", "total_units"),
        ("share_bps", json!(4_900), 422, "share_out_of_range", "share"),
        ("share_bps", json!(0), 422, "share_out_of_range", "share"),
        ("document", json!("bm90aGluZw=="), 415, "document_type_unknown", "document"),
        ("document", json!("%"), 400, "document_malformed", "document"),
    ] {
        let mut body = building();
        body[field] = value;
        world.browse(Method::POST, "/listings", &agent, body).await.refuses(status, code, named);
    }
    assert_eq!(world.see("/listings", &agent).await.is(200).body["listings"], json!([]));
    let id = world.browse(Method::POST, "/listings", &agent, building()).await.is(201).text_of("listing");
    let reject = json!({"decision": "reject", "reason": "감정 평가서가 오래됨"});
    world.browse(Method::POST, &format!("/staff/listings/{id}/review"), &first, reject.clone()).await.is(200);
    // Turned down by the second one: its code is free again.
    let id = world.browse(Method::POST, "/listings", &agent, building()).await.is(201).text_of("listing");
    world.browse(Method::POST, &format!("/staff/listings/{id}/review"), &first, approve()).await.is(200);
    world.browse(Method::POST, &format!("/staff/listings/{id}/confirmation"), &second, reject).await.is(200);
    let id = world.browse(Method::POST, "/listings", &agent, building()).await.is(201).text_of("listing");
    world.browse(Method::POST, &format!("/staff/listings/{id}/review"), &first, approve()).await.is(200);
    let own = world.see("/listings", &agent).await.is(200).body;
    let states: Vec<_> = own["listings"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["reviewed", "rejected", "rejected"]);
}
