//! The whole program as `jogak serve --demo` starts it, and a client that lists, funds and trades over HTTP.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use protocol::Time;
use serde_json::{Value, json};

use crate::server_process::ServerProcess;

/// Policies that every market is founded with, by their numbers.
const KRX_TICKS: &str = "1";
const COIN_TICKS_WON: &str = "2";
const FEES: &str = "4";
const PRICE_BAND: &str = "7";
const COIN_CALENDAR: &str = "11";
/// The live market trades at any hour by this one, which the measure adds.
const ALL_DAY: &str = "901";
/// A policy is in force so long after it was added.
const IN_FORCE_AFTER: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_secs(60);

/// Ends with the value.
pub struct WholeServer {
    process: ServerProcess,
    client: HttpClient,
    staff_token: String,
    /// Names each of the staff's requests once.
    requests: AtomicU64,
}

/// Sends one request at a time over a kept connection.
#[derive(Clone, Debug)]
pub struct HttpClient {
    address: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// Somebody who trades.
#[derive(Clone, Debug)]
pub struct Trader {
    pub account: String,
    pub key: String,
}

impl HttpClient {
    pub fn new(address: &str) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self { address: address.to_owned(), client: Client::builder(TokioExecutor::new()).build(connector) }
    }

    /// # Errors
    /// If there is no answer, or it is not a 2xx with JSON.
    pub async fn send(&self, method: &str, path: &str, bearer: &str, key: &str, body: Option<&Value>) -> Result<Value> {
        let mut request = Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        request = request.header("authorization", format!("Bearer {bearer}")).header("idempotency-key", key);
        let body = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Full::from(body.to_string())
            }
            None => Full::default(),
        };
        let answer = self.client.request(request.body(body)?).await.with_context(|| format!("{method} {path}"))?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        ensure!(status.is_success(), "{method} {path}: {status} {}", String::from_utf8_lossy(&body));
        Ok(serde_json::from_slice(&body)?)
    }
}

impl WholeServer {
    /// This binary again as the server of a new demo in `folder`, with its simulated traders and the embedded chain.
    ///
    /// # Errors
    /// If it does not come up.
    pub fn start(folder: &Path) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["jogak", "serve", "--demo", "--port", "0", "--data"]).arg(folder).env("JOGAK_LOG", "warn");
        let process = ServerProcess::start(&mut command)?;
        let staff_token = std::fs::read_to_string(folder.join("secrets/staff_token")).context("the staff's token")?.trim().to_owned();
        Ok(Self { client: HttpClient::new(&process.address), process, staff_token, requests: AtomicU64::new(0) })
    }

    pub fn address(&self) -> &str {
        &self.process.address
    }

    pub fn client(&self) -> &HttpClient {
        &self.client
    }

    /// # Errors
    /// If it is refused.
    pub async fn staff(&self, path: &str) -> Result<Value> {
        self.client.send("GET", &format!("/api/v1{path}"), &self.staff_token, "", None).await
    }

    async fn staff_does(&self, path: &str, body: &Value) -> Result<Value> {
        let key = self.requests.fetch_add(1, Ordering::Relaxed).to_string();
        self.client.send("POST", &format!("/api/v1{path}"), &self.staff_token, &key, Some(body)).await
    }

    /// An instrument in whole won and whole units at 10,000 won that trades round the clock.
    ///
    /// # Errors
    /// If it is refused.
    pub async fn list(&self, market: &str, code: &str) -> Result<()> {
        if market == "live" {
            self.open_all_day().await?;
        }
        let (tick_table, calendar) = if market == "live" { (KRX_TICKS, ALL_DAY) } else { (COIN_TICKS_WON, COIN_CALENDAR) };
        let rules = json!({"tick_table": tick_table, "fees": FEES, "calendar": calendar, "price_band": PRICE_BAND, "volatility": null});
        let listing = json!({
            "market": market, "code": code, "price_decimals": 0, "quantity_decimals": 0, "lot": "1", "max_order_quantity": "1000000",
            "registered_supply": "1000000", "reference_price": "10000", "circle": "everyone", "rules": rules,
        });
        self.staff_does("/instruments", &listing).await.map(drop)
    }

    async fn open_all_day(&self) -> Result<()> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)? + IN_FORCE_AFTER;
        let body = json!({
            "kind": "calendar", "utc_offset_s": 32_400, "day_starts_s": 32_400, "weekdays": 127,
            "phases": [{"second": 32_400, "phase": "continuous"}], "holidays": [], "shifted_days": [],
        });
        let valid_from = Time(i64::try_from(now.as_micros())?).rfc3339();
        let rule = json!({"market": "live", "policy": ALL_DAY, "valid_from": valid_from, "source": "a measure", "body": body});
        self.staff_does("/policies", &rule).await?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let shown = self.staff("/markets/live/policies").await?;
            let rows = shown["policies"].as_array().context("policies")?;
            if rows.iter().any(|row| row["policy"] == ALL_DAY && row["is_in_force"] == true) {
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "the calendar does not come into force");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// A verified account with won, and units of an instrument where they are more than none.
    ///
    /// # Errors
    /// If something of it is refused.
    pub async fn trader(&self, market: &str, owner: u64, won: i64, code: &str, units: i64) -> Result<Trader> {
        let body = json!({"market": market, "owner": owner.to_string(), "kind": "investor"});
        let account = text(&self.staff_does("/accounts", &body).await?, "account")?;
        let key = text(&self.staff_does(&format!("/accounts/{account}/keys"), &json!({})).await?, "key")?;
        if market == "live" {
            let verification = json!({"verified_until": "2100-01-01", "country": 410, "class": "general"});
            self.staff_does(&format!("/accounts/{account}/verification"), &verification).await?;
            let deposit = json!({"account": account, "amount": won.to_string(), "external_id": format!("measure {account}")});
            let deposit = self.staff_does("/deposits", &deposit).await?;
            self.staff_does(&format!("/deposits/{}/credit", text(&deposit, "id")?), &json!({})).await?;
        } else {
            self.staff_does(&format!("/accounts/{account}/grants"), &json!({"amount": won.to_string()})).await?;
        }
        if units > 0 {
            let issue = json!({"account": account, "quantity": units.to_string(), "cost": "0"});
            self.staff_does(&format!("/instruments/{code}/units"), &issue).await?;
        }
        Ok(Trader { account, key })
    }
}

impl Trader {
    /// A limit order at 10,000 won; gives the answer.
    ///
    /// # Errors
    /// If it is refused.
    pub async fn order(&self, client: &HttpClient, code: &str, side: &str, units: i64, name: &str) -> Result<Value> {
        let body = json!({"instrument": code, "side": side, "kind": "limit", "price": "10000", "quantity": units.to_string()});
        client.send("POST", "/api/v1/orders", &self.key, name, Some(&body)).await
    }
}

/// # Errors
/// If the field is no text.
pub fn text(body: &Value, field: &str) -> Result<String> {
    Ok(body[field].as_str().with_context(|| format!("{field} of {body}"))?.to_owned())
}
