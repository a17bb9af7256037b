//! The whole way as people see it: from an order to the other side's screen, and to the chain; what a page makes a browser load.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::bare::{PUSH_PATH, STREAM_PATH};
use crate::interleave::RUNS;
use crate::percentiles::Percentiles;
use crate::place::Place;
use crate::results::{Baseline, Row};
use crate::server_process::ServerProcess;
use crate::whole_server::{HttpClient, Trader, WholeServer, text};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const CODE: &str = "KRW-MEASURE";
/// Numbers of people that the demo has not.
const OWNER: u64 = 5_000;
const WON: i64 = 100_000_000;
const UNITS: i64 = 100_000;
/// Of each run; they do not overlap.
const ORDERS: usize = 200;
/// As fast as a person clicks through a book at best, so that the orders of one do not queue behind each other.
const BETWEEN_ORDERS: Duration = Duration::from_millis(5);
const SETTLED_ORDERS: usize = 20;
const ASK_EVERY: Duration = Duration::from_millis(10);
const SETTLED_WITHIN: Duration = Duration::from_secs(120);

/// An order over HTTP until its fill is with the other side over the WebSocket, on a demo whose simulated traders trade. The baseline is the same way
/// through a server that keeps nothing and tells every order on.
pub(super) fn order_to_other_screen(place: &Place) -> Result<Vec<Row>> {
    let server = WholeServer::start(&place.fresh_folder("whole")?)?;
    let bare = ServerProcess::start(Command::new(std::env::current_exe()?).args(["serve-bare", "--port", "0"]))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (ours, baseline) = runtime.block_on(async {
        server.list("practice", CODE).await?;
        let buyer = server.trader("practice", OWNER, WON, CODE, 0).await?;
        let seller = server.trader("practice", OWNER + 1, WON, CODE, UNITS).await?;
        seller.order(server.client(), CODE, "sell", UNITS, "rests").await?;
        let mut screen = fills_of(server.address(), &seller).await?;
        let mut bare_screen = open(bare.address.as_str(), STREAM_PATH, "").await?;
        let bare_client = HttpClient::new(&bare.address);
        let (mut ours, mut baseline) = (Vec::new(), Vec::new());
        for run in 0..RUNS {
            for order in 0..ORDERS {
                let name = format!("{run} {order}");
                let sent = buyer.order(server.client(), CODE, "buy", 1, &name);
                ours.push(seen_ms(sent, &mut screen).await?);
                tokio::time::sleep(BETWEEN_ORDERS).await;
                let body =
                    json!({"instrument": CODE, "side": "buy", "kind": "limit", "time_in_force": "gtc", "price": "10000", "quantity": "1"});
                let sent = bare_client.send("POST", PUSH_PATH, "", &name, Some(&body));
                baseline.push(seen_ms(sent, &mut bare_screen).await?);
                tokio::time::sleep(BETWEEN_ORDERS).await;
            }
        }
        anyhow::Ok((ours, baseline))
    })?;
    let [ours, baseline] = [ours, baseline].map(|samples| Percentiles::of(&samples));
    let (ours, baseline) = (ours.context("no order")?, baseline.context("no order")?);
    let name = "bare axum POST told on by WebSocket";
    Ok(vec![
        Row::compared("order_to_other_screen_ms", "ms", ours.p50, &Baseline { name, value: baseline.p50 }).with_percentiles(ours),
        Row::compared("order_to_other_screen_p99_ms", "ms", ours.p99, &Baseline { name, value: baseline.p99 }),
    ])
}

/// Milliseconds from sending an order until the next message is there.
async fn seen_ms(sent: impl Future<Output = Result<Value>>, screen: &mut Socket) -> Result<f64> {
    let start = Instant::now();
    let seen = async {
        let message = next(screen).await?;
        anyhow::Ok((message, start.elapsed()))
    };
    let (answer, seen) = tokio::join!(sent, seen);
    answer?;
    Ok(seen?.1.as_secs_f64() * 1e3)
}

