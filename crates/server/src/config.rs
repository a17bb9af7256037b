//! What a server runs with: flags before environment before the folder's `jogak.toml` before defaults.

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use exchange::Capacity;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// What can be chosen; everything left out has a default. The same names serve as flags, as `JOGAK_…` and in `jogak.toml`.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Choices {
    /// Address to listen on.
    #[arg(long)]
    pub bind: Option<SocketAddr>,
    /// Port to listen on, instead of the one in the address; 0 takes a free one.
    #[arg(long)]
    pub port: Option<u16>,
    /// A reverse proxy in front encrypts the way to the clients; needed to listen beyond loopback.
    #[arg(long, num_args = 0..=1, default_missing_value = "true")]
    pub behind_proxy: Option<bool>,
    /// Origins whose pages may open streams beside the server's own, such as `https://example.com`; separated by commas.
    #[arg(long)]
    pub allowed_origins: Option<String>,
    /// A folder of the demo, with instruments and simulated traders.
    #[arg(long, num_args = 0..=1, default_missing_value = "true")]
    pub demo: Option<bool>,
    /// Whether the demo's simulated traders trade.
    #[arg(long)]
    pub traders: Option<Traders>,
    /// Seed of the demo's simulated traders, fixed when the folder is made.
    #[arg(long)]
    pub seed: Option<u64>,
    /// What becomes of closed journal segments.
    #[arg(long)]
    pub archive: Option<Archive>,
    /// Log as JSON lines.
    #[arg(long, num_args = 0..=1, default_missing_value = "true")]
    pub log_json: Option<bool>,
    /// Orders a second of one account, in the long run.
    #[arg(long)]
    pub orders_per_s: Option<u32>,
    /// Orders of one account at once.
    #[arg(long)]
    pub orders_burst: Option<u32>,
    /// Accounts a market has room for.
    #[arg(long)]
    pub accounts_max: Option<u32>,
    /// Holdings a market has room for.
    #[arg(long)]
    pub holdings_max: Option<u32>,
    /// Open orders a market has room for.
    #[arg(long)]
    pub open_orders_max: Option<u32>,
    /// Idempotency keys of one generation, a power of two, fixed when the folder is made.
    #[arg(long)]
    pub idempotency_keys_max: Option<u32>,
    /// A snapshot is written after so many records.
    #[arg(long)]
    pub snapshot_records: Option<u64>,
    /// Size of new journal segments in MiB.
    #[arg(long)]
    pub segment_mib: Option<u32>,
    /// Where people and payments are kept: a URL of PostgreSQL, or of another SQLite file than the folder's own.
    #[arg(long)]
    pub database: Option<String>,
    /// Where the live market is settled: `embedded`, `off`, or the URL of a node's JSON-RPC.
    #[arg(long)]
    pub chain: Option<String>,
    /// Loopback address at which the embedded chain answers JSON-RPC, for reading only; nowhere if it is left out.
    #[arg(long)]
    pub chain_rpc: Option<SocketAddr>,
    /// The staff's token, instead of the one in the folder. No flag, because others see those.
    #[arg(skip)]
    pub staff_token: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Traders {
    Usual,
    Off,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Archive {
    /// Compressed and kept for ever.
    Keep,
    /// Not kept: neither rebuilding nor replaying from the beginning is possible once segments are recycled.
    None,
}

/// What `serve` runs with, checked.
#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    pub data: PathBuf,
    pub bind: SocketAddr,
    pub behind_proxy: bool,
    pub allowed_origins: Vec<String>,
    pub demo: bool,
    pub traders: Traders,
    pub seed: u64,
    pub archive: Archive,
    pub log_json: bool,
    pub orders_per_s: u32,
    pub orders_burst: u32,
    pub accounts_max: u32,
    pub holdings_max: u32,
    pub open_orders_max: u32,
    pub idempotency_keys_max: u32,
    pub snapshot_records: u64,
    pub segment_mib: u32,
    /// May hold a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<Secret>,
    pub chain: ChainChoice,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain_rpc: Option<SocketAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff_token: Option<Secret>,
}

/// Where the live market is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainChoice {
    /// In the data folder.
    Embedded,
    /// Nowhere.
    Off,
    /// At a node; the URL may hold a password.
    At(Secret),
}

