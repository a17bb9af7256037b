//! Own orders, fills and balances: in the order of the journal, complete, and nobody else's.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::http::Method;
use people::Role;
use serde_json::{Value, json};

use crate::stream_client::{StreamClient, connect, connect_as, open, seq_of, without_gap};
use crate::world::{COIN, STOCK, Trader, World, limit};

/// What a client makes of the private channels.
#[derive(Debug, Default)]
struct Mirror {
    orders: BTreeMap<String, Value>,
    fills: Vec<Value>,
    cash: Value,
    holdings: BTreeMap<String, Value>,
    positions: Vec<u64>,
}

impl Mirror {
    fn take(&mut self, message: &Value) {
        self.positions.push(seq_of(message));
        let data = &message["data"];
        match message["channel"].as_str().unwrap() {
            "orders" => {
                for order in data.as_array().unwrap() {
                    let id = order["order_id"].as_str().unwrap().to_owned();
                    if order["state"] == "filled" || order["state"] == "cancelled" {
                        self.orders.remove(&id);
                    } else {
                        self.orders.insert(id, order.clone());
                    }
                }
            }
            "fills" => self.fills.extend(data.as_array().unwrap().iter().cloned()),
            "balances" => {
                self.cash = data["cash"].clone();
                for holding in data["holdings"].as_array().unwrap() {
                    let code = holding["instrument"].as_str().unwrap().to_owned();
                    if holding["total"] == "0" {
                        self.holdings.remove(&code);
                    } else {
                        self.holdings.insert(code, holding.clone());
                    }
                }
            }
            other => panic!("{other}"),
        }
    }

    async fn assert_equals(&self, world: &World, trader: &Trader) {
        let account = world.get("/account", &trader.key).await.is(200).body;
        assert_eq!(self.cash, account["cash"]);
        let holdings: Vec<&Value> = account["holdings"].as_array().unwrap().iter().filter(|holding| holding["total"] != "0").collect();
        assert_eq!(self.holdings.values().collect::<Vec<_>>(), holdings);
        let open = world.get("/orders?limit=500", &trader.key).await.is(200).body;
        let open: BTreeMap<String, Value> = open["orders"]
            .as_array()
            .unwrap()
            .iter()
            .map(|order| (order["order_id"].as_str().unwrap().to_owned(), order.clone()))
            .collect();
        assert_eq!(self.orders, open);
        let mut fills = world.get("/fills?limit=500", &trader.key).await.is(200).body["fills"].as_array().unwrap().clone();
        fills.reverse();
        let first_shown = self.fills.len() - fills.len();
        assert_eq!(self.fills[first_shown..], fills);
    }
}

async fn subscribe_all(client: &mut StreamClient) {
    for channel in ["orders", "fills", "balances"] {
        client.subscribe_own(channel).await;
    }
}

#[tokio::test]
async fn f40_f44_own_orders_fills_and_balances_are_those_of_the_routes_after_random_orders() {
    let world = World::of_an_exchange_under_load().await;
    let address = world.serve().await;
    let traders =
        [world.trader("live", 100_000_000, 1_000).await, world.trader("live", 100_000_000, 1_000).await, world.trader("live", 0, 0).await];
    let mut clients = Vec::new();
    for trader in &traders {
        let mut client = connect_as(address, &trader.key).await;
        subscribe_all(&mut client).await;
        clients.push(client);
    }
    let mut dice = 7_u64;
    let mut below = |n: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % n
    };
    let mut mirrors = [Mirror::default(), Mirror::default(), Mirror::default()];
    for round in 0..20 {
        for number in 0..25 {
            let trader = &traders[below(2) as usize];
            let side = if below(2) == 0 { "buy" } else { "sell" };
            let mut order = limit(side, 4_950 + 10 * below(10) as i64, 1 + below(9) as i64);
            if below(5) == 0 {
                order["time_in_force"] = "ioc".into();
            }
            // Some are refused: too little is left. That is told to nobody.
            let _placed_or_refused = world.post("/orders", &trader.key, Some(&format!("{round} {number}")), order).await;
        }
        let key = format!("cancel {round}");
        world.send(Method::DELETE, "/orders", &traders[below(2) as usize].key, Some(&key), Value::Null).await;
        world.settle().await;
        for ((client, mirror), trader) in clients.iter_mut().zip(&mut mirrors).zip(&traders) {
            for message in client.rest().await {
                assert_eq!(message["account"], trader.account, "{message}");
                mirror.take(&message);
            }
            mirror.assert_equals(&world, trader).await;
        }
    }
    for mirror in &mirrors {
        assert!(mirror.positions[3..].is_sorted(), "{:?}", mirror.positions);
    }
    assert!(mirrors[0].fills.len() > 50);
    assert_eq!(mirrors[2].positions.len(), 3, "who does nothing hears nothing but three snapshots");
}

