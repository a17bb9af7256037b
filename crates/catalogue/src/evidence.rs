//! Documents that show what proceeds are released for: kept under the hash that a release names, so that whoever approves it sees them.

use store::MediaType;
use store::objects::ObjectName;

use crate::error::{CatalogueError, Refusal};
use crate::listing::damaged_in;
use crate::{Catalogue, now};

/// Documents that a person may hand in, all together.
const EVIDENCE_PER_PERSON_MAX: i64 = 10_000;

impl Catalogue {
    /// Keeps a document of a person of staff. Its name is the BLAKE3 hash of its bytes; the same document again changes nothing.
    ///
    /// # Errors
    /// If the document is of no type that is taken, or the person has handed in too many.
    pub async fn keep_evidence(&self, person: i64, document: Vec<u8>) -> Result<(ObjectName, MediaType), CatalogueError> {
        let media_type = MediaType::of(&document)?;
        let text = "SELECT COUNT(*) FROM evidence WHERE kept_by = $1";
        let count: i64 = sqlx::query_scalar(text).bind(person).fetch_one(&mut *self.database.read().await?).await?;
        if count >= EVIDENCE_PER_PERSON_MAX {
            return Err(Refusal::TooMuchEvidence.into());
        }
        // Kept before the row that names it: a crash in between leaves an object that nothing names. Outside the transaction, because a large document
        // takes its time.
        let name = self.objects.put(document).await?;
        let mut tx = self.database.begin().await?;
        let text = "INSERT INTO evidence (object, media_type, kept_by, kept_at_us) VALUES ($1, $2, $3, $4) ON CONFLICT (object) DO NOTHING";
        sqlx::query(text).bind(name.as_str()).bind(media_type.name()).bind(person).bind(now().0).execute(tx.sql()).await?;
        tx.commit().await?;
        Ok((name, media_type))
    }

    /// A document that was handed in as evidence; other objects are not given out by their hash.
    ///
    /// # Errors
    /// If there is none of this name, or the object is lost or damaged.
    pub async fn evidence(&self, name: &ObjectName) -> Result<(MediaType, Vec<u8>), CatalogueError> {
        let text = "SELECT media_type FROM evidence WHERE object = $1";
        let found: Option<String> = sqlx::query_scalar(text).bind(name.as_str()).fetch_optional(&mut *self.database.read().await?).await?;
        let damaged = |what| damaged_in("evidence", what);
        let media_type = MediaType::from_name(&found.ok_or(Refusal::EvidenceUnknown)?).ok_or_else(|| damaged("an unknown media type"))?;
        let bytes = self.objects.get(name).await?.ok_or_else(|| damaged("the name of an object that is lost"))?;
        Ok((media_type, bytes))
    }
}
