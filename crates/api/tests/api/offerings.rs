use axum::http::Method;
use policies::Builtin;
use serde_json::{Value, json};

use crate::world::{STAFF, START, STOCK, Trader, World, listing};

/// The worked example: 5,000,000,000 won in 1,000,000 units, of which 48 % are offered.
const TOWER: &str = "KRW-TOWER";
const OFFERED: i64 = 480_000;

/// A registered asset with its owner.
async fn tower(world: &World) -> Trader {
    let owner = world.trader("live", 50_000_000, 0).await;
    let mut body = listing("live", TOWER, Builtin::KrxTicks, Builtin::LiveCalendar);
    body["registered_supply"] = OFFERED.to_string().into();
    world.post("/instruments", STAFF, None, body).await.is(201);
    world.post(&format!("/instruments/{TOWER}/halt"), STAFF, None, json!({"reason": "공모 전"})).await.is(200);
    let answer = world.post("/assets", STAFF, Some("asset"), registration(&owner.account)).await.is(201);
    assert_eq!((answer.text_of("unit_price"), answer.text_of("offered_units")), ("5000".to_owned(), OFFERED.to_string()));
    owner
}

fn registration(owner: &str) -> Value {
    json!({
        "instrument": TOWER, "owner": owner, "class": "real_estate", "appraisal": "5000000000", "total_units": "1000000", "share_bps": 4_800,
    })
}

/// From now on for an hour.
fn window(target: i64) -> Value {
    json!({
        "opens_at": START.rfc3339(), "closes_at": START.plus_seconds(3_600).rfc3339(),
        "minimum": "1", "maximum": OFFERED.to_string(), "target": target.to_string(),
    })
}

async fn subscribe(world: &World, who: &Trader, quantity: i64) -> crate::world::Answer {
    let key = format!("subscribe {quantity}");
    world.post(&format!("/assets/{TOWER}/subscriptions"), &who.key, Some(&key), json!({"quantity": quantity.to_string()})).await
}

/// Lets the window pass, and waits until everybody is allotted or refunded.
async fn close(world: &World) -> Value {
    world.clock.set(START.plus_seconds(3_600));
    world.live.nudge();
    loop {
        let asset = world.get(&format!("/assets/{TOWER}"), "").await.is(200).body["asset"].take();
        if asset["offering"]["state"] == "closed" {
            return asset;
        }
        tokio::task::yield_now().await;
    }
}

async fn cash(world: &World, who: &Trader) -> (String, String) {
    let body = world.get("/account", &who.key).await.is(200).body;
    let part = |name: &str| body["cash"][name].as_str().unwrap().to_owned();
    (part("available"), part("held"))
}

