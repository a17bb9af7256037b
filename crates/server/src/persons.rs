//! People, payments and the catalogue: their database, their folder of documents, and what works for them beside the requests.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use catalogue::Catalogue;
use payments::Payments;
use people::{People, Token, Vault};
use projections::sql::{self, History};
use protocol::policy::Rules;
use protocol::{Home, Market, Seq};
use store::{Database, DatabaseUrl, Objects, Relay, StoreError, cursors};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::folder::DataFolder;
use crate::held::HeldFrom;
use crate::settling::Settling;
use crate::shard::Shard;

const HOLD_EVERY: Duration = Duration::from_secs(1);

/// People, payments, the catalogue and the histories on one database.
#[derive(Clone, Debug)]
pub struct Persons {
    pub people: People,
    pub payments: Payments,
    pub catalogue: Catalogue,
    database: Database,
    /// How far the history of each market can be read, live first.
    told: [watch::Sender<Seq>; 2],
}

/// What takes commands to the core and follows it.
pub struct Reactors {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// The database at `url`, or the folder's own.
pub(crate) fn database_url(folder: &DataFolder, url: Option<&str>) -> Result<DatabaseUrl> {
    Ok(match url {
        Some(url) => DatabaseUrl::new(url)?,
        None => DatabaseUrl::of_file(&folder.sql()?.join("jogak.sqlite"))?,
    })
}

/// With the tables of everybody who has some.
pub(crate) async fn open_database(url: &DatabaseUrl) -> Result<Database> {
    let owners = [
        (people::OWNER, people::MIGRATIONS),
        (payments::OWNER, payments::MIGRATIONS),
        (catalogue::OWNER, catalogue::MIGRATIONS),
        (sql::OWNER, sql::MIGRATIONS),
        (settlement::CURSOR, settlement::MIGRATIONS),
    ];
    Database::open(url, &owners).await.context("the database of people and payments")
}

impl Persons {
    /// Opens the database at `url`, or the folder's own.
    ///
    /// # Errors
    /// If it cannot be reached, or its tables are of a newer program.
    pub async fn open(folder: &DataFolder, url: Option<&str>, rules: Rules) -> Result<Self> {
        let url = database_url(folder, url)?;
        Self::on(&url, &folder.objects(), folder.personal_data_key()?, rules).await
    }

    /// As [`Persons::open`], on parts that lie anywhere.
    ///
    /// # Errors
    /// As there.
    pub async fn on(url: &DatabaseUrl, objects: &Path, personal_data_key: [u8; 32], rules: Rules) -> Result<Self> {
        let database = open_database(url).await?;
        let objects = Objects::open(objects)?;
        let people = People::new(database.clone(), objects.clone(), Vault::new(personal_data_key));
        let catalogue = Catalogue::new(database.clone(), objects, rules);
        Ok(Self { people, payments: Payments::new(database.clone()), catalogue, database, told: Default::default() })
    }

    /// A shard as the API sees it.
    pub fn shard(&self, shard: &Shard) -> api::Shard {
        let (gateway, live) = (shard.gateway.clone(), shard.live.clone());
        let home = gateway.home();
        let history = History::new(self.database.clone(), home, self.told(home.market).subscribe());
        api::Shard { gateway, live, history }
    }

    fn told(&self, market: Market) -> &watch::Sender<Seq> {
        &self.told[market as usize]
    }

    /// Starts the relay of the outbox, the bank's look-out for withdrawals, the histories and settlement, and holds of the journals what these still have to read.
    ///
    /// # Errors
    /// If there is no live market.
    pub fn start_reactors(&self, shards: &[Shard], settling: Option<Settling>) -> Result<Reactors> {
        let gateways: Vec<_> = shards.iter().map(|shard| shard.gateway.clone()).collect();
        let live = gateways.iter().find(|gateway| gateway.home().market == Market::Live).context("there is no live market")?.clone();
        let (stop, stopped) = watch::channel(false);
        let relay = Relay::new(
            self.database.clone(),
            gateways,
            vec![Arc::new(self.people.clone()), Arc::new(self.payments.clone()), Arc::new(self.catalogue.clone())],
        );
        let mut tasks =
            vec![tokio::spawn(relay.run(stopped.clone())), tokio::spawn(self.payments.clone().follow_withdrawals(live, stopped.clone()))];
        let is_settled = settling.is_some();
        tasks.extend(settling.into_iter().flat_map(|settling| settling.start(stopped.clone())));
        for shard in shards {
            let home = shard.home();
            tasks.push(tokio::spawn(sql::keep(
                self.database.clone(),
                shard.gateway.clone(),
                self.told(home.market).clone(),
                stopped.clone(),
            )));
            tasks.push(tokio::spawn(self.clone().hold(home, is_settled, shard.held_from.clone(), stopped.clone())));
        }
        Ok(Reactors { stop, tasks })
    }

    /// Says once a second from where on the journal of a market is still needed. While the database is away, it stays at what was said last.
    async fn hold(self, home: Home, is_settled: bool, held_from: HeldFrom, mut stop: watch::Receiver<bool>) {
        loop {
            if let Ok(seq) = self.needed_from(home, is_settled).await {
                held_from.set(seq);
            }
            tokio::select! {
                () = tokio::time::sleep(HOLD_EVERY) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    async fn needed_from(&self, home: Home, is_settled: bool) -> Result<Seq, StoreError> {
        let mut needed_from = *self.told(home.market).borrow();
        let followers: &[&'static str] = match (home.market, is_settled) {
            (Market::Practice, _) => &[],
            (Market::Live, false) => &[payments::OWNER],
            (Market::Live, true) => &[payments::OWNER, settlement::CURSOR],
        };
        for name in followers {
            needed_from = needed_from.min(cursors::position(&self.database, name, home).await?);
        }
        Ok(needed_from)
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// The token of the first administrator's link, until there is an administrator; then its file goes.
    ///
    /// # Errors
    /// If the file system or the database refuses.
    pub async fn first_link(&self, folder: &DataFolder) -> Result<Option<String>> {
        if self.people.has_administrator().await? {
            if folder.first_link_path().exists() {
                fs::remove_file(folder.first_link_path())?;
            }
            return Ok(None);
        }
        let text = folder.first_link(|| Ok(Token::random()?.as_str().to_owned()))?;
        let token = Token::shown(&text).with_context(|| format!("{} holds no token", folder.first_link_path().display()))?;
        self.people.keep_first_link(&token).await?;
        Ok(Some(text))
    }

    /// Gives the connections back.
    pub async fn close(&self) {
        self.database.close().await;
    }
}

impl Reactors {
    /// Lets each end what it has begun.
    ///
    /// # Errors
    /// If one has panicked.
    pub async fn stop(self) -> Result<()> {
        self.stop.send_replace(true);
        for task in self.tasks {
            task.await.context("a reactor panicked")?;
        }
        Ok(())
    }
}
