//! Documents that show what proceeds are released for: handed in by treasurers, read by staff, under the hash that a release names.

use axum::http::Method;
use people::Role;
use scratch::Kind;
use serde_json::json;

use crate::world::World;

/// The beginning of a document, in base64.
const DOCUMENT: &str = "JVBERi0xLjcK";
const BYTES: &str = "%PDF-1.7\n";

async fn f18_evidence_is_kept_under_its_hash_and_read_by_staff(kind: Kind) {
    let world = World::on(kind).await;
    let treasurer = world.person(Role::Treasurer, "a@example.com").await;
    let second = world.person(Role::Treasurer, "b@example.com").await;
    let auditor = world.person(Role::Auditor, "c@example.com").await;
    let name = blake3::hash(BYTES.as_bytes()).to_hex().to_string();
    let path = format!("/staff/evidence/{name}");
    world.see(&path, &second).await.refuses(404, "evidence_unknown", "evidence");
    // The same again, by another, changes nothing.
    for cookie in [&treasurer, &treasurer, &second] {
        let kept = world.browse(Method::POST, "/staff/evidence", cookie, json!({"document": DOCUMENT})).await.is(201);
        assert_eq!((kept.text_of("evidence"), kept.text_of("media_type")), (name.clone(), "application/pdf".to_owned()));
    }
    for cookie in [&treasurer, &second, &auditor] {
        let document = world.see(&path, cookie).await.is(200);
        assert_eq!((document.header("content-type"), document.text.as_str()), ("application/pdf", BYTES));
    }
}

async fn f18_bad_evidence_is_refused_and_no_other_object_is_given_out(kind: Kind) {
    let world = World::on(kind).await;
    let reviewer = world.person(Role::Reviewer, "r@example.com").await;
    let treasurer = world.person(Role::Treasurer, "a@example.com").await;
    let investor = world.investor("investor@example.com", "900101-1234567", &reviewer).await;
    for (document, status, code) in [("bm90aGluZw==", 415, "document_type_unknown"), ("%", 400, "document_malformed")] {
        let body = json!({"document": document});
        world.browse(Method::POST, "/staff/evidence", &treasurer, body).await.refuses(status, code, "document");
    }
    let body = json!({"document": DOCUMENT});
    for cookie in [&reviewer, &investor] {
        world.browse(Method::POST, "/staff/evidence", cookie, body.clone()).await.refuses(403, "role_not_allowed", "");
    }
    for name in ["x".to_owned(), "0".repeat(63), "A".repeat(64)] {
        world.see(&format!("/staff/evidence/{name}"), &treasurer).await.refuses(400, "path_malformed", "evidence");
    }
    // A listing's document lies in the same folder, and is no evidence.
    let agent = world.agent("agent@example.com", &reviewer).await;
    world.browse(Method::POST, "/listings", &agent, crate::listings::building()).await.is(201);
    let name = blake3::hash(BYTES.as_bytes()).to_hex().to_string();
    world.see(&format!("/staff/evidence/{name}"), &treasurer).await.refuses(404, "evidence_unknown", "evidence");
}

scratch::both!(f18_evidence_is_kept_under_its_hash_and_read_by_staff, f18_bad_evidence_is_refused_and_no_other_object_is_given_out);