#[tokio::test]
async fn f40_a_record_tells_its_fills_then_its_orders_then_the_balances() {
    let world = World::new().await;
    let address = world.serve().await;
    let (alice, bob) = (world.trader("live", 10_000_000, 0).await, world.trader("live", 0, 100).await);
    for (number, price) in [(1, 5_000), (2, 5_010)] {
        world.post("/orders", &bob.key, Some(&number.to_string()), limit("sell", price, 2)).await.is(201);
    }
    world.settle().await;
    let mut client = connect_as(address, &alice.key).await;
    subscribe_all(&mut client).await;
    let taken = world.post("/orders", &alice.key, Some("a"), limit("buy", 5_010, 3)).await.is(201);
    let messages: Vec<Value> = client.rest().await.into_iter().filter(|message| message["type"] == "delta").collect();
    let channels: Vec<&str> = messages.iter().map(|message| message["channel"].as_str().unwrap()).collect();
    assert_eq!(channels, ["fills", "orders", "balances"]);
    assert!(messages.iter().all(|message| message["position"] == taken.body["position"]));
    let quantities: Vec<&Value> = messages[0]["data"].as_array().unwrap().iter().map(|fill| &fill["quantity"]).collect();
    assert_eq!(quantities, ["2", "1"]);
    assert_eq!((&messages[1]["data"][0]["state"], messages[1]["data"].as_array().unwrap().len()), (&json!("filled"), 1));
    assert_eq!(messages[2]["data"]["holdings"][0]["total"], "3");
    without_gap(&messages[..1], 2);
}

#[tokio::test]
async fn f40_f77_private_channels_are_for_the_owner_alone_and_the_markets_never_mix() {
    let world = World::new().await;
    let address = world.serve().await;
    let (alice, bob, carol) =
        (world.trader("live", 10_000_000, 0).await, world.trader("live", 0, 100).await, world.trader("practice", 10_000_000, 0).await);
    let refused = |answer: &Value, code: &str, field: &str| {
        assert_eq!((&answer["type"], &answer["problem"]["code"]), (&json!("error"), &json!(code)), "{answer}");
        assert_eq!(answer["problem"]["field"].as_str().unwrap_or(""), field, "{answer}");
    };
    let mut anonymous = connect(address).await;
    let mut own = connect_as(address, &bob.key).await;
    for channel in ["orders", "fills", "balances"] {
        refused(&anonymous.ask(json!({"type": "subscribe", "channel": channel})).await, "authentication_required", "");
        for other in [&alice, &carol] {
            let request = json!({"type": "subscribe", "channel": channel, "account": other.account});
            refused(&anonymous.ask(request.clone()).await, "authentication_required", "");
            refused(&own.ask(request).await, "unknown_account", "account");
        }
        refused(&own.ask(json!({"type": "subscribe", "channel": channel, "market": "practice"})).await, "wrong_market", "market");
        let request =
            json!({"type": "subscribe", "channel": channel, "market": "live", "account": bob.account, "resume_after": "practice.0:1"});
        refused(&own.ask(request).await, "wrong_market", "resume_after");
    }
    // A page authenticates by a message, once.
    refused(&anonymous.ask(json!({"type": "authenticate", "key": "f".repeat(64)})).await, "key_unknown", "key");
    refused(&anonymous.ask(json!({"type": "authenticate", "key": crate::world::STAFF})).await, "account_key_required", "key");
    let answer = anonymous.ask(json!({"type": "authenticate", "key": carol.key})).await;
    assert_eq!((&answer["type"], &answer["account"]), (&json!("authenticated"), &json!(carol.account)));
    refused(&anonymous.ask(json!({"type": "authenticate", "key": alice.key})).await, "already_authenticated", "");
    let mut practice = anonymous;
    subscribe_all(&mut practice).await;
    subscribe_all(&mut own).await;
    practice.subscribe("trades", STOCK).await;
    practice.subscribe("book", COIN).await;
    practice.rest().await;
    own.rest().await;

    world.post("/orders", &bob.key, Some("b"), limit("sell", 5_000, 10)).await.is(201);
    world.post("/orders", &alice.key, Some("a"), limit("buy", 5_000, 10)).await.is(201);
    let coin = json!({"instrument": COIN, "side": "buy", "kind": "limit", "price": "4990", "quantity": "0.5"});
    world.post("/orders", &carol.key, Some("c"), coin).await.is(201);
    let own = own.rest().await;
    assert_eq!(own.len(), 5, "an order and its hold; a fill, its order and its balance: {own:?}");
    assert!(own.iter().all(|message| message["account"] == bob.account && message["position"].as_str().unwrap().starts_with("live.0:")));
    let told = practice.rest().await;
    for message in &told {
        let of_live = message["channel"] == "trades";
        let market = if of_live { "live.0:" } else { "practice.0:" };
        assert!(message["position"].as_str().unwrap().starts_with(market), "{message}");
        assert!(of_live || message["account"] == carol.account || message["instrument"] == COIN, "{message}");
    }
    let channels: Vec<&str> = told.iter().map(|message| message["channel"].as_str().unwrap()).collect();
    let count = |channel: &str| channels.iter().filter(|one| **one == channel).count();
    assert_eq!(["trades", "orders", "fills", "balances", "book"].map(count), [1, 1, 0, 1, 1], "{channels:?}");
}

