//! People, payments and the catalogue: their database, their folder of documents, and what works for them beside the requests.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use catalogue::Catalogue;
use payments::Payments;
use people::{People, Token, Vault};
use protocol::Market;
use protocol::policy::Rules;
use store::{Database, DatabaseUrl, Objects, Relay};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::desk::Desk;
use crate::folder::DataFolder;

/// People, payments and the catalogue on one database.
#[derive(Clone, Debug)]
pub struct Persons {
    pub people: People,
    pub payments: Payments,
    pub catalogue: Catalogue,
    database: Database,
}

/// What takes commands to the core and follows it.
pub struct Reactors {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Persons {
    /// Opens the database at `url`, or the folder's own.
    ///
    /// # Errors
    /// If it cannot be reached, or its tables are of a newer program.
    pub async fn open(folder: &DataFolder, url: Option<&str>, rules: Rules) -> Result<Self> {
        let url = match url {
            Some(url) => DatabaseUrl::new(url)?,
            None => DatabaseUrl::of_file(&folder.sql()?.join("jogak.sqlite"))?,
        };
        Self::on(&url, &folder.objects(), folder.personal_data_key()?, rules).await
    }

    /// As [`Persons::open`], on parts that lie anywhere.
    ///
    /// # Errors
    /// As there.
    pub async fn on(url: &DatabaseUrl, objects: &Path, personal_data_key: [u8; 32], rules: Rules) -> Result<Self> {
        let owners =
            [(people::OWNER, people::MIGRATIONS), (payments::OWNER, payments::MIGRATIONS), (catalogue::OWNER, catalogue::MIGRATIONS)];
        let database = Database::open(url, &owners).await.context("the database of people and payments")?;
        let objects = Objects::open(objects)?;
        let people = People::new(database.clone(), objects.clone(), Vault::new(personal_data_key));
        let catalogue = Catalogue::new(database.clone(), objects, rules);
        Ok(Self { people, payments: Payments::new(database.clone()), catalogue, database })
    }

    /// Starts the relay of the outbox, and the bank's look-out for withdrawals.
    ///
    /// # Errors
    /// If there is no live market.
    pub fn start_reactors(&self, desks: &[Desk]) -> Result<Reactors> {
        let gateways: Vec<_> = desks.iter().map(|desk| desk.gateway.clone()).collect();
        let live = gateways.iter().find(|gateway| gateway.home().market == Market::Live).context("there is no live market")?.clone();
        let (stop, stopped) = watch::channel(false);
        let relay = Relay::new(
            self.database.clone(),
            gateways,
            vec![Arc::new(self.people.clone()), Arc::new(self.payments.clone()), Arc::new(self.catalogue.clone())],
        );
        let relaying = tokio::spawn(relay.run(stopped.clone()));
        let paying = tokio::spawn(self.payments.clone().follow_withdrawals(live, stopped));
        Ok(Reactors { stop, tasks: vec![relaying, paying] })
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
