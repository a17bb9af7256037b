//! Tables that own facts are brought forward and never changed behind one's back.

use scratch::{Folder, Kind};
use store::{Database, DatabaseUrl, Migration, StoreError};

const FIRST: Migration = Migration { name: "first", sql: "CREATE TABLE things (id BIGINT PRIMARY KEY, content BYTES NOT NULL);" };
const OTHER_FIRST: Migration = Migration { name: "first", sql: "CREATE TABLE things (id BIGINT PRIMARY KEY);" };
const SECOND: Migration =
    Migration { name: "second", sql: "ALTER TABLE things ADD COLUMN label TEXT; CREATE TABLE more (id BIGINT PRIMARY KEY);" };

async fn tables_move_forward_only(kind: Kind) {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let url = DatabaseUrl::new(&kind.url(folder.path()).await).unwrap();
    let first = Database::open(&url, &[("tests", &[FIRST])]).await.unwrap();
    let mut tx = first.begin().await.unwrap();
    sqlx::query("INSERT INTO things (id, content) VALUES (1, $1)").bind(vec![0_u8, 255]).execute(tx.sql()).await.unwrap();
    tx.commit().await.unwrap();
    let again = Database::open(&url, &[("tests", &[FIRST])]).await.unwrap();
    assert_eq!(first.id(), again.id());

    let second = Database::open(&url, &[("tests", &[FIRST, SECOND])]).await.unwrap();
    let mut connection = second.read().await.unwrap();
    let row: (Vec<u8>, Option<String>) = sqlx::query_as("SELECT content, label FROM things").fetch_one(&mut *connection).await.unwrap();
    assert_eq!(row, (vec![0, 255], None));

    for (list, said) in [(&[FIRST] as &'static [Migration], "newer program"), (&[OTHER_FIRST, SECOND], "applied otherwise")] {
        let refused = Database::open(&url, &[("tests", list)]).await.unwrap_err();
        assert!(matches!(&refused, StoreError::Schema { owner: "tests", why } if why.contains(said)), "{refused}");
    }
}

#[tokio::test]
async fn other_databases_are_refused() {
    for text in ["mysql://x", "", "/tmp/x"] {
        assert!(matches!(DatabaseUrl::new(text), Err(StoreError::Url(_))), "{text}");
    }
    let shown = format!("{:?}", DatabaseUrl::new("postgres://jogak:secret@db/jogak").unwrap());
    assert!(!shown.contains("secret"), "{shown}");
}

scratch::both!(tables_move_forward_only);