#[tokio::test]
async fn f18_f22_f27_f29_an_asset_is_offered_sold_paid_out_and_traded() {
    let world = World::new().await;
    let owner = tower(&world).await;
    let (alice, bob) = (world.trader("live", 2_000_000_000, 0).await, world.trader("live", 1_000_000_000, 0).await);
    world.post(&format!("/assets/{TOWER}/offering"), STAFF, Some("offer"), window(OFFERED)).await.is(201);
    let answer = subscribe(&world, &alice, 300_000).await.is(201);
    assert_eq!((answer.text_of("quantity"), answer.text_of("amount")), ("300000".to_owned(), "1500000000".to_owned()));
    assert_eq!(cash(&world, &alice).await, ("500000000".to_owned(), "1500000000".to_owned()));
    let again = subscribe(&world, &alice, 300_000).await.is(201);
    assert_eq!((again.header("idempotency-replayed"), &again.body["amount"]), ("true", &json!("1500000000")));
    // The last one gets what is left.
    assert_eq!(subscribe(&world, &bob, 190_000).await.is(201).text_of("quantity"), "180000");
    let own = world.get("/subscriptions", &bob.key).await.is(200).body;
    assert_eq!((&own["subscriptions"][0]["quantity"], &own["subscriptions"][0]["state"]), (&json!("180000"), &json!("open")));

    let asset = close(&world).await;
    assert_eq!((&asset["offering"]["outcome"], &asset["offering"]["raised"]), (&json!("funded"), &json!("2400000000")));
    assert_eq!((&asset["issued_units"], &asset["offering"]["settled"]), (&json!("480000"), &json!(2)));
    assert_eq!(cash(&world, &alice).await, ("500000000".to_owned(), "0".to_owned()));
    let body = world.get("/account", &alice.key).await.body;
    assert_eq!((&body["holdings"][0]["available"], &body["holdings"][0]["cost"]), (&json!("300000"), &json!("1500000000")));
    assert!(world.get("/subscriptions", &bob.key).await.body["subscriptions"].as_array().unwrap().is_empty());

    let release = json!({"amount": "2400000000", "evidence": "ab".repeat(32)});
    world.post(&format!("/assets/{TOWER}/proceeds"), STAFF, Some("pay"), release).await.is(200);
    assert_eq!(cash(&world, &owner).await.0, "2450000000");
    let mut lines = world.get("/statement?limit=1", &owner.key).await.is(200).body["lines"].take();
    assert_eq!((lines[0]["cause"].take(), lines[0]["amount"].take()), (json!("proceeds"), json!("2400000000")));

    let preview = world.get(&format!("/instruments/{TOWER}/distributions/preview?total=10000999"), STAFF).await.is(200).body;
    for (field, expected) in [
        ("per_unit", "10"),
        ("gross", "4800000"),
        ("owners_part", "5200000"),
        ("income_tax", "672000"),
        ("local_tax", "67200"),
        ("net", "4060800"),
        ("remainder", "999"),
    ] {
        assert_eq!(preview[field], expected, "{field}");
    }
    assert_eq!(preview["owner"], owner.account.as_str(), "who pays what the asset earns");
    let before = cash(&world, &owner).await.0.parse::<i64>().unwrap();
    let pay = json!({"payer": owner.account, "total": "10000999"});
    world.post(&format!("/instruments/{TOWER}/distributions"), STAFF, Some("rent"), pay).await.is(201);
    let job = loop {
        let mut jobs = world.get("/markets/live/jobs", STAFF).await.body;
        let job = jobs["jobs"][0].take();
        if job["kind"] == "distribute" && job["ended_at"].is_string() {
            break job;
        }
        tokio::task::yield_now().await;
    };
    for field in ["per_unit", "owners_part"] {
        assert_eq!(job["distribution"][field], preview[field], "the preview says what is paid: {field}");
    }
    assert_eq!(job["distribution"]["paid"], preview["gross"]);
    assert_eq!(cash(&world, &owner).await.0, (before - 10_000_999 + 5_200_000).to_string());
    assert_eq!(cash(&world, &bob).await.0, (1_000_000_000i64 - 900_000_000 + 1_800_000 - 252_000 - 25_200).to_string());

    world.post(&format!("/instruments/{TOWER}/resume"), STAFF, None, json!({})).await.is(200);
    let ask = json!({"instrument": TOWER, "side": "sell", "kind": "limit", "price": "5000", "quantity": "10"});
    world.post("/orders", &alice.key, Some("ask"), ask).await.is(201);
    let bid = json!({"instrument": TOWER, "side": "buy", "kind": "limit", "price": "5000", "quantity": "10"});
    assert_eq!(world.post("/orders", &bob.key, Some("bid"), bid).await.is(201).text_of("filled_quantity"), "10");
}