#[tokio::test]
async fn f40_who_comes_back_gets_every_private_message_that_was_missed() {
    let world = World::new().await;
    let address = world.serve().await;
    let (alice, bob) = (world.trader("live", 100_000_000, 0).await, world.trader("live", 0, 1_000).await);
    let mut always = connect_as(address, &alice.key).await;
    subscribe_all(&mut always).await;
    always.rest().await;
    let mut mirror_of_missed: Vec<Value> = Vec::new();
    let mut position = json!(null);
    for round in 0..10 {
        let mut client = connect_as(address, &alice.key).await;
        for channel in ["orders", "fills", "balances"] {
            let mut request = json!({"type": "subscribe", "channel": channel});
            if round > 0 {
                request["resume_after"] = position.clone();
            }
            let answer = client.ask(request).await;
            assert_eq!(answer["subscriptions"][0]["resumed"], round > 0, "{answer}");
        }
        let before = client.rest().await;
        mirror_of_missed.extend(before.into_iter().filter(|message| message["type"] == "delta"));
        let trade = async |number: u32| {
            let key = format!("{round} {number}");
            world.post("/orders", &bob.key, Some(&key), limit("sell", 5_000, 1)).await.is(201);
            world.post("/orders", &alice.key, Some(&key), limit("buy", 5_000, 2)).await.is(201);
        };
        trade(1).await;
        let seen = client.rest().await;
        position = seen.last().unwrap()["position"].clone();
        mirror_of_missed.extend(seen);
        drop(client);
        trade(2).await;
        trade(3).await;
    }
    // All that was seen by somebody who never left, up to the last position.
    let strip = |messages: Vec<Value>| {
        let mut by_channel: BTreeMap<String, Vec<(u64, Value)>> = BTreeMap::new();
        for message in messages {
            let channel = message["channel"].as_str().unwrap().to_owned();
            by_channel.entry(channel).or_default().push((seq_of(&message), message["data"].clone()));
        }
        by_channel
    };
    let last = seq_of(&json!({"position": position}));
    let all = always.rest().await.into_iter().filter(|message| seq_of(message) <= last).collect();
    assert_eq!(strip(mirror_of_missed), strip(all));
}

#[tokio::test]
async fn f40_an_order_that_ends_is_told_whatever_ends_it() {
    let world = World::of_an_exchange_under_load().await;
    let address = world.serve().await;
    let alice = world.trader("live", 1_000_000_000, 0).await;
    let mut client = connect_as(address, &alice.key).await;
    client.subscribe_own("orders").await;
    let orders = vec![limit("buy", 4_000, 1); 700];
    world.post("/orders/batch", &alice.key, Some("many"), json!({"orders": orders})).await.is(200);
    // One command, and more in a record than the read model shows of the past.
    world.send(Method::DELETE, "/orders", &alice.key, Some("all"), Value::Null).await.is(200);
    world.settle().await;
    let mut cancelled = 0;
    while cancelled < 700 {
        let message = client.next().await;
        let ended = message["data"].as_array().into_iter().flatten().filter(|order| order["state"] == "cancelled");
        cancelled += ended.inspect(|order| assert_eq!(order["cancel_reason"], "by_owner")).count();
    }
    assert_eq!(client.rest().await, Vec::<Value>::new());
}

#[tokio::test]
async fn f2_f40_a_session_has_the_channels_of_its_person_in_both_markets_until_it_ends() {
    let settings = api::StreamSettings { ping_every: Duration::from_millis(100), ..Default::default() };
    let world = World::with_streams(settings).await;
    let reviewer = world.person(Role::Reviewer, "reviewer@example.com").await;
    let cookie = world.investor("kim@example.com", "M12345678", &reviewer).await;
    let address = world.serve().await;
    let mut client = open(address, &[("cookie", &cookie), ("accept-language", "en")]).await.unwrap();
    for market in ["live", "practice"] {
        let answer = client.ask(json!({"type": "subscribe", "channel": "balances", "market": market})).await;
        assert_eq!(answer["type"], "subscribed", "{answer}");
        let own = world.see(&format!("/account?market={market}"), &cookie).await.is(200);
        assert_eq!(answer["subscriptions"][0]["account"], own.body["account"], "{answer}");
    }
    let unnamed = client.ask(json!({"type": "subscribe", "channel": "orders"})).await;
    assert_eq!((&unnamed["problem"]["code"], &unnamed["problem"]["field"]), (&json!("market_required"), &json!("market")), "{unnamed}");

    // To staff, and to whom no session belongs any more, the public channels are open and no other.
    for cookie in [&reviewer, &format!("__Host-session={}", "a".repeat(64))] {
        let mut public = open(address, &[("cookie", cookie), ("accept-language", "en")]).await.unwrap();
        public.subscribe("book", COIN).await;
        let refused = public.ask(json!({"type": "subscribe", "channel": "orders", "market": "live"})).await;
        assert_eq!(refused["problem"]["code"], "authentication_required", "{refused}");
    }
    world.browse(Method::DELETE, "/session", &cookie, Value::Null).await.is(204);
    let (_, code, _) = client.until_closed().await;
    assert_eq!(code, 4002);
}
