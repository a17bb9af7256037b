//! Who may use which route: a table written by hand, beside the description's.

use axum::http::Method;
use people::Role;
use scratch::Kind;
use serde_json::{Value, json};

use crate::world::{STAFF, World};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum For {
    Anybody,
    /// Anybody, from a page of this server.
    Page,
    /// An account's key; investors and agents by their sessions.
    Owner,
    /// Any person.
    Person,
    /// Investors and agents.
    Customer,
    Reviewer,
    /// Reviewers and auditors.
    SeesIdentities,
    Administrator,
    /// The staff's token.
    Token,
    /// The staff's token, and staff of these roles, who propose.
    Proposers(&'static [Role]),
    /// Staff of these roles.
    Roles(&'static [Role]),
    /// The staff's token, and any staff.
    TokenOrStaff,
    /// The staff's token, and administrators.
    TokenOrAdministrator,
}

const STAFF_ROLES: &[Role] = &[Role::Reviewer, Role::Treasurer, Role::MarketOperator, Role::Auditor, Role::Administrator];

const ROUTES: &[(&str, &str, For)] = &[
    ("get", "/instruments", For::Anybody),
    ("get", "/instruments/{code}", For::Anybody),
    ("get", "/instruments/{code}/book", For::Anybody),
    ("get", "/instruments/{code}/trades", For::Anybody),
    ("get", "/instruments/{code}/ticker", For::Anybody),
    ("get", "/instruments/{code}/candles", For::Anybody),
    ("get", "/tickers", For::Anybody),
    ("get", "/markets/{market}/policies", For::Anybody),
    ("get", "/limits", For::Anybody),
    ("get", "/assets", For::Anybody),
    ("get", "/assets/{code}", For::Anybody),
    ("get", "/descriptions", For::Anybody),
    ("get", "/assets/{code}/description", For::Anybody),
    ("get", "/assets/{code}/document", For::Anybody),
    ("get", "/listings", For::Roles(&[Role::Agent])),
    ("post", "/listings", For::Roles(&[Role::Agent])),
    ("get", "/staff/listings", For::SeesIdentities),
    ("get", "/staff/listings/{listing}", For::SeesIdentities),
    ("get", "/staff/listings/{listing}/document", For::SeesIdentities),
    ("post", "/staff/listings/{listing}/review", For::Reviewer),
    ("post", "/staff/listings/{listing}/confirmation", For::Reviewer),
    ("post", "/staff/evidence", For::Roles(&[Role::Treasurer])),
    ("get", "/staff/evidence/{evidence}", For::Roles(STAFF_ROLES)),
    ("get", "/consents", For::Anybody),
    ("post", "/sign-up/investor", For::Page),
    ("post", "/sign-up/agent", For::Page),
    ("post", "/sign-up/staff", For::Page),
    ("post", "/sessions", For::Page),
    ("get", "/sessions", For::Person),
    ("delete", "/sessions/{session}", For::Person),
    ("delete", "/session", For::Person),
    ("get", "/me", For::Person),
    ("get", "/kyc", For::Customer),
    ("post", "/kyc", For::Customer),
    ("get", "/virtual-bank/account", For::Customer),
    ("post", "/virtual-bank/transfers", For::Customer),
    ("get", "/staff/kyc", For::SeesIdentities),
    ("get", "/staff/kyc/{case}", For::SeesIdentities),
    ("get", "/staff/kyc/{case}/document", For::SeesIdentities),
    ("post", "/staff/kyc/{case}/decision", For::Reviewer),
    ("post", "/staff/invitations", For::Administrator),
    ("get", "/orders", For::Owner),
    ("post", "/orders", For::Owner),
    ("delete", "/orders", For::Owner),
    ("post", "/orders/batch", For::Owner),
    ("get", "/orders/{order}", For::Owner),
    ("patch", "/orders/{order}", For::Owner),
    ("delete", "/orders/{order}", For::Owner),
    ("get", "/fills", For::Owner),
    ("get", "/account", For::Owner),
    ("get", "/statement", For::Owner),
    ("get", "/history/orders", For::Owner),
    ("get", "/history/fills", For::Owner),
    ("get", "/history/statement", For::Owner),
    ("get", "/history/distributions", For::Owner),
    ("put", "/account/self-trade-prevention", For::Owner),
    ("get", "/payments", For::Owner),
    ("post", "/withdrawals", For::Owner),
    ("get", "/subscriptions", For::Owner),
    ("post", "/assets/{code}/subscriptions", For::Owner),
    ("delete", "/assets/{code}/subscriptions", For::Owner),
    ("post", "/accounts", For::Token),
    ("get", "/accounts/{account}", For::TokenOrStaff),
    ("get", "/accounts/{account}/statement", For::TokenOrStaff),
    ("post", "/accounts/{account}/verification", For::Token),
    ("get", "/accounts/{account}/keys", For::TokenOrAdministrator),
    ("post", "/accounts/{account}/keys", For::Token),
    ("delete", "/accounts/{account}/keys/{key_id}", For::TokenOrAdministrator),
    ("post", "/accounts/{account}/grants", For::Proposers(&[Role::Treasurer])),
    ("post", "/deposits", For::Token),
    ("post", "/deposits/{deposit}/credit", For::Token),
    ("post", "/deposits/{deposit}/cancel", For::Token),
    ("post", "/withdrawals/{withdrawal}/complete", For::Token),
    ("post", "/withdrawals/{withdrawal}/cancel", For::Token),
    ("post", "/policies", For::Proposers(&[Role::MarketOperator])),
    ("post", "/instruments", For::Proposers(&[Role::Reviewer, Role::MarketOperator])),
    ("post", "/instruments/{code}/halt", For::Proposers(&[Role::MarketOperator])),
    ("post", "/instruments/{code}/resume", For::Proposers(&[Role::MarketOperator])),
    ("post", "/instruments/{code}/delist", For::Proposers(&[Role::MarketOperator])),
    ("post", "/instruments/{code}/units", For::Proposers(&[Role::Treasurer])),
    ("post", "/instruments/{code}/distributions", For::Proposers(&[Role::Treasurer])),
    ("get", "/instruments/{code}/distributions/preview", For::TokenOrStaff),
    ("post", "/assets", For::Proposers(&[Role::Reviewer])),
    ("post", "/assets/{code}/offering", For::Proposers(&[Role::MarketOperator])),
    ("post", "/assets/{code}/offering/cancel", For::Proposers(&[Role::MarketOperator])),
    ("post", "/assets/{code}/proceeds", For::Proposers(&[Role::Treasurer])),
    ("post", "/cancellations", For::Token),
    ("get", "/markets/{market}/jobs", For::TokenOrStaff),
    ("get", "/staff/reconciliation", For::TokenOrStaff),
    ("get", "/staff/settlements", For::TokenOrStaff),
    ("get", "/proposals", For::TokenOrStaff),
    ("post", "/proposals/{proposal}/approval", For::Roles(&[Role::Reviewer, Role::Treasurer, Role::MarketOperator])),
    ("post", "/proposals/{proposal}/rejection", For::Roles(&[Role::Reviewer, Role::Treasurer, Role::MarketOperator])),
];

/// Who tries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Who {
    Nobody,
    /// With a key that nobody has.
    Stranger,
    /// With a session that nobody has.
    Ended,
    Key,
    Token,
    Person(Role),
}

/// What the table says: `None` where it admits.
fn refusal(route: For, who: Who) -> Option<(u16, &'static str)> {
    let is_customer = |role| matches!(role, Role::Investor | Role::Agent);
    if matches!(route, For::Anybody | For::Page) {
        return None;
    }
    match who {
        Who::Nobody => return Some((401, "authentication_required")),
        Who::Stranger => return Some((401, "key_unknown")),
        Who::Ended => return Some((401, "session_unknown")),
        Who::Key | Who::Token | Who::Person(_) => {}
    }
    let admitted = match (route, who) {
        (For::Owner, Who::Key) | (For::Token | For::Proposers(_) | For::TokenOrStaff | For::TokenOrAdministrator, Who::Token) => true,
        (_, Who::Key | Who::Token) => false,
        (For::Person, _) => true,
        (For::Owner | For::Customer, Who::Person(role)) => is_customer(role),
        (For::Reviewer, who) => who == Who::Person(Role::Reviewer),
        (For::SeesIdentities, who) => [Role::Reviewer, Role::Auditor].map(Who::Person).contains(&who),
        (For::Administrator | For::TokenOrAdministrator, who) => who == Who::Person(Role::Administrator),
        (For::TokenOrStaff, Who::Person(role)) => !is_customer(role),
        (For::Proposers(roles) | For::Roles(roles), Who::Person(role)) => roles.contains(&role),
        _ => false,
    };
    if admitted {
        return None;
    }
    Some(match (route, who) {
        (For::Owner, Who::Token) => (403, "account_key_required"),
        (For::Token | For::Proposers(_) | For::TokenOrStaff | For::TokenOrAdministrator, Who::Key) => (403, "staff_only"),
        (_, Who::Key | Who::Token) => (403, "session_required"),
        (For::Token, Who::Person(role)) if !is_customer(role) => (403, "second_person_required"),
        _ => (403, "role_not_allowed"),
    })
}

#[test]
fn f10_the_table_covers_every_route_of_the_description() {
    let description: Value = serde_json::from_str(&api::openapi_json()).unwrap();
    let mut described: Vec<(String, String)> = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        described.extend(methods.as_object().unwrap().keys().map(|method| (method.clone(), path.clone())));
    }
    let mut listed: Vec<(String, String)> = ROUTES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    let mut read: Vec<(String, String)> = api::ACCESS.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    described.sort();
    listed.sort();
    read.sort();
    assert_eq!(described, listed);
    assert_eq!(described, read);
}