#[tokio::test]
async fn f28_a_missed_or_cancelled_offering_refunds_everybody() {
    for cancelled in [false, true] {
        let world = World::new().await;
        tower(&world).await;
        let alice = world.trader("live", 1_000_000, 0).await;
        world.post(&format!("/assets/{TOWER}/offering"), STAFF, Some("offer"), window(1_000)).await.is(201);
        subscribe(&world, &alice, 200).await.is(201);
        assert_eq!(cash(&world, &alice).await, ("0".to_owned(), "1000000".to_owned()));
        if cancelled {
            let path = format!("/assets/{TOWER}/offering/cancel");
            world.post(&path, STAFF, Some("off"), json!({"reason": "소유자 철회"})).await.is(200);
        }
        let asset = close(&world).await;
        assert_eq!(asset["offering"]["outcome"], if cancelled { "cancelled" } else { "missed" });
        assert_eq!(cash(&world, &alice).await, ("1000000".to_owned(), "0".to_owned()));
        assert_eq!(asset["issued_units"], "0");
        world.post(&format!("/instruments/{TOWER}/resume"), STAFF, None, json!({})).await.refuses(409, "asset_not_funded", "instrument");
    }
}

#[tokio::test]
async fn f26_a_subscription_is_given_up_until_the_close() {
    let world = World::new().await;
    let owner = tower(&world).await;
    let alice = world.trader("live", 1_000_000, 0).await;
    let path = format!("/assets/{TOWER}/subscriptions");
    subscribe(&world, &alice, 1).await.refuses(409, "offering_not_open", "instrument");
    world.post(&format!("/assets/{TOWER}/offering"), STAFF, Some("offer"), window(1)).await.is(201);
    world.send(Method::DELETE, &path, &alice.key, Some("none"), Value::Null).await.refuses(404, "not_subscribed", "account");
    subscribe(&world, &alice, 10).await.is(201);
    let given_up = world.send(Method::DELETE, &path, &alice.key, Some("up"), Value::Null).await.is(200);
    assert_eq!((given_up.text_of("quantity"), given_up.text_of("amount")), ("10".to_owned(), "50000".to_owned()));
    assert_eq!(cash(&world, &alice).await, ("1000000".to_owned(), "0".to_owned()));
    let elsewhere = world.trader("practice", 1_000_000, 0).await;
    let before = world.facts().await;
    subscribe(&world, &owner, 1).await.refuses(403, "investors_only", "account");
    subscribe(&world, &alice, 201).await.refuses(422, "insufficient_cash", "amount");
    subscribe(&world, &alice, 480_001).await.refuses(422, "subscription_above_maximum", "quantity");
    subscribe(&world, &alice, 0).await.refuses(422, "quantity_not_positive", "quantity");
    for (body, status, code, field) in [
        (json!({"quantity": "1.5"}), 422, "too_many_decimals", "quantity"),
        (json!({"quantity": "-1"}), 400, "number_malformed", "quantity"),
        (json!({"quantity": 1}), 400, "body_malformed", "quantity"),
        (json!({}), 400, "body_malformed", "quantity"),
        (json!({"quantity": "1", "account": "L-1"}), 400, "body_malformed", "account"),
    ] {
        world.post(&path, &alice.key, Some("bad"), body).await.refuses(status, code, field);
    }
    world.post(&path, &alice.key, None, json!({"quantity": "1"})).await.refuses(400, "idempotency_key_required", "Idempotency-Key");
    subscribe(&world, &elsewhere, 1).await.refuses(422, "wrong_market", "");
    let stock = format!("/assets/{STOCK}/subscriptions");
    world.post(&stock, &alice.key, Some("s"), json!({"quantity": "1"})).await.refuses(404, "unknown_asset", "instrument");
    assert!(world.facts().await == before);
    world.get(&format!("/assets/{STOCK}"), "").await.refuses(404, "unknown_asset", "instrument");
}

