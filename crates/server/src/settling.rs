//! Settlement beside the live market: which chain, whose keys, and what the exchange itself holds.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use chain::{Chain, EmbeddedChain, RemoteChain};
use projections::live::Live;
use projections::live::account::Account;
use protocol::AccountId;
use settlement::{Asset, Ledger, LedgerReader, Overview, Settings, Settlement};
use signer::{Password, Signer};
use store::Database;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::ChainChoice;
use crate::folder::DataFolder;
use crate::shard::Shard;

/// The number of the embedded chain, which nobody else has to know.
const EMBEDDED_CHAIN_ID: u64 = 21_127;
const SIGNER_PASSWORD: &str = "signer_password";

/// A settlement that is ready to run.
pub struct Settling {
    pub overview: Overview,
    settlement: Settlement,
    /// The embedded chain and where it answers questions.
    endpoint: Option<(TcpListener, EmbeddedChain)>,
}

impl Settling {
    /// Opens chain and keys; `None` where settlement is off. A chain elsewhere may be away.
    ///
    /// # Errors
    /// If the file system refuses, or the folder's chain or keys do not open.
    pub async fn open(
        folder: &DataFolder,
        choice: &ChainChoice,
        endpoint: Option<SocketAddr>,
        database: Database,
        live: &Shard,
    ) -> Result<Option<Self>> {
        let (chain, embedded): (Arc<dyn Chain>, Option<EmbeddedChain>) = match choice {
            ChainChoice::Off => return Ok(None),
            ChainChoice::Embedded => {
                let chain =
                    EmbeddedChain::open(&folder.chain()?.join("chain.sqlite"), EMBEDDED_CHAIN_ID).await.context("the embedded chain")?;
                (Arc::new(chain.clone()), Some(chain))
            }
            ChainChoice::At(url) => (Arc::new(RemoteChain::new(&url.0).context("chain")?), None),
        };
        let signer = Arc::new(open_signer(folder)?);
        let settings = Settings { ledger: Some(ledger_reader(live.live.clone())), ..Settings::default() };
        let settlement = Settlement::open(database.clone(), live.gateway.clone(), chain, signer, settings).await.context("settlement")?;
        let overview = Overview::new(database, settlement.watch());
        let endpoint = match (endpoint, embedded) {
            (Some(address), Some(chain)) => {
                let listener = TcpListener::bind(address).await.with_context(|| format!("chain_rpc {address}"))?;
                eprintln!("chain (read only): http://{}", listener.local_addr()?);
                Some((listener, chain))
            }
            _ => None,
        };
        Ok(Some(Self { overview, settlement, endpoint }))
    }

    /// Starts settling, and the chain's endpoint where one is asked for.
    pub fn start(self, stop: watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
        let mut tasks = vec![tokio::spawn(self.settlement.run(stop.clone()))];
        if let Some((listener, chain)) = self.endpoint {
            tasks.push(tokio::spawn(answer(listener, chain, stop)));
        }
        tasks
    }
}

async fn answer(listener: TcpListener, chain: EmbeddedChain, mut stop: watch::Receiver<bool>) {
    let stopped = async move { drop(stop.wait_for(|stop| *stop).await) };
    if let Err(error) = axum::serve(listener, chain::endpoint::router(chain)).with_graceful_shutdown(stopped).await {
        tracing::warn!(%error, "the chain's endpoint");
    }
}

/// Keys lie encrypted beside the other secrets, under a password of the folder's own.
fn open_signer(folder: &DataFolder) -> Result<Signer> {
    let password = folder.secret(SIGNER_PASSWORD)?;
    let keys = folder.keys()?;
    open_keys(&keys, password).with_context(|| format!("{}", keys.display()))
}

fn open_keys(keys: &Path, password: String) -> Result<Signer> {
    Ok(Signer::open(keys, &Password::new(password)?)?)
}

/// What the exchange holds, as the live read model has it.
fn ledger_reader(live: Live) -> LedgerReader {
    Arc::new(move || live.read(|state| Ledger { seq: state.seq(), balances: state.accounts().iter().flat_map(held).collect() }))
}

fn held(account: &Account) -> impl Iterator<Item = ((Asset, AccountId), i64)> + use<> {
    let units = account.holdings.iter().map(|holding| (Asset::Units(holding.instrument), holding.units.total()));
    let all: Vec<_> = std::iter::once((Asset::Won, account.cash.total())).chain(units).collect();
    let id = account.id;
    all.into_iter().filter(|(_, amount)| *amount != 0).map(move |(asset, amount)| ((asset, id), amount))
}
