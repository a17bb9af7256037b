//! Listings as agents hand them in, and as everybody reads them.

use money::{Bps, Price, Quantity, Won};
use protocol::command::{AssetClass, ListInstrument, TradingCircle};
use protocol::policy::Rules;
use protocol::text::Code;
use protocol::{AccountId, Time};
use sqlx::Row;
use sqlx::any::AnyRow;
use store::objects::ObjectName;
use store::{MediaType, StoreError};

use crate::error::{CatalogueError, Refusal};
use crate::words::{AssetName, Place, Summary};
use crate::{Catalogue, now};

/// Listings of one page.
pub const LISTINGS_PAGE: usize = 100;
/// Listings that an agent may hand in, all together.
const LISTINGS_PER_AGENT_MAX: i64 = 1_000;
/// Won, of a whole asset.
const APPRAISAL_MAX: i64 = 1_000_000_000_000_000;
/// Of a whole asset.
const UNITS_MAX: i64 = 1_000_000_000_000;
/// Real estate is offered below this share (the core's own rule, told to the agent before it is asked).
const REAL_ESTATE_SHARE_BPS: u16 = 4_900;
const WHOLE_BPS: u16 = 10_000;

/// How far a listing has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingState {
    Submitted,
    /// By one person; a second one has to confirm it.
    Reviewed,
    /// On its way into the journal.
    Confirmed,
    /// Its asset can be offered.
    Registered,
    /// By staff.
    Rejected,
    /// By the core.
    Refused,
}

impl ListingState {
    pub const ALL: [Self; 6] = [Self::Submitted, Self::Reviewed, Self::Confirmed, Self::Registered, Self::Rejected, Self::Refused];

    pub fn name(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Reviewed => "reviewed",
            Self::Confirmed => "confirmed",
            Self::Registered => "registered",
            Self::Rejected => "rejected",
            Self::Refused => "refused",
        }
    }
}

/// An asset as an agent hands it in.
#[derive(Debug)]
pub struct NewListing {
    /// The person.
    pub agent: i64,
    /// The agent's account: gets proceeds, and what distributions pay to the units that are not issued.
    pub owner: AccountId,
    pub name: AssetName,
    pub class: AssetClass,
    pub place: Place,
    pub summary: Summary,
    /// Of the whole asset.
    pub appraisal: Won,
    /// The whole asset, tokenised or not.
    pub total_units: Quantity,
    pub share: Bps,
    /// A PNG, JPEG or PDF file.
    pub document: Vec<u8>,
}

/// A listing as its agent and staff see it.
#[derive(Clone, Debug)]
pub struct Listing {
    pub id: i64,
    pub agent: i64,
    pub owner: AccountId,
    pub name: String,
    pub class: AssetClass,
    pub place: String,
    pub summary: String,
    pub appraisal: Won,
    pub total_units: Quantity,
    pub share: Bps,
    pub media_type: MediaType,
    pub state: ListingState,
    pub submitted_at: Time,
    /// The instrument's, from the review on.
    pub code: Option<String>,
    pub reviewed_by: Option<i64>,
    pub reviewed_at: Option<Time>,
    pub confirmed_by: Option<i64>,
    pub confirmed_at: Option<Time>,
    /// Of the last decision.
    pub reason: Option<String>,
    /// The code of the core's refusal.
    pub refusal: Option<String>,
}

/// What everybody reads of a registered asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    pub code: String,
    pub name: String,
    pub class: AssetClass,
    pub place: String,
    pub summary: String,
}

impl NewListing {
    /// floor(total units × share).
    fn offered_units(&self) -> Quantity {
        offered_units(self.total_units, self.share)
    }

    fn check(&self) -> Result<(), Refusal> {
        if !(1..=APPRAISAL_MAX).contains(&self.appraisal.0) {
            return Err(Refusal::AppraisalOutOfRange);
        }
        if !(1..=UNITS_MAX).contains(&self.total_units.0) {
            return Err(Refusal::UnitsOutOfRange);
        }
        let share_max = if self.class == AssetClass::RealEstate { REAL_ESTATE_SHARE_BPS - 1 } else { WHOLE_BPS };
        if !(1..=share_max).contains(&self.share.0) || !self.offered_units().is_positive() {
            return Err(Refusal::ShareOutOfRange);
        }
        if self.appraisal.0 < self.total_units.0 {
            return Err(Refusal::AppraisalTooSmall);
        }
        Ok(())
    }
}

