//! The whole way over HTTP: an asset is listed, offered, allotted, traded, pays and is settled on a chain, with every won and unit checked. A second one
//! misses its target.

use crate::http::Ask;
use crate::node::{CHAIN_ID, fund_keys};
use crate::page::{Page, log_in, sign_up};
use crate::process::{Folder, Server, rebuilt_the_same, run, text};
use scratch::{Anvil, Kind};
use serde_json::{Value, json};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const PATIENCE: Duration = Duration::from_mins(3);
/// What each investor pays in.
const PAID_IN: i64 = 10_000_000;
const UNIT_PRICE: i64 = 5_000;
/// Of the asset that is sold: 48 % of 1,000 units.
const OFFERED: i64 = 480;
const SOLD: &str = "KRW-HANOK";
const MISSED: &str = "KRW-TOWER";
/// How long subscriptions are taken.
const WINDOW_S: u64 = 8;
const RELEASED: i64 = 2_000_000;
/// What is traded afterwards, and at which price.
const TRADED: i64 = 100;
const TRADE_PRICE: i64 = 5_100;
const DISTRIBUTED: i64 = 1_000_000;

#[derive(Clone, Copy)]
enum On {
    Embedded,
    Anvil,
}

/// Somebody by the address of their mail.
struct Way<'a> {
    server: &'a str,
    folder: &'a Folder,
}

impl<'a> Way<'a> {
    fn page(&self, name: &str) -> Page<'a> {
        log_in(self.server, &format!("{name}@example.com")).unwrap()
    }

    /// Staff of a role, by an invitation of the administrator.
    fn staff(&self, name: &str, role: &str) -> Page<'a> {
        let token = self.page("administrator").post("/staff/invitations", &json!({"role": role}), &[201]).unwrap().text("token");
        sign_up(self.server, "/sign-up/staff", &format!("{name}@example.com"), Some(&token)).unwrap();
        self.page(name)
    }

    fn administrator(&self) {
        sign_up(self.server, "/sign-up/staff", "administrator@example.com", Some(&self.folder.first_link())).unwrap();
    }

    /// Somebody whose identity is approved; with this much paid in.
    fn customer(&self, name: &str, role: &str, number: &str, reviewer: &Page<'_>, paid_in: i64) -> Page<'a> {
        sign_up(self.server, &format!("/sign-up/{role}"), &format!("{name}@example.com"), None).unwrap();
        let page = self.page(name);
        let body = json!({"document_kind": "passport", "id_number": number, "country": 410, "document": "iVBORw0KGgo="});
        let case = page.post("/kyc", &body, &[201]).unwrap().text("case");
        reviewer.post(&format!("/staff/kyc/{case}/decision"), &json!({"decision": "approve", "reason": "it fits"}), &[200]).unwrap();
        page.until("/account?market=live", |account| account["verification"].is_object()).unwrap();
        if paid_in > 0 {
            let account = page.get("/virtual-bank/account").unwrap().text("account_number");
            let transfer = json!({"transfer_id": name, "account_number": account, "amount": paid_in.to_string()});
            page.post("/virtual-bank/transfers", &transfer, &[200]).unwrap();
            page.until("/account?market=live", |account| account["cash"]["total"].as_str() == Some(&paid_in.to_string())).unwrap();
        }
        page
    }
}

/// What one of staff asks for and another approves.
fn together(first: &Page<'_>, second: &Page<'_>, path: &str, body: &Value) {
    let proposed = first.ask(Ask::post(format!("/api/v1{path}"), body).with_key(path)).unwrap();
    assert_eq!(proposed.status, 202, "{path}: {}", proposed.body);
    let proposal = proposed.text("proposal");
    let approval = Ask::post(format!("/api/v1/proposals/{proposal}/approval"), &json!({})).with_key(proposal.as_str());
    let approved = second.ask(approval).unwrap();
    assert_eq!(approved.status, 200, "{path}: {}", approved.body);
}