/// The stream of an account's fills, after its snapshot.
async fn fills_of(address: &str, trader: &Trader) -> Result<Socket> {
    let mut socket = open(address, "/api/v1/stream", &trader.key).await?;
    socket.send(Message::text(json!({"id": "1", "type": "subscribe", "channel": "fills"}).to_string())).await?;
    for expected in ["subscribed", "snapshot"] {
        let message = next(&mut socket).await?;
        ensure!(message["type"] == expected, "{message}");
    }
    Ok(socket)
}

async fn open(address: &str, path: &str, bearer: &str) -> Result<Socket> {
    let mut request = format!("ws://{address}{path}").into_client_request()?;
    request.headers_mut().insert("authorization", format!("Bearer {bearer}").parse()?);
    Ok(connect_async(request).await?.0)
}

async fn next(socket: &mut Socket) -> Result<Value> {
    loop {
        if let Message::Text(text) = socket.next().await.context("the stream ended")?? {
            return Ok(serde_json::from_str(&text)?);
        }
    }
}

/// From the order that trades until the range with its record is on the embedded chain, as staff see it.
pub(super) fn order_to_settled(place: &Place) -> Result<Vec<Row>> {
    let server = WholeServer::start(&place.fresh_folder("whole")?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let samples = runtime.block_on(async {
        server.list("live", CODE).await?;
        let buyer = server.trader("live", OWNER, WON, CODE, 0).await?;
        let seller = server.trader("live", OWNER + 1, WON, CODE, UNITS).await?;
        seller.order(server.client(), CODE, "sell", UNITS, "rests").await?;
        let mut samples = Vec::new();
        for order in 0..SETTLED_ORDERS {
            let start = Instant::now();
            let done = buyer.order(server.client(), CODE, "buy", 1, &order.to_string()).await?;
            ensure!(done["state"] == "filled", "{done}");
            let record = sequence(&text(&done, "position")?)?;
            while settled(&server).await?.is_none_or(|last| last < record) {
                ensure!(start.elapsed() < SETTLED_WITHIN, "record {record} is not settled");
                tokio::time::sleep(ASK_EVERY).await;
            }
            samples.push(start.elapsed().as_secs_f64());
        }
        anyhow::Ok(samples)
    })?;
    let percentiles = Percentiles::of(&samples).context("no order")?;
    Ok(vec![Row::of_ours("order_to_settled_s", "s", percentiles.p50).with_percentiles(percentiles)])
}

/// The last record of the newest range on the chain.
async fn settled(server: &WholeServer) -> Result<Option<u64>> {
    let shown = server.staff("/staff/settlements?limit=1").await?;
    shown.pointer("/ranges/0/last").and_then(Value::as_str).map(sequence).transpose()
}

fn sequence(position: &str) -> Result<u64> {
    Ok(position.rsplit(':').next().context("a position")?.parse()?)
}

/// Compressed kilobytes that the pages make a browser load, beside what they may.
pub(super) fn web_sizes(place: &Place) -> Result<Vec<Row>> {
    let script = place.source("../web/scripts/budgets.mjs");
    let told = Command::new("node").arg(&script).output().context("node")?;
    let told = String::from_utf8(told.stdout)?;
    ["web_entry_gzip_kb", "web_trading_route_gzip_kb"].into_iter().map(|measure| size(&told, measure)).collect()
}

/// A line such as `web_entry_gzip_kb 119.1 of 120 kB ok`.
fn size(told: &str, measure: &str) -> Result<Row> {
    let line = told.lines().find(|line| line.starts_with(measure)).with_context(|| format!("no {measure} in {told}"))?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let [_, ours, "of", budget, ..] = words.as_slice() else { anyhow::bail!("{line}") };
    Ok(Row::compared(measure, "kB", ours.parse()?, &Baseline { name: "what it may be", value: budget.parse()? }))
}