#[tokio::test]
async fn f18_f22_assets_and_offerings_with_bad_values_are_refused_by_name() {
    let world = World::new().await;
    let owner = tower(&world).await;
    let before = world.facts().await;
    for (field, value, status, code, named) in [
        ("instrument", json!("KRW-NONE"), 404, "unknown_instrument", "instrument"),
        ("owner", json!("P-16"), 422, "wrong_market", ""),
        ("owner", json!("nobody"), 400, "id_malformed", "owner"),
        ("class", json!("castle"), 400, "body_malformed", "class"),
        ("share_bps", json!(70_000), 400, "body_malformed", "share_bps"),
        ("appraisal", json!("x"), 400, "number_malformed", "appraisal"),
        ("total_units", json!("0.5"), 422, "too_many_decimals", "total_units"),
        ("share_bps", json!(4_800), 409, "asset_already_registered", "instrument"),
    ] {
        let mut body = registration(&owner.account);
        body[field] = value;
        let answer = world.post("/assets", STAFF, Some(field), body).await;
        if code == "id_malformed" {
            assert!(answer.status.is_client_error() && answer.body["field"] == "owner", "{}", answer.text);
        } else {
            answer.refuses(status, code, named);
        }
    }
    let path = format!("/assets/{TOWER}/offering");
    for (field, value, status, code, named) in [
        ("opens_at", "2026-11-23T00:59:59Z", 422, "offering_window_out_of_range", "closes_at"),
        ("closes_at", "2026-11-23T01:00:00Z", 422, "offering_window_out_of_range", "closes_at"),
        ("closes_at", "tomorrow", 400, "value_malformed", "closes_at"),
        ("minimum", "0", 422, "offering_limits_out_of_range", "minimum"),
        ("target", "480001", 422, "offering_limits_out_of_range", "minimum"),
        ("maximum", "many", 400, "number_malformed", "maximum"),
    ] {
        let mut body = window(1_000);
        body[field] = value.into();
        world.post(&path, STAFF, Some(field), body).await.refuses(status, code, named);
    }
    let proceeds = format!("/assets/{TOWER}/proceeds");
    let evidence = "ab".repeat(32);
    for (body, status, code, field) in [
        (json!({"amount": "1", "evidence": evidence}), 409, "asset_not_funded", "instrument"),
        (json!({"amount": "1", "evidence": "ab"}), 400, "value_malformed", "evidence"),
        (json!({"amount": "", "evidence": evidence}), 400, "number_malformed", "amount"),
    ] {
        world.post(&proceeds, STAFF, Some("p"), body).await.refuses(status, code, field);
    }
    let preview = |total: &str| format!("/instruments/{TOWER}/distributions/preview?total={total}");
    world.get(&preview("1000000"), STAFF).await.refuses(409, "nothing_issued", "instrument");
    world.get(&preview("x"), STAFF).await.refuses(400, "number_malformed", "total");
    world.get(&preview("0"), STAFF).await.refuses(422, "amount_not_positive", "amount");
    world.get(&preview("1000000"), &owner.key).await.refuses(403, "staff_only", "");
    assert!(world.facts().await == before);
}

#[tokio::test]
async fn f25_assets_are_listed_page_by_page() {
    let world = World::new().await;
    tower(&world).await;
    let page = world.get("/assets?limit=1", "").await.is(200).body;
    assert_eq!((&page["assets"][0]["instrument"], &page["assets"][0]["share_bps"]), (&json!(TOWER), &json!(4_800)));
    assert!(page["next"].is_null() && page["assets"][0]["offering"].is_null());
    world.get("/assets?limit=0", "").await.refuses(400, "query_malformed", "limit");
    world.get("/assets?cursor=x", "").await.refuses(400, "query_malformed", "cursor");
    world.post(&format!("/assets/{TOWER}/offering"), STAFF, Some("offer"), window(1_000)).await.is(201);
    let offering = world.get(&format!("/assets/{TOWER}"), "").await.is(200).body["asset"]["offering"].take();
    assert_eq!((&offering["state"], &offering["target"], &offering["subscribed"]), (&json!("open"), &json!("1000"), &json!("0")));
}
