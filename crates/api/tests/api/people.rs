//! People over HTTP: from sign-up to an order, and whatever they may not do.

use axum::body::Body;
use axum::http::{Method, Request};
use people::{Role, Token};
use scratch::Kind;
use serde_json::{Value, json};

use crate::world::{Answer, COIN, HOST, STOCK, World};

pub(crate) const PASSWORD: &str = "correct horse battery";
/// The beginning of a picture, in base64.
const PICTURE: &str = "iVBORw0KGgo=";

pub(crate) fn sign_up_body(email: &str) -> Value {
    let consents = json!([{"document": "terms", "version": 1}, {"document": "privacy", "version": 1}, {"document": "risk", "version": 1}]);
    json!({"email": email, "name": "홍길동", "password": PASSWORD, "consents": consents})
}

impl World {
    /// Logs in; gives the cookie.
    pub(crate) async fn log_in(&self, email: &str) -> String {
        let body = json!({"email": email, "password": PASSWORD});
        let answer = self.browse(Method::POST, "/sessions", "", body).await.is(201);
        let cookie = answer.header("set-cookie").to_owned();
        for part in ["__Host-session=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        cookie.split(';').next().unwrap().to_owned()
    }

    /// Somebody of this role, logged in.
    pub(crate) async fn person(&self, role: Role, email: &str) -> String {
        let mut body = sign_up_body(email);
        let path = match role {
            Role::Investor => "/sign-up/investor",
            Role::Agent => "/sign-up/agent",
            staff => {
                body["token"] = self.invitation(staff, email).await.into();
                "/sign-up/staff"
            }
        };
        self.browse(Method::POST, path, "", body).await.is(202);
        self.log_in(email).await
    }

    /// A link, made by an administrator who comes in by the first link.
    async fn invitation(&self, role: Role, invited: &str) -> String {
        if role == Role::Administrator {
            let link = Token::random().unwrap();
            self.people.keep_first_link(&link).await.unwrap();
            return link.as_str().to_owned();
        }
        let email = format!("who-invites-{invited}");
        let administrator = Box::pin(self.person(Role::Administrator, &email)).await;
        let answer = self.browse(Method::POST, "/staff/invitations", &administrator, json!({"role": role.name()})).await.is(201);
        answer.text_of("token")
    }

    /// Hands a document in; gives the case.
    pub(crate) async fn submit_kyc(&self, cookie: &str, number: &str) -> String {
        let body = json!({"document_kind": "resident_card", "id_number": number, "country": 410, "document": PICTURE});
        self.browse(Method::POST, "/kyc", cookie, body).await.is(201).text_of("case")
    }

    /// An investor with approved accounts.
    pub(crate) async fn investor(&self, email: &str, number: &str, reviewer: &str) -> String {
        let cookie = self.person(Role::Investor, email).await;
        let case = self.submit_kyc(&cookie, number).await;
        let body = json!({"decision": "approve", "reason": "card and name agree"});
        self.browse(Method::POST, &format!("/staff/kyc/{case}/decision"), reviewer, body).await.is(200);
        self.relayed().await;
        cookie
    }

    pub(crate) async fn see(&self, path: &str, cookie: &str) -> Answer {
        self.settle().await;
        self.browse(Method::GET, path, cookie, Value::Null).await
    }
}

async fn f01_f04_f14_from_sign_up_to_an_order_in_both_markets(kind: Kind) {
    let world = World::on(kind).await;
    let reviewer = world.person(Role::Reviewer, "reviewer@example.com").await;
    let kim = world.person(Role::Investor, "kim@example.com").await;
    let me = world.see("/me", &kim).await.is(200);
    assert_eq!((me.text_of("role"), me.text_of("kyc_state"), me.text_of("name")), ("investor".into(), "none".into(), "홍길동".into()));
    world.see("/account?market=live", &kim).await.refuses(403, "no_account", "");

    let case = world.submit_kyc(&kim, "900101-1234567").await;
    let queue = world.see("/staff/kyc", &reviewer).await.is(200);
    assert_eq!(
        (queue.body["cases"][0]["case"].as_str(), queue.body["cases"][0]["id_number_masked"].as_str()),
        (Some(&*case), Some("90***********"))
    );
    let document = world.see(&format!("/staff/kyc/{case}/document"), &reviewer).await;
    assert_eq!(
        (document.status.as_u16(), document.header("content-type"), document.header("x-content-type-options")),
        (200, "image/png", "nosniff")
    );
    let decision = json!({"decision": "approve", "reason": "card and name agree"});
    let path = format!("/staff/kyc/{case}/decision");
    world.browse(Method::POST, &path, &reviewer, decision.clone()).await.is(200);
    world.browse(Method::POST, &path, &reviewer, decision).await.refuses(409, "kyc_decided", "");
    world.relayed().await;

    let me = world.see("/me", &kim).await.is(200);
    let accounts = me.body["accounts"].as_array().unwrap();
    let [live, practice] = [0, 1].map(|at| accounts[at]["account"].as_str().unwrap().to_owned());
    assert!(live.starts_with("L-") && practice.starts_with("P-"), "{live} {practice}");
    let practice_account = world.see("/account?market=practice", &kim).await.is(200);
    assert_eq!(practice_account.body["cash"]["available"], "1000000000");
    assert_eq!(practice_account.text_of("account"), practice);

    // Money comes in through the bank, told of three times.
    let number = world.see("/virtual-bank/account", &kim).await.is(200).text_of("account_number");
    let transfer = json!({"transfer_id": "bank-1", "account_number": number, "amount": "70000"});
    for _ in 0..3 {
        world.browse(Method::POST, "/virtual-bank/transfers", &kim, transfer.clone()).await.is(200);
        world.relayed().await;
    }
    let other = json!({"transfer_id": "bank-1", "account_number": number, "amount": "70001"});
    world.browse(Method::POST, "/virtual-bank/transfers", &kim, other).await.refuses(422, "transfer_id_reused", "transfer_id");
    let account = world.see("/account?market=live", &kim).await.is(200);
    assert_eq!((account.body["cash"]["available"].as_str(), account.text_of("account")), (Some("70000"), live.clone()));

    // The market of an order is that of its instrument.
    let order = |code: &str| json!({"instrument": code, "side": "buy", "kind": "limit", "price": "5000", "quantity": "1", "client_order_id": "mine"});
    for (code, prefix) in [(STOCK, "live-"), (COIN, "practice-")] {
        let placed = world.browse(Method::POST, "/orders", &kim, order(code)).await.is(201).text_of("order_id");
        assert!(placed.starts_with(prefix), "{placed}");
        world.see(&format!("/orders/{placed}"), &kim).await.is(200);
        let listed = world.see(&format!("/orders?instrument={code}"), &kim).await.is(200);
        assert_eq!(listed.body["orders"][0]["order_id"], placed.as_str());
        world.browse(Method::DELETE, &format!("/orders/{placed}"), &kim, Value::Null).await.is(200);
    }
    world.see("/statement", &kim).await.refuses(400, "market_required", "market");
    let lines = world.see("/statement?market=live", &kim).await.is(200);
    assert_eq!((lines.body["lines"].as_array().unwrap().len(), lines.body["lines"][0]["amount"].as_str()), (1, Some("70000")));

    // Money leaves, once.
    let request = Request::builder().method(Method::POST).uri("/api/v1/withdrawals").header("cookie", &kim).header("host", HOST);
    let request =
        request.header("origin", format!("https://{HOST}")).header("idempotency-key", "out-1").header("content-type", "application/json");
    world.answer(request.body(Body::from(r#"{"amount":"20000"}"#)).unwrap()).await.is(201);
    for _ in 0..2_000 {
        world.relayed().await;
        if world.see("/account?market=live", &kim).await.body["cash"]["total"] == "50000" {
            break;
        }
    }
    assert_eq!(world.see("/account?market=live", &kim).await.body["cash"]["total"], "50000");
}

async fn f02_a_registered_address_is_answered_like_any_other(kind: Kind) {
    let world = World::on(kind).await;
    let kim = world.person(Role::Investor, "kim@example.com").await;
    let mut other = sign_up_body("kim@example.com");
    other["password"] = "another long password".into();
    for path in ["/sign-up/investor", "/sign-up/agent"] {
        let known = world.browse(Method::POST, path, "", other.clone()).await.is(202);
        let unknown = world.browse(Method::POST, path, "", sign_up_body(&format!("{}@example.com", path.len()))).await.is(202);
        assert_eq!(known.text, unknown.text);
    }
    assert_eq!(world.see("/me", &kim).await.is(200).text_of("role"), "investor");
    for email in ["kim@example.com", "nobody@example.com"] {
        let body = json!({"email": email, "password": "another long password"});
        world.browse(Method::POST, "/sessions", "", body).await.refuses(401, "login_refused", "");
    }
}

async fn f07_a_session_ends_at_once_and_only_by_its_owner(kind: Kind) {
    let world = World::on(kind).await;
    let kim = world.person(Role::Investor, "kim@example.com").await;
    let second = world.log_in("kim@example.com").await;
    let lee = world.person(Role::Investor, "lee@example.com").await;
    let listed = world.see("/sessions", &kim).await.is(200);
    let sessions = listed.body["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let other = sessions.iter().find(|row| row["is_this"] == false).unwrap()["session"].as_str().unwrap();
    let path = format!("/sessions/{other}");
    world.browse(Method::DELETE, &path, &lee, Value::Null).await.refuses(404, "not_found", "session");
    world.see("/me", &second).await.is(200);
    world.browse(Method::DELETE, &path, &kim, Value::Null).await.is(204);
    world.see("/me", &second).await.refuses(401, "session_unknown", "");
    let gone = world.browse(Method::DELETE, "/session", &kim, Value::Null).await.is(204);
    assert!(gone.header("set-cookie").contains("Max-Age=0"));
    world.see("/me", &kim).await.refuses(401, "session_unknown", "");
}

async fn f07_a_request_from_another_site_is_refused(kind: Kind) {
    let world = World::on(kind).await;
    let kim = world.person(Role::Investor, "kim@example.com").await;
    for origin in [None, Some("https://evil.example"), Some("null"), Some("https://jogak.example.evil.example"), Some("jogak.example")] {
        for (path, cookie, body) in [
            ("/session", &*kim, Value::Null),
            ("/sessions", "", json!({"email": "kim@example.com", "password": PASSWORD})),
            ("/sign-up/investor", "", sign_up_body("lee@example.com")),
        ] {
            let method = if path == "/session" { Method::DELETE } else { Method::POST };
            let mut request = Request::builder().method(method).uri(format!("/api/v1{path}")).header("host", HOST);
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            let request = request.header("cookie", cookie).header("content-type", "application/json");
            world.answer(request.body(Body::from(body.to_string())).unwrap()).await.refuses(403, "origin_refused", "");
        }
    }
    world.see("/me", &kim).await.is(200);
    world.browse(Method::POST, "/sessions", "", json!({"email": "lee@example.com", "password": PASSWORD})).await.is(401);
}

async fn f04_one_person_does_not_reach_what_is_anothers(kind: Kind) {
    let world = World::on(kind).await;
    let reviewer = world.person(Role::Reviewer, "reviewer@example.com").await;
    let kim = world.investor("kim@example.com", "900101-1234567", &reviewer).await;
    let lee = world.investor("lee@example.com", "910101-1234567", &reviewer).await;
    let order = json!({"instrument": COIN, "side": "buy", "kind": "limit", "price": "5000", "quantity": "1", "client_order_id": "mine"});
    let placed = world.browse(Method::POST, "/orders", &kim, order).await.is(201).text_of("order_id");
    let before = world.facts().await;
    let path = format!("/orders/{placed}");
    world.see(&path, &lee).await.refuses(404, "unknown_order", "order");
    world.browse(Method::DELETE, &path, &lee, Value::Null).await.refuses(404, "unknown_order", "order");
    world.browse(Method::PATCH, &path, &lee, json!({"quantity": "2"})).await.refuses(404, "unknown_order", "order");
    let cases = world.see("/kyc", &lee).await.is(200);
    assert_eq!(cases.body["cases"].as_array().unwrap().len(), 1);
    world.browse(Method::POST, "/staff/kyc/999/decision", &reviewer, json!({"decision": "reject", "reason": "x"})).await.refuses(
        404,
        "kyc_unknown",
        "",
    );
    assert!(world.facts().await == before);
}

scratch::both!(
    f01_f04_f14_from_sign_up_to_an_order_in_both_markets,
    f02_a_registered_address_is_answered_like_any_other,
    f07_a_session_ends_at_once_and_only_by_its_owner,
    f07_a_request_from_another_site_is_refused,
    f04_one_person_does_not_reach_what_is_anothers,
);