async fn f10_every_route_refuses_whoever_may_not_use_it_and_nothing_changes(kind: Kind) {
    let world = World::on(kind).await;
    let alice = world.trader("live", 1_000, 0).await;
    let ended = format!("__Host-session={}", "0".repeat(64));
    let mut callers = vec![(Who::Nobody, String::new()), (Who::Stranger, "f".repeat(64)), (Who::Ended, ended)];
    callers.extend([(Who::Key, alice.key.clone()), (Who::Token, STAFF.to_owned())]);
    for &role in Role::ALL {
        callers.push((Who::Person(role), world.person(role, &format!("{}@example.com", role.name())).await));
    }
    let before = world.facts().await;
    let (mut refused, mut admitted) = (0, 0);
    for &(method, path, route) in ROUTES {
        let filled = path
            .replace("{code}", "KRW-JG0127")
            .replace("{account}", &alice.account)
            .replace("{market}", "live")
            .replace("{order}", "live-5")
            .replace("{deposit}", "live-5")
            .replace("{withdrawal}", "live-5")
            .replace("{proposal}", "live-5")
            .replace("{session}", "0000000000000000")
            .replace("{case}", "999")
            .replace("{listing}", "999")
            .replace("{evidence}", &"0".repeat(64))
            .replace("{key_id}", "0");
        for (who, credential) in &callers {
            let is_end = path == "/session" && matches!(who, Who::Person(_));
            // Logging out is admitted to all, and tested where it may take effect.
            if is_end {
                continue;
            }
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let body = if method == Method::GET { Value::Null } else { json!({}) };
            let answer = match who {
                Who::Ended | Who::Person(_) => world.browse(method.clone(), &filled, credential, body).await,
                _ if route == For::Page => world.browse(method.clone(), &filled, "", body).await,
                _ => world.send(method.clone(), &filled, credential, None, body).await,
            };
            let code = answer.body["code"].as_str().unwrap_or("");
            match refusal(route, *who) {
                Some(expected) => {
                    refused += 1;
                    assert_eq!((answer.status.as_u16(), code), expected, "{method} {path} {who:?}: {}", answer.text);
                }
                None => {
                    admitted += 1;
                    let status = answer.status.as_u16();
                    // What follows is about the request: it names nothing that is there, or its body is empty.
                    let is_about_access = matches!(
                        code,
                        "authentication_required"
                            | "key_unknown"
                            | "session_unknown"
                            | "staff_only"
                            | "role_not_allowed"
                            | "session_required"
                    );
                    assert!(status < 500 && !is_about_access, "{method} {path} {who:?}: {status} {}", answer.text);
                }
            }
        }
    }
    assert_eq!(refused + admitted + Role::ALL.len(), ROUTES.len() * callers.len());
    println!("{refused} refused and {admitted} admitted, of {} routes and {} callers", ROUTES.len(), callers.len());
    assert!(world.facts().await == before);
}

scratch::both!(f10_every_route_refuses_whoever_may_not_use_it_and_nothing_changes);
