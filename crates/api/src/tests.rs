//! What needs no market: the description, the codes, the statuses, and how bodies are refused.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use protocol::Reason;

use crate::own_codes::OwnCode;
use crate::problem::{Language, Problem};
use crate::statuses::{status_of_own, status_of_reason};

#[test]
fn f80_the_committed_description_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    let fresh = crate::openapi_json();
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    if std::env::var_os("JOGAK_WRITE_OPENAPI").is_some() {
        std::fs::write(path, &fresh).unwrap();
        return;
    }
    assert!(committed == fresh, "openapi.json is stale: run `JOGAK_WRITE_OPENAPI=1 cargo test -p api description`");
}

#[test]
fn every_refusal_has_a_code_of_its_own_and_none_blames_the_server() {
    let mut codes = BTreeSet::new();
    for &reason in Reason::ALL {
        assert!(codes.insert(reason.code()));
        assert!(status_of_reason(reason).is_client_error(), "{reason:?}");
        let problem = Problem::from(reason);
        let (korean, english) = (problem.body(Language::Korean, String::new()), problem.body(Language::English, String::new()));
        assert_ne!(korean.detail, english.detail);
        assert_eq!(english.detail, reason.rule());
    }
    for &code in OwnCode::ALL {
        assert!(codes.insert(code.code()), "{}", code.code());
        let is_ours = matches!(
            code,
            OwnCode::Busy
                | OwnCode::TooManyConnections
                | OwnCode::DoorClosed
                | OwnCode::NotYetAt
                | OwnCode::OutcomeUnknown
                | OwnCode::FirstAnswerUnreadable
                | OwnCode::Failed
        );
        assert_eq!(status_of_own(code).is_server_error(), is_ours, "{}", code.code());
        assert!(!code.korean().is_ascii() && code.english().is_ascii());
    }
    assert_eq!(status_of_own(OwnCode::RateLimited), StatusCode::TOO_MANY_REQUESTS);
}

#[test]
fn f80_every_route_says_who_may_use_it_and_how_it_refuses() {
    let description: serde_json::Value = serde_json::from_str(&crate::openapi_json()).unwrap();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut routes = 0;
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, route) in methods.as_object().unwrap() {
            routes += 1;
            let tag = route["tags"][0].as_str().unwrap_or_default();
            let scheme = match tag {
                "market" | "sign_up" => None,
                "people" | "review" => Some("session"),
                "orders" | "account" => Some("account_key"),
                "staff" => Some("staff_token"),
                other => panic!("{method} {path}: tag {other}"),
            };
            let stated = route["security"][0].as_object().and_then(|one| one.keys().next()).map(String::as_str);
            assert_eq!(stated, scheme, "{method} {path}");
            assert!(!route["summary"].as_str().unwrap_or_default().is_empty(), "{method} {path} has no summary");
        }
    }
    assert!(routes > 30, "{routes}");
}