/// Hands a building in and has it decided.
fn list(agent: &Page<'_>, reviewers: [&Page<'_>; 2], code: &str) {
    let building = json!({
        "name": code, "class": "real_estate", "place": "서울", "summary": "한 채", "appraisal": "5000000", "total_units": "1000",
        "share_bps": 4_800, "document": "JVBERi0xLjcK",
    });
    let listing = agent.post("/listings", &building, &[201]).unwrap().text("listing");
    let review = json!({"decision": "approve", "code": code, "reason": "감정 확인"});
    reviewers[0].post(&format!("/staff/listings/{listing}/review"), &review, &[200]).unwrap();
    let confirm = json!({"decision": "approve", "reason": "이상 없음"});
    reviewers[1].post(&format!("/staff/listings/{listing}/confirmation"), &confirm, &[200]).unwrap();
    agent.until("/listings", |own| own["listings"][0]["state"] == "registered").unwrap();
}

/// Waits until an account has these units and won, and nothing of it is held: what is shown follows the answer to an order a moment behind.
#[track_caller]
fn comes_to_hold(page: &Page<'_>, code: &str, expected: (i64, i64)) {
    let number = |value: &Value| value.as_str().map_or(0, |text| text.parse().unwrap());
    let holds = |account: &Value| {
        let holdings = account["holdings"].as_array().unwrap();
        let units = holdings.iter().find(|holding| holding["instrument"] == code).map_or(0, |one| number(&one["total"]));
        account["cash"]["held"] == "0" && (units, number(&account["cash"]["total"])) == expected
    };
    page.until("/account?market=live", holds).unwrap();
}

fn number(body: &Value, field: &str) -> i64 {
    body[field].as_str().unwrap_or_else(|| panic!("{field} of {body}")).parse().unwrap()
}

/// Seconds of UTC, as the API takes them.
fn moment(seconds: u64) -> String {
    protocol::Time(i64::try_from(seconds).unwrap() * 1_000_000).rfc3339()
}

fn now_s() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

