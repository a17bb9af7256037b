//! Two people: what one of staff proposes another approves.

use axum::http::Method;
use people::Role;
use serde_json::{Value, json};

use crate::world::{Answer, STAFF, STOCK, World};

impl World {
    /// As a page sends it, under a key.
    async fn ask(&self, path: &str, cookie: &str, key: &str, body: Value) -> Answer {
        self.browse_with_key(Method::POST, path, cookie, key, body).await
    }

    async fn proposals(&self, cookie: &str) -> Value {
        self.see("/proposals?market=live", cookie).await.is(200).body
    }
}

#[tokio::test]
async fn f10_what_one_of_staff_proposes_another_of_the_role_approves() {
    let world = World::new().await;
    let (first, second) =
        (world.person(Role::MarketOperator, "a@example.com").await, world.person(Role::MarketOperator, "b@example.com").await);
    let treasurer = world.person(Role::Treasurer, "c@example.com").await;
    let halt = format!("/instruments/{STOCK}/halt");
    let body = json!({"reason": "공시 확인"});
    let proposed = world.ask(&halt, &first, "k1", body.clone()).await.is(202);
    let id = proposed.text_of("proposal");
    // The same request again is the same proposal, and the other person's key is another.
    assert_eq!(world.ask(&halt, &first, "k1", body.clone()).await.is(202).text_of("proposal"), id);
    let other = world.ask(&halt, &second, "k1", body).await.is(202).text_of("proposal");
    assert_ne!(other, id);

    let listed = world.proposals(&treasurer).await;
    assert_eq!(listed["open"].as_array().unwrap().len(), 2);
    assert_eq!(listed["open"][0]["action"], json!({"kind": "halt_instrument", "instrument": STOCK, "reason": "공시 확인"}));
    assert_eq!(listed["open"][0]["proposed_by"]["name"], "홍길동");
    assert_ne!(world.get(&format!("/instruments/{STOCK}"), "").await.is(200).body["state"], "halted");

    let approval = format!("/proposals/{id}/approval");
    world.ask(&approval, &first, "own", Value::Null).await.refuses(403, "same_person", "by");
    world.ask(&approval, &treasurer, "t", Value::Null).await.refuses(403, "role_not_allowed", "");
    world.ask(&approval, &second, "yes", Value::Null).await.is(200);
    assert_eq!(world.get(&format!("/instruments/{STOCK}"), "").await.is(200).body["state"], "halted");
    let again = world.ask(&approval, &second, "yes", Value::Null).await.is(200);
    assert_eq!(again.header("idempotency-replayed"), "true");
    world.ask(&approval, &second, "late", Value::Null).await.refuses(404, "unknown_proposal", "proposal");

    // A refusal of the action itself leaves the proposal open; it is turned down then.
    world.ask(&format!("/proposals/{other}/approval"), &first, "late", Value::Null).await.refuses(409, "already_halted", "instrument");
    let rejection = format!("/proposals/{other}/rejection");
    world.ask(&rejection, &treasurer, "no", json!({"reason": "이미 정지됨"})).await.refuses(403, "role_not_allowed", "");
    world.ask(&rejection, &first, "no", json!({"reason": ""})).await.refuses(400, "value_malformed", "reason");
    world.ask(&rejection, &first, "no", json!({"reason": "이미 정지됨"})).await.is(200);
    let listed = world.proposals(&first).await;
    assert_eq!(listed["open"], json!([]));
    let decided: Vec<_> = listed["decided"].as_array().unwrap().iter().map(|one| &one["decision"]["is_approved"]).collect();
    assert_eq!(decided, [false, true]);
    assert_eq!(listed["decided"][0]["decision"]["reason"], "이미 정지됨");
    // The token goes on to act at once, under keys of its own.
    world.post(&format!("/instruments/{STOCK}/resume"), STAFF, Some("k1"), json!({})).await.is(200);
}