impl ChainChoice {
    fn new(text: String) -> Result<Self> {
        match text.as_str() {
            "embedded" => Ok(Self::Embedded),
            "off" => Ok(Self::Off),
            url if url.starts_with("http://") || url.starts_with("https://") => Ok(Self::At(Secret(text))),
            _ => bail!("chain is `embedded`, `off` or a URL that begins with http:// or https://"),
        }
    }
}

impl Serialize for ChainChoice {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Embedded => serializer.serialize_str("embedded"),
            Self::Off => serializer.serialize_str("off"),
            Self::At(url) => url.serialize(serializer),
        }
    }
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

const DEFAULT_PORT: u16 = 8787;
const DEFAULT_SEED: u64 = 20_261_121;
const PREFIX: &str = "JOGAK_";
const FILE_SUFFIX: &str = "_FILE";
/// Settings that may be given as the name of a file that holds them.
const SECRETS: [&str; 3] = ["chain", "database", "staff_token"];
/// The largest journal segment, in MiB.
const SEGMENT_MIB_MAX: u32 = 1_024;

impl Settings {
    /// Puts flags, environment and the folder's file together.
    ///
    /// # Errors
    /// If a value is malformed or out of range, or if the server would be open to a network without encryption.
    pub fn gather(data: PathBuf, flags: Choices, environment: &HashMap<String, String>) -> Result<Self> {
        let environment = from_environment(environment)?;
        let file = from_file(&data.join("jogak.toml"))?;
        Self::from_choices(data, flags.or(environment).or(file))
    }

    fn from_choices(data: PathBuf, choices: Choices) -> Result<Self> {
        let demo = choices.demo.unwrap_or(false);
        let room = if demo { Capacity::DEMO } else { Capacity::DEFAULT };
        let mut bind = choices.bind.unwrap_or(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), DEFAULT_PORT));
        if let Some(port) = choices.port {
            bind.set_port(port);
        }
        let limit = api::RateLimit::default();
        let archive = choices.archive.unwrap_or(Archive::Keep);
        let chain = match choices.chain {
            Some(text) => ChainChoice::new(text)?,
            // Settlement reads the records that placed what is in the book, however old they are.
            None if archive == Archive::None => ChainChoice::Off,
            None => ChainChoice::Embedded,
        };
        let settings = Self {
            data,
            bind,
            behind_proxy: choices.behind_proxy.unwrap_or(false),
            allowed_origins: choices.allowed_origins.as_deref().map(origins).transpose()?.unwrap_or_default(),
            demo,
            traders: choices.traders.unwrap_or(Traders::Usual),
            seed: choices.seed.unwrap_or(DEFAULT_SEED),
            archive,
            log_json: choices.log_json.unwrap_or(false),
            orders_per_s: choices.orders_per_s.unwrap_or(limit.orders_per_s),
            orders_burst: choices.orders_burst.unwrap_or(limit.burst),
            accounts_max: choices.accounts_max.unwrap_or(room.accounts),
            holdings_max: choices.holdings_max.unwrap_or(room.holdings),
            open_orders_max: choices.open_orders_max.unwrap_or(room.orders),
            idempotency_keys_max: choices.idempotency_keys_max.unwrap_or(if demo { 256 << 10 } else { 4 << 20 }),
            snapshot_records: choices.snapshot_records.unwrap_or(if demo { 250_000 } else { 4_000_000 }),
            segment_mib: choices.segment_mib.unwrap_or(if demo { 8 } else { 64 }),
            database: choices.database.map(Secret),
            chain,
            chain_rpc: choices.chain_rpc,
            staff_token: choices.staff_token.map(Secret),
        };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<()> {
        if !self.bind.ip().is_loopback() && !self.behind_proxy {
            bail!(
                "{} is not a loopback address, and the way to it would not be encrypted: put a reverse proxy with TLS in front and say so with \
                 --behind-proxy",
                self.bind
            );
        }
        if self.archive == Archive::None && self.chain != ChainChoice::Off {
            bail!("chain: settlement needs the archive; give archive = keep, or chain = off");
        }
        match self.chain_rpc {
            Some(address) if !address.ip().is_loopback() => bail!("chain_rpc: {address} is not a loopback address"),
            Some(_) if self.chain != ChainChoice::Embedded => bail!("chain_rpc goes with chain = embedded"),
            _ => {}
        }
        let positive = [
            ("orders_per_s", u64::from(self.orders_per_s)),
            ("orders_burst", u64::from(self.orders_burst)),
            ("accounts_max", u64::from(self.accounts_max)),
            ("holdings_max", u64::from(self.holdings_max)),
            ("open_orders_max", u64::from(self.open_orders_max)),
            ("snapshot_records", self.snapshot_records),
        ];
        for (name, value) in positive {
            if value == 0 {
                bail!("{name} is at least 1");
            }
        }
        if let Some(Secret(url)) = &self.database {
            store::DatabaseUrl::new(url).context("database")?;
        }
        if !self.idempotency_keys_max.is_power_of_two() || !(1 << 10..=1 << 28).contains(&self.idempotency_keys_max) {
            bail!("idempotency_keys_max is a power of two from 1,024 to 2^28");
        }
        if !(2..=SEGMENT_MIB_MAX).contains(&self.segment_mib) {
            bail!("segment_mib is 2 to {SEGMENT_MIB_MAX}");
        }
        Ok(())
    }

    pub fn capacity(&self) -> Capacity {
        Capacity { accounts: self.accounts_max, holdings: self.holdings_max, orders: self.open_orders_max }
    }

    /// Everything but secrets, in the form of `jogak.toml` with the folder beside.
    ///
    /// # Errors
    /// None that a checked setting could cause.
    pub fn to_toml(&self) -> Result<String> {
        Ok(toml::to_string(self)?)
    }
}

