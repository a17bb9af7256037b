//! What tests of several crates run on: databases of both kinds, and the core of a market. Tests only.
//!
//! * [`Kind`] names a kind of database; [`Kind::url`] makes one that nobody else uses. [`both!`] writes each test once for each kind.
//! * PostgreSQL is the real one, started once for a test program on a free port with its files in a temporary folder, and stopped with the program.
//! * [`Anvil`] is a chain node of Foundry's, on a free port, stopped with its value.
//!
//! Start at [`both!`] and [`Core`].

mod anvil;
mod core;
mod postgres;

pub use crate::anvil::Anvil;
pub use crate::core::Core;
pub use crate::postgres::Postgres;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use store::DatabaseUrl;

/// A kind of database that tests run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    /// The URL of a new, empty database.
    pub async fn url(self, folder: &Path) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        match self {
            Self::Sqlite => format!("sqlite://{}/{number}.sqlite?mode=rwc", folder.display()),
            Self::Postgres => Postgres::shared().await.new_database(&format!("t{}_{number}", std::process::id())).await,
        }
    }

    /// As [`Kind::url`], for the store.
    pub async fn database_url(self, folder: &Path) -> DatabaseUrl {
        DatabaseUrl::new(&self.url(folder).await).expect("the URL is of a kind that the store knows")
    }
}

/// A folder that is removed when it is dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Below `parent`, which is `CARGO_TARGET_TMPDIR` of the tests.
    pub fn new(parent: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let path = Path::new(parent).join(format!("scratch-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&path).expect("a folder for a test can be made");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind is in the target folder.
        let _left = std::fs::remove_dir_all(&self.0);
    }
}

/// Makes tests of functions that take a [`Kind`]: one for each kind of database.
#[macro_export]
macro_rules! both {
    ($($name:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name($crate::Kind::Sqlite).await; })*
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name($crate::Kind::Postgres).await; })*
        }
    };
}