fn offered_units(total: Quantity, share: Bps) -> Quantity {
    let units = i128::from(total.0) * i128::from(share.0) / i128::from(WHOLE_BPS);
    Quantity(i64::try_from(units).unwrap_or(0))
}

impl Listing {
    /// floor(appraisal ÷ total units), in won.
    pub fn unit_price(&self) -> Won {
        Won(self.appraisal.0 / self.total_units.0.max(1))
    }

    /// floor(total units × share).
    pub fn offered_units(&self) -> Quantity {
        offered_units(self.total_units, self.share)
    }

    /// The instrument that is a share of it: whole units, at whole won.
    pub(crate) fn instrument(&self, code: Code, rules: Rules) -> ListInstrument {
        ListInstrument {
            code,
            price_decimals: 0,
            quantity_decimals: 0,
            lot: Quantity(1),
            max_order_quantity: self.offered_units(),
            registered_supply: self.offered_units(),
            reference_price: Price(self.unit_price().0),
            circle: TradingCircle::Everyone,
            rules,
        }
    }
}

impl Catalogue {
    /// Hands a listing in. Gives its number.
    ///
    /// # Errors
    /// If a figure is out of range, the document is of no type that is taken, or the agent has handed in too many.
    pub async fn submit(&self, new: NewListing) -> Result<i64, CatalogueError> {
        new.check()?;
        let media_type = MediaType::of(&new.document)?;
        let mut tx = self.database.begin().await?;
        let id = tx.next_number("listings").await?;
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM listings WHERE agent = $1").bind(new.agent).fetch_one(tx.sql()).await?;
        if count >= LISTINGS_PER_AGENT_MAX {
            return Err(Refusal::TooManyListings.into());
        }
        // Kept before the row that names it: a crash in between leaves an object that nothing names.
        let object = self.objects.put(new.document).await?;
        let text = "INSERT INTO listings
            (id, agent, owner, name, class, place, summary, appraisal, total_units, share_bps, object, media_type, state, submitted_at_us)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'submitted', $13)";
        sqlx::query(text)
            .bind(id)
            .bind(new.agent)
            .bind(new.owner.0.cast_signed())
            .bind(new.name.as_str())
            .bind(new.class.name())
            .bind(new.place.as_str())
            .bind(new.summary.as_str())
            .bind(new.appraisal.0)
            .bind(new.total_units.0)
            .bind(i64::from(new.share.0))
            .bind(object.as_str())
            .bind(media_type.name())
            .bind(now().0)
            .execute(tx.sql())
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// One listing.
    ///
    /// # Errors
    /// If there is none of this number.
    pub async fn listing(&self, id: i64) -> Result<Listing, CatalogueError> {
        let row = sqlx::query("SELECT * FROM listings WHERE id = $1").bind(id).fetch_optional(&mut *self.database.read().await?).await?;
        listing(&row.ok_or(Refusal::ListingUnknown)?)
    }

    /// An agent's own, newest first, at most [`LISTINGS_PAGE`].
    ///
    /// # Errors
    /// If the database fails.
    pub async fn listings_of(&self, agent: i64) -> Result<Vec<Listing>, CatalogueError> {
        let text = "SELECT * FROM listings WHERE agent = $1 ORDER BY id DESC LIMIT $2";
        let rows = sqlx::query(text).bind(agent).bind(LISTINGS_PAGE as i64).fetch_all(&mut *self.database.read().await?).await?;
        rows.iter().map(listing).collect()
    }

    /// Those of a state after this number, the oldest first, at most [`LISTINGS_PAGE`].
    ///
    /// # Errors
    /// If the database fails.
    pub async fn queue(&self, state: ListingState, after: i64) -> Result<Vec<Listing>, CatalogueError> {
        let text = "SELECT * FROM listings WHERE state = $1 AND id > $2 ORDER BY id LIMIT $3";
        let query = sqlx::query(text).bind(state.name()).bind(after).bind(LISTINGS_PAGE as i64);
        let rows = query.fetch_all(&mut *self.database.read().await?).await?;
        rows.iter().map(listing).collect()
    }