impl Choices {
    /// Each value of `self`, or where it has none that of `other`.
    fn or(self, other: Self) -> Self {
        macro_rules! either {
            ($($name:ident),* $(,)?) => { Self { $($name: self.$name.or(other.$name)),* } };
        }
        either!(
            bind,
            port,
            behind_proxy,
            allowed_origins,
            demo,
            traders,
            seed,
            archive,
            log_json,
            orders_per_s,
            orders_burst,
            accounts_max,
            holdings_max,
            open_orders_max,
            idempotency_keys_max,
            snapshot_records,
            segment_mib,
            database,
            chain,
            chain_rpc,
            staff_token,
        )
    }
}

/// `https://a.example,https://b.example`: scheme and host as browsers name them, without a path.
fn origins(text: &str) -> Result<Vec<String>> {
    let origin = |one: &str| {
        let one = one.trim();
        let authority = one.strip_prefix("https://").or_else(|| one.strip_prefix("http://"));
        if authority.is_none_or(|authority| authority.is_empty() || authority.contains('/')) {
            bail!("allowed_origins: {one:?} is not an origin such as https://example.com");
        }
        Ok(one.to_owned())
    };
    text.split(',').map(origin).collect()
}

fn from_file(path: &Path) -> Result<Choices> {
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).with_context(|| format!("{}", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Choices::default()),
        Err(error) => Err(error).with_context(|| format!("{}", path.display())),
    }
}

/// `JOGAK_BIND` and so on; a secret also as `JOGAK_STAFF_TOKEN_FILE`.
fn from_environment(environment: &HashMap<String, String>) -> Result<Choices> {
    let mut table = toml::Table::new();
    for (name, text) in environment {
        let Some(key) = name.strip_prefix(PREFIX) else { continue };
        // The folder and the soak switch of the tests are no settings.
        if matches!(key, "DATA" | "SOAK" | "LOG") {
            continue;
        }
        let (key, text) = match key.strip_suffix(FILE_SUFFIX) {
            Some(key) => (key.to_ascii_lowercase(), read_secret(name, text)?),
            None => (key.to_ascii_lowercase(), text.clone()),
        };
        if name.ends_with(FILE_SUFFIX) && !SECRETS.contains(&key.as_str()) {
            bail!("{name}: only secrets are read from files");
        }
        table.insert(key, value_of(&text));
    }
    table.try_into().context("environment variables JOGAK_…")
}

fn read_secret(name: &str, path: &str) -> Result<String> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{name}: {path}"))?;
    Ok(text.trim_end().to_owned())
}

/// Numbers and truth values as such, anything else as text.
fn value_of(text: &str) -> toml::Value {
    match (text.parse::<i64>(), text.parse::<bool>()) {
        (Ok(number), _) => toml::Value::Integer(number),
        (_, Ok(truth)) => toml::Value::Boolean(truth),
        _ => toml::Value::String(text.to_owned()),
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("redacted")
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

#[cfg(test)]
mod tests;
