//! People, both markets, and the relay between them.

use people::{ConsentDocument, EmailAddress, NewCase, Newcomer, NewcomerRole, Password, People, PersonId, PersonName, Role, Vault};
use protocol::Home;
use scratch::{Core, Folder, Kind};
use std::sync::Arc;
use store::{Database, Objects, Progress, Relay};

pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n a card";

pub(crate) struct World {
    pub(crate) people: People,
    pub(crate) database: Database,
    pub(crate) live: Core,
    pub(crate) practice: Core,
    pub(crate) relay: Relay,
    pub(crate) folder: Folder,
}

impl World {
    pub(crate) async fn new(kind: Kind) -> Self {
        let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
        let url = kind.database_url(folder.path()).await;
        let database = Database::open(&url, &[("people", people::MIGRATIONS)]).await.unwrap();
        let objects = Objects::open(&folder.path().join("objects")).unwrap();
        let people = People::new(database.clone(), objects, Vault::new([3; 32]));
        let (live, practice) = (Core::start(folder.path(), Home::LIVE).await, Core::start(folder.path(), Home::PRACTICE).await);
        let gateways = vec![live.gateway.clone(), practice.gateway.clone()];
        let relay = Relay::new(database.clone(), gateways, vec![Arc::new(people.clone())]);
        Self { people, database, live, practice, relay, folder }
    }

    /// Lets the relay do all there is.
    pub(crate) async fn relay(&self) {
        for home in [Home::LIVE, Home::PRACTICE] {
            while self.relay.step(home).await.unwrap() == Progress::Settled {}
        }
    }

    pub(crate) async fn investor(&self, email: &str) -> PersonId {
        self.people.sign_up(newcomer(email, PASSWORD), NewcomerRole::Investor).await.unwrap();
        self.person(email).await
    }

    pub(crate) async fn reviewer(&self, by: PersonId, email: &str) -> PersonId {
        let link = self.people.invite(by, Role::Reviewer).await.unwrap();
        self.people.sign_up_staff(&link, newcomer(email, PASSWORD)).await.unwrap();
        self.person(email).await
    }

    pub(crate) async fn person(&self, email: &str) -> PersonId {
        let session = self.people.log_in(&EmailAddress::new(email).unwrap(), Password::typed(PASSWORD).unwrap()).await.unwrap();
        session.person
    }
}

pub(crate) fn newcomer(email: &str, password: &str) -> Newcomer {
    let email = EmailAddress::new(email).unwrap();
    let password = Password::chosen(password, &email).unwrap();
    let consents = ConsentDocument::ALL.into_iter().map(|document| (document, document.version())).collect();
    Newcomer { email, name: PersonName::new("홍길동").unwrap(), password, consents }
}

pub(crate) fn card(number: &str) -> NewCase {
    NewCase {
        document_kind: people::DocumentKind::ResidentCard,
        id_number: people::IdNumber::new(number).unwrap(),
        country: 410,
        document: PNG.to_vec(),
    }
}