async fn walk(kind: Kind, on: On) {
    let folder = Folder::new("path");
    std::fs::create_dir_all(folder.path()).unwrap();
    let elsewhere = scratch::Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let url = kind.url(elsewhere.path()).await;
    let anvil = match on {
        On::Embedded => None,
        On::Anvil => Some(Anvil::start(CHAIN_ID).await),
    };
    let chain = anvil.as_ref().map_or("embedded", |anvil| anvil.address.as_str());
    let server = Server::start(&folder, &["--demo", "--traders", "off", "--port", "0", "--database", url.as_str(), "--chain", chain]);
    if let Some(anvil) = &anvil {
        fund_keys(&folder, anvil);
    }
    let way = Way { server: &server.address, folder: &folder };
    way.administrator();
    let [reviewer, confirmer] = ["ra", "rb"].map(|name| way.staff(name, "reviewer"));
    let [operator, second_operator] = ["oa", "ob"].map(|name| way.staff(name, "market_operator"));
    let [treasurer, second_treasurer] = ["ta", "tb"].map(|name| way.staff(name, "treasurer"));
    let agent = way.customer("agent", "agent", "A0000001", &reviewer, 0);
    let kim = way.customer("kim", "investor", "K0000001", &reviewer, PAID_IN);
    let lee = way.customer("lee", "investor", "L0000001", &reviewer, PAID_IN);
    list(&agent, [&reviewer, &confirmer], SOLD);
    list(&agent, [&reviewer, &confirmer], MISSED);

    // Offered, subscribed, closed.
    let opens = now_s() + 2;
    for (code, target) in [(SOLD, 400), (MISSED, OFFERED)] {
        let window = json!({
            "opens_at": moment(opens), "closes_at": moment(opens + WINDOW_S), "minimum": "1", "maximum": OFFERED.to_string(),
            "target": target.to_string(),
        });
        together(&operator, &second_operator, &format!("/assets/{code}/offering"), &window);
    }
    let subscribe = |page: &Page<'_>, code: &str, units: i64| {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ask = Ask::post(format!("/api/v1/assets/{code}/subscriptions"), &json!({"quantity": units.to_string()}));
            let answer = page.ask(ask.with_key(format!("{code} {units} {}", now_s()))).unwrap();
            if answer.status == 201 {
                assert_eq!(number(&answer.body, "amount"), units * UNIT_PRICE);
                return number(&answer.body, "quantity");
            }
            assert_eq!(answer.body["code"], "offering_not_open", "{}", answer.body);
            assert!(Instant::now() < deadline);
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    assert_eq!(subscribe(&kim, SOLD, 300), 300);
    assert_eq!(subscribe(&lee, SOLD, 180), 180);
    assert_eq!(subscribe(&kim, MISSED, 10), 10);
    kim.until(&format!("/assets/{SOLD}"), |asset| asset["asset"]["offering"]["outcome"] == "funded").unwrap();
    kim.until(&format!("/assets/{MISSED}"), |asset| asset["asset"]["offering"]["outcome"] == "missed").unwrap();
    kim.until(&format!("/assets/{SOLD}"), |asset| asset["asset"]["offering"]["state"] == "closed").unwrap();
    kim.until(&format!("/assets/{MISSED}"), |asset| asset["asset"]["offering"]["state"] == "closed").unwrap();
    comes_to_hold(&kim, SOLD, (300, PAID_IN - 300 * UNIT_PRICE));
    comes_to_hold(&lee, SOLD, (180, PAID_IN - 180 * UNIT_PRICE));
    comes_to_hold(&kim, MISSED, (0, PAID_IN - 300 * UNIT_PRICE));

    let proceeds = json!({"amount": RELEASED.to_string(), "evidence": "ab".repeat(32)});
    together(&treasurer, &second_treasurer, &format!("/assets/{SOLD}/proceeds"), &proceeds);
    comes_to_hold(&agent, SOLD, (0, RELEASED));

    // Traded.
    together(&operator, &second_operator, &format!("/instruments/{SOLD}/resume"), &json!({}));
    let instrument = kim.until(&format!("/instruments/{SOLD}"), |instrument| instrument["state"] == "continuous").unwrap();
    let order = |side: &str| json!({"instrument": SOLD, "side": side, "kind": "limit", "price": TRADE_PRICE.to_string(), "quantity": TRADED.to_string()});
    kim.post("/orders", &order("sell"), &[201]).unwrap();
    let bought = lee.post("/orders", &order("buy"), &[201]).unwrap().body;
    assert_eq!(bought["state"], "filled", "{bought}");
    let value = TRADED * TRADE_PRICE;
    let fee = |side: &str| value * instrument["fees"][side].as_i64().unwrap() / 10_000;
    let fills = kim.until("/fills?market=live", |shown| !shown["fills"].as_array().unwrap().is_empty()).unwrap();
    let tax = number(&fills["fills"][0], "tax");
    let kim_won = PAID_IN - 300 * UNIT_PRICE + value - fee("maker_bps") - tax;
    let lee_won = PAID_IN - 180 * UNIT_PRICE - value - fee("taker_bps");
    comes_to_hold(&kim, SOLD, (200, kim_won));
    comes_to_hold(&lee, SOLD, (280, lee_won));

    // Distributed: simulated, proposed, approved.
    let preview = treasurer.get(&format!("/instruments/{SOLD}/distributions/preview?total={DISTRIBUTED}")).unwrap().expect(200).body;
    let per_unit = DISTRIBUTED / 1_000;
    assert_eq!((number(&preview, "per_unit"), number(&preview, "gross")), (per_unit, per_unit * OFFERED));
    assert_eq!(number(&preview, "owners_part"), per_unit * (1_000 - OFFERED));
    let owner = agent.get("/account?market=live").unwrap().expect(200).text("account");
    let pay = json!({"payer": owner, "total": DISTRIBUTED.to_string()});
    together(&treasurer, &second_treasurer, &format!("/instruments/{SOLD}/distributions"), &pay);
    let mut net = 0;
    for (page, units, won) in [(&kim, 200, kim_won), (&lee, 280, lee_won)] {
        let gross = per_unit * units;
        let path = "/history/distributions?market=live";
        let paid = page.until(path, |paid| !paid["distributions"].as_array().unwrap().is_empty()).unwrap()["distributions"][0].take();
        assert_eq!(number(&paid, "gross"), gross);
        // 14 % and a tenth of that, each rounded down to 10 won.
        let income_tax = gross * 14 / 100 / 10 * 10;
        assert_eq!((number(&paid, "income_tax"), number(&paid, "local_tax")), (income_tax, income_tax / 10 / 10 * 10));
        let left = gross - income_tax - income_tax / 10 / 10 * 10;
        comes_to_hold(page, SOLD, (units, won + left));
        net += left;
    }
    assert_eq!(number(&preview, "net"), net);
    comes_to_hold(&agent, SOLD, (0, RELEASED - DISTRIBUTED + per_unit * (1_000 - OFFERED)));

    // What SQL has is what memory shows.
    for page in [&kim, &lee, &agent] {
        let shown = page.get("/statement?market=live&limit=200").unwrap().expect(200).body;
        let at = shown["position"].as_str().unwrap();
        let kept = page.until(&format!("/history/statement?market=live&limit=200&at_least={at}"), |_| true).unwrap();
        assert_eq!(kept["lines"], shown["lines"]);
    }

    // Ledger, chain and bank agree, everything up to here included.
    let statement = kim.get("/statement?market=live").unwrap().expect(200).body;
    let last = statement["lines"][0]["position"].as_str().unwrap().to_owned();
    let seq = |position: &str| position.rsplit(':').next().unwrap().parse::<u64>().unwrap();
    let staff = way.page("ta");
    let is_done = |report: &Value| {
        let compared = &report["comparison"];
        report["waiting"] == 0 && compared["position"].as_str().is_some_and(|position| seq(position) >= seq(&last))
    };
    let report = staff.until("/staff/reconciliation", is_done).unwrap();
    assert_eq!(report["comparison"]["differences"], json!([]), "{report}");
    let assets = report["comparison"]["assets"].as_array().unwrap();
    let total = |code: &str| assets.iter().find(|total| total["asset"] == code).unwrap_or_else(|| panic!("{code} in {report}"));
    for field in ["issued", "held", "ledger", "supply", "in_wallets"] {
        assert_eq!(number(total(SOLD), field), OFFERED, "{field}");
        assert_eq!(number(total(MISSED), field), 0, "{field}");
        assert_eq!(total("KRW")[field], total("KRW")["issued"], "{field}");
    }
    let bank = &report["bank"];
    assert_eq!((number(bank, "by_transfers"), number(bank, "not_credited")), (2 * PAID_IN, 0));
    assert_eq!(number(total("KRW"), "issued"), number(bank, "by_transfers") + number(bank, "by_staff"));
    let settled = staff.get("/staff/settlements").unwrap().expect(200).body;
    assert!(!settled["ranges"].as_array().unwrap().is_empty());

    assert!(server.terminate().success());
    let verified = run(&["verify"], &folder, &[]);
    assert!(verified.status.success(), "{}{}", text(&verified.stdout), text(&verified.stderr));
    let rebuilt = rebuilt_the_same(&folder, Some(&url));
    for table in ["orders", "fills", "statement", "balances", "offerings", "subscriptions", "distributions", "payments"] {
        assert!(
            rebuilt.contains(&format!("live: {table}: ")) && !rebuilt.contains(&format!("live: {table}: 0 rows")),
            "{table}: {rebuilt}"
        );
    }
}

async fn f20_f26_f29_f45_f53_f69_an_asset_goes_the_whole_way_on_the_embedded_chain(kind: Kind) {
    walk(kind, On::Embedded).await;
}

async fn f20_f26_f29_f45_f53_f69_an_asset_goes_the_whole_way_on_anvil(kind: Kind) {
    walk(kind, On::Anvil).await;
}

scratch::both!(
    f20_f26_f29_f45_f53_f69_an_asset_goes_the_whole_way_on_the_embedded_chain,
    f20_f26_f29_f45_f53_f69_an_asset_goes_the_whole_way_on_anvil
);