    /// The document of a listing.
    ///
    /// # Errors
    /// If there is no such listing, or the object is lost or damaged.
    pub async fn document(&self, id: i64) -> Result<(MediaType, Vec<u8>), CatalogueError> {
        let text = "SELECT object, media_type FROM listings WHERE id = $1";
        let row: Option<(String, String)> = sqlx::query_as(text).bind(id).fetch_optional(&mut *self.database.read().await?).await?;
        let (object, media_type) = row.ok_or(Refusal::ListingUnknown)?;
        let name = ObjectName::new(&object).ok_or_else(|| damaged("no name of an object"))?;
        let media_type = MediaType::from_name(&media_type).ok_or_else(|| damaged("an unknown media type"))?;
        let bytes = self.objects.get(&name).await?.ok_or_else(|| damaged("the name of an object that is lost"))?;
        Ok((media_type, bytes))
    }

    /// The registered listing behind an instrument.
    ///
    /// # Errors
    /// If there is none.
    pub async fn registered(&self, code: &str) -> Result<Listing, CatalogueError> {
        let text = "SELECT * FROM listings WHERE code = $1 AND state = 'registered'";
        let row = sqlx::query(text).bind(code).fetch_optional(&mut *self.database.read().await?).await?;
        listing(&row.ok_or(Refusal::ListingUnknown)?)
    }

    /// Registered assets after this listing, the oldest first, at most [`LISTINGS_PAGE`], each with its listing's number.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn descriptions(&self, after: i64) -> Result<Vec<(i64, Description)>, CatalogueError> {
        let listings = self.queue(ListingState::Registered, after).await?;
        Ok(listings.into_iter().filter_map(|listing| Some((listing.id, listing.description()?))).collect())
    }
}

impl Listing {
    /// What the public reads of it; `None` before it has a code.
    pub fn description(self) -> Option<Description> {
        Some(Description { code: self.code?, name: self.name, class: self.class, place: self.place, summary: self.summary })
    }
}

pub(crate) fn listing(row: &AnyRow) -> Result<Listing, CatalogueError> {
    let number = |name: &str| row.try_get::<i64, _>(name);
    let optional = |name: &str| row.try_get::<Option<i64>, _>(name);
    let text = |name: &str| row.try_get::<String, _>(name);
    let (class, state, media_type) = (text("class")?, text("state")?, text("media_type")?);
    Ok(Listing {
        id: number("id")?,
        agent: number("agent")?,
        owner: AccountId(number("owner")?.cast_unsigned()),
        name: text("name")?,
        class: AssetClass::from_name(&class).ok_or_else(|| damaged("an unknown class"))?,
        place: text("place")?,
        summary: text("summary")?,
        appraisal: Won(number("appraisal")?),
        total_units: Quantity(number("total_units")?),
        share: Bps(u16::try_from(number("share_bps")?).map_err(|_| damaged("a share out of range"))?),
        media_type: MediaType::from_name(&media_type).ok_or_else(|| damaged("an unknown media type"))?,
        state: ListingState::ALL.into_iter().find(|known| known.name() == state).ok_or_else(|| damaged("an unknown state"))?,
        submitted_at: Time(number("submitted_at_us")?),
        code: row.try_get("code")?,
        reviewed_by: optional("reviewed_by")?,
        reviewed_at: optional("reviewed_at_us")?.map(Time),
        confirmed_by: optional("confirmed_by")?,
        confirmed_at: optional("confirmed_at_us")?.map(Time),
        reason: row.try_get("reason")?,
        refusal: row.try_get("refusal")?,
    })
}

pub(crate) fn damaged(what: &str) -> StoreError {
    damaged_in("listings", what)
}

pub(crate) fn damaged_in(table: &'static str, what: &str) -> StoreError {
    StoreError::Row { table, what: what.to_owned() }
}
