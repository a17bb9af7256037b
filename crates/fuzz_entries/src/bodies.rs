//! Bodies of requests: whatever they hold, the answer is a refusal or the command was done, and never the server's fault.

use crate::market::{Markets, OFFERED, STAFF};
use std::cell::OnceCell;

/// A route that takes a body.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    pub method: &'static str,
    /// As the description of the API has it.
    pub path: &'static str,
    /// Bodies that it understands; `ACCOUNT` stands for an account.
    pub bodies: &'static [&'static str],
}

/// All of them: a test compares the list with the description.
pub const ROUTES: &[Route] = &[
    Route {
        method: "post",
        path: "/orders",
        bodies: &[
            r#"{"instrument":"KRW-JG0152","side":"buy","kind":"limit","time_in_force":"gtc","price":"5000","quantity":"1","self_trade_prevention":"decrement","client_order_id":"c-1"}"#,
            r#"{"instrument":"KRW-JG0152","side":"sell","kind":"limit","time_in_force":"fok","price":"5000","quantity":"3"}"#,
            r#"{"instrument":"KRW-JG0152","side":"buy","kind":"market","amount":"12345"}"#,
            r#"{"instrument":"KRW-JG0152","side":"sell","kind":"best","quantity":"2"}"#,
            r#"{"instrument":"KRW-JG0152","side":"buy","kind":"stop_limit","price":"5000","stop_price":"5000","quantity":"1"}"#,
            r#"{"instrument":"KRW-JG0152","side":"buy","kind":"reserved","price":"5000","quantity":"1","until":"2026-11-24T01:00:00Z"}"#,
            r#"{"instrument":"KRW-JG0152","side":"buy","kind":"reserved","price":"5000","quantity":"1","until":"next_session"}"#,
        ],
    },
    Route {
        method: "post",
        path: "/orders/batch",
        bodies: &[
            r#"{"orders":[{"instrument":"KRW-JG0152","side":"buy","kind":"limit","price":"5000","quantity":"1"},{"instrument":"KRW-JG0152","side":"sell","kind":"limit","price":"5100","quantity":"1","client_order_id":"b"}]}"#,
        ],
    },
    Route { method: "patch", path: "/orders/{order}", bodies: &[r#"{"price":"5000","quantity":"1"}"#] },
    Route { method: "put", path: "/account/self-trade-prevention", bodies: &[r#"{"mode":"cancel_oldest"}"#] },
    Route { method: "post", path: "/withdrawals", bodies: &[r#"{"amount":"1"}"#] },
    Route {
        method: "post",
        path: "/accounts",
        bodies: &[
            r#"{"market":"live","owner":"9","kind":"company","own_instrument":"KRW-JG0127"}"#,
            r#"{"market":"practice","owner":"9","kind":"investor"}"#,
        ],
    },
    Route {
        method: "post",
        path: "/accounts/{account}/verification",
        bodies: &[r#"{"verified_until":"2030-01-01","country":410,"class":"general"}"#],
    },
    Route { method: "post", path: "/accounts/{account}/grants", bodies: &[r#"{"amount":"1"}"#] },
    Route { method: "post", path: "/deposits", bodies: &[r#"{"account":"ACCOUNT","amount":"1","external_id":"bank 1"}"#] },
    Route {
        method: "post",
        path: "/policies",
        bodies: &[
            r#"{"market":"live","policy":"900","valid_from":"2026-11-24T00:00:00Z","source":"x","body":{"kind":"fees","maker_bps":5,"taker_bps":5}}"#,
            r#"{"market":"live","policy":"901","valid_from":"2026-11-24T00:00:00Z","source":"x","body":{"kind":"tick_table","price_decimals":0,"steps":[{"from":"0","tick":"1"},{"from":"2000","tick":"5"}]}}"#,
            r#"{"market":"live","policy":"902","valid_from":"2026-11-24T00:00:00Z","source":"x","body":{"kind":"calendar","utc_offset_s":32400,"day_starts_s":0,"weekdays":31,"phases":[{"second":0,"phase":"continuous"}],"holidays":["2026-12-25"],"shifted_days":[{"day":"2026-12-31","later_s":3600}]}}"#,
            r#"{"market":"live","policy":"903","valid_from":"2026-11-24T00:00:00Z","source":"x","body":{"kind":"price_band","limit_bps":3000}}"#,
            r#"{"market":"live","policy":"904","valid_from":"2026-11-24T00:00:00Z","source":"x","body":{"kind":"volatility","trigger_bps":1000,"auction_s":120}}"#,
            r#"{"market":"live","policy":"905","valid_from":"2026-11-24T00:00:00Z","source":"x","body":{"kind":"withholding","income_bps":1400,"local_bps":140,"round_down_to":"10","not_below":"1000","collection":"withheld"}}"#,
        ],
    },
    Route {
        method: "post",
        path: "/instruments",
        bodies: &[
            r#"{"market":"live","code":"KRW-NEW","price_decimals":0,"quantity_decimals":0,"lot":"1","max_order_quantity":"100000","registered_supply":"10000000","reference_price":"5000","circle":"everyone","rules":{"tick_table":"1","fees":"4","calendar":"9","price_band":"7","volatility":"8","withholding":"5"}}"#,
        ],
    },
    Route { method: "post", path: "/instruments/{code}/halt", bodies: &[r#"{"reason":"x"}"#] },
    Route { method: "post", path: "/instruments/{code}/delist", bodies: &[r#"{"reason":"x"}"#] },
    Route { method: "post", path: "/instruments/{code}/units", bodies: &[r#"{"account":"ACCOUNT","quantity":"1","cost":"1"}"#] },
    Route { method: "post", path: "/instruments/{code}/distributions", bodies: &[r#"{"payer":"ACCOUNT","total":"1000000000"}"#] },
    Route {
        method: "post",
        path: "/assets",
        bodies: &[
            r#"{"instrument":"KRW-TOWER","owner":"L-16","class":"real_estate","appraisal":"5000000","total_units":"1000","share_bps":4800}"#,
            r#"{"instrument":"KRW-TOWER","owner":"L-16","class":"start_up","appraisal":"5000000","total_units":"480","share_bps":10000}"#,
        ],
    },
    Route {
        method: "post",
        path: "/assets/{code}/offering",
        bodies: &[r#"{"opens_at":"2026-11-23T01:00:00Z","closes_at":"2026-11-24T01:00:00Z","minimum":"1","maximum":"480","target":"480"}"#],
    },
    Route { method: "post", path: "/assets/{code}/offering/cancel", bodies: &[r#"{"reason":"x"}"#] },
    Route { method: "post", path: "/assets/{code}/subscriptions", bodies: &[r#"{"quantity":"5"}"#] },
    Route {
        method: "post",
        path: "/assets/{code}/proceeds",
        bodies: &[r#"{"amount":"1","evidence":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}"#],
    },
    Route {
        method: "post",
        path: "/cancellations",
        bodies: &[r#"{"market":"live","account":"ACCOUNT","instrument":"KRW-JG0152","side":"buy"}"#],
    },
    Route {
        method: "post",
        path: "/sign-up/investor",
        bodies: &[
            r#"{"email":"a@example.com","name":"a","password":"correct horse","consents":[{"document":"terms","version":1},{"document":"privacy","version":1},{"document":"risk","version":1}]}"#,
        ],
    },
    Route {
        method: "post",
        path: "/sign-up/agent",
        bodies: &[
            r#"{"email":"b@example.com","name":"b","password":"correct horse","consents":[{"document":"terms","version":1},{"document":"privacy","version":1},{"document":"risk","version":1}]}"#,
        ],
    },
    Route {
        method: "post",
        path: "/sign-up/staff",
        bodies: &[
            r#"{"token":"0000000000000000000000000000000000000000000000000000000000000000","email":"c@example.com","name":"c","password":"correct horse","consents":[{"document":"terms","version":1},{"document":"privacy","version":1},{"document":"risk","version":1}]}"#,
        ],
    },
    Route { method: "post", path: "/sessions", bodies: &[r#"{"email":"investor@example.com","password":"not the right one"}"#] },
    Route {
        method: "post",
        path: "/kyc",
        bodies: &[r#"{"document_kind":"passport","id_number":"M12345678","country":410,"document":"iVBORw0KGgo="}"#],
    },
    Route {
        method: "post",
        path: "/virtual-bank/transfers",
        bodies: &[r#"{"transfer_id":"t-1","account_number":"790-000010001-42","amount":"1000"}"#],
    },
    Route { method: "post", path: "/staff/kyc/{case}/decision", bodies: &[r#"{"decision":"reject","reason":"x"}"#] },
    Route {
        method: "post",
        path: "/listings",
        bodies: &[
            r#"{"name":"a","class":"real_estate","place":"b","summary":"c","appraisal":"5000000","total_units":"1000","share_bps":4800,"document":"JVBERi0xLjcK"}"#,
        ],
    },
    Route {
        method: "post",
        path: "/staff/listings/{listing}/review",
        bodies: &[r#"{"decision":"approve","code":"KRW-HANOK","reason":"x"}"#, r#"{"decision":"reject","reason":"x"}"#],
    },
    Route { method: "post", path: "/staff/listings/{listing}/confirmation", bodies: &[r#"{"decision":"approve","reason":"x"}"#] },
    Route { method: "post", path: "/staff/evidence", bodies: &[r#"{"document":"JVBERi0xLjcK"}"#] },
    Route { method: "post", path: "/proposals/{proposal}/rejection", bodies: &[r#"{"reason":"x"}"#] },
    Route { method: "post", path: "/staff/invitations", bodies: &[r#"{"role":"reviewer"}"#] },
];

thread_local! {
    // One for all inputs of a thread: what one input did to the market is part of what the next one meets.
    static MARKETS: OnceCell<Markets> = const { OnceCell::new() };
}

/// The first byte chooses the route, the rest is the body.
pub(crate) fn request_body(bytes: &[u8]) {
    let Some((route, body)) = bytes.split_first() else { return };
    MARKETS.with(|markets| {
        let markets = markets.get_or_init(Markets::start);
        let route = ROUTES[usize::from(*route) % ROUTES.len()];
        let (path, bearer) = address(route, markets);
        let body = String::from_utf8_lossy(body).replace("ACCOUNT", &markets.account);
        let (status, text) = markets.send(&route.method.to_uppercase(), &path, bearer, body.clone().into_bytes());
        assert!(status < 500, "{} {path} {body:?}: {status} {text}", route.method);
        let answer: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path} {body:?}: {error}: {text}"));
        assert!(status < 400 || answer["code"].is_string(), "{path} {body:?}: a refusal without a code: {text}");
        for shard in &markets.shards {
            assert!(shard.gateway.door().closed().is_none(), "{path} {body:?} closed the door");
        }
    });
}

fn address(route: Route, markets: &Markets) -> (String, &str) {
    let of_account = matches!(
        route.path,
        "/orders"
            | "/orders/batch"
            | "/orders/{order}"
            | "/account/self-trade-prevention"
            | "/withdrawals"
            | "/assets/{code}/subscriptions"
    );
    let path = route.path.replace("{account}", &markets.account).replace("{order}", "live-1");
    // What may be delisted is not what is traded.
    let code = match route.path {
        path if path.starts_with("/assets/") => OFFERED,
        path if path.ends_with("/delist") => "KRW-JG0127",
        _ => "KRW-JG0152",
    };
    let credential = match route.path {
        _ if of_account => &markets.bearer,
        "/kyc" | "/virtual-bank/transfers" => &markets.investor,
        "/listings" => &markets.agent,
        path if path.starts_with("/staff/listings/") || path.starts_with("/proposals/") => &markets.reviewer,
        "/staff/evidence" => &markets.treasurer,
        path if path.starts_with("/staff/") => &markets.administrator,
        _ => STAFF,
    };
    (path.replace("{code}", code).replace("{case}", "1").replace("{listing}", "1").replace("{proposal}", "live-1"), credential)
}
