//! The check of an identity: a document comes in, and somebody of staff decides.

use money::Won;
use protocol::command::{GrantCash, InvestorClass, OpenAccount, SetVerification};
use protocol::{AccountId, Command, Day, Home, OwnerId, Time};
use store::objects::ObjectName;
use store::{MediaType, StoreError, Transaction, outbox};

use crate::error::{PeopleError, Refusal};
use crate::sessions::account_of;
use crate::sign_up::name_place;
use crate::words::{IdNumber, ReasonText};
use crate::{OWNER, People, PersonId, now};

/// How long an approval is good, in days.
pub const KYC_DAYS: u16 = 365;
/// Documents that a person may hand in, all together.
const CASES_PER_PERSON_MAX: i64 = 10;
/// Cases of one page of the queue.
pub const KYC_QUEUE_PAGE: usize = 100;
/// What a practice account begins with.
const PRACTICE_GRANT: Won = Won(1_000_000_000);
/// Korea is nine hours ahead, all year.
const KOREA_US: i64 = 9 * 3_600_000_000;
const DAY_US: i64 = 86_400_000_000;

/// Where a person stands, or a case: a person may have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KycState {
    None,
    Submitted,
    Approved,
    Rejected,
}

impl KycState {
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    pub(crate) fn from_name(name: &str) -> Result<Self, PeopleError> {
        let found = [Self::None, Self::Submitted, Self::Approved, Self::Rejected].into_iter().find(|state| state.name() == name);
        found.ok_or_else(|| StoreError::Row { table: "kyc_cases", what: format!("the state {name:?}") }.into())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    ResidentCard,
    DriverLicence,
    Passport,
    BusinessRegistration,
}

impl DocumentKind {
    const ALL: [Self; 4] = [Self::ResidentCard, Self::DriverLicence, Self::Passport, Self::BusinessRegistration];

    pub fn name(self) -> &'static str {
        match self {
            Self::ResidentCard => "resident_card",
            Self::DriverLicence => "driver_licence",
            Self::Passport => "passport",
            Self::BusinessRegistration => "business_registration",
        }
    }
}

/// A document as it is handed in.
#[derive(Debug)]
pub struct NewCase {
    pub document_kind: DocumentKind,
    pub id_number: IdNumber,
    /// ISO 3166-1 numeric, 410 for Korea.
    pub country: u16,
    pub document: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Reject,
}

/// A case as staff and its owner see it.
#[derive(Debug)]
pub struct KycCase {
    pub id: i64,
    pub person: PersonId,
    pub name: String,
    pub state: KycState,
    pub document_kind: DocumentKind,
    /// All but the first signs hidden.
    pub id_number_masked: String,
    pub country: u16,
    pub media_type: MediaType,
    pub submitted_at: Time,
    pub decided_by: Option<PersonId>,
    pub decided_at: Option<Time>,
    pub reason: Option<String>,
    pub verified_until: Option<Day>,
}

type CaseRow = (i64, i64, Vec<u8>, String, String, Vec<u8>, i64, String, i64, Option<i64>, Option<i64>, Option<Vec<u8>>, Option<i64>);

macro_rules! select_cases {
    ($rest:literal) => {
        concat!(
            "SELECT k.id, k.person_id, p.name, k.state, k.document_kind, k.id_number, k.country, k.media_type, k.submitted_at_us, k.decided_by, ",
            "k.decided_at_us, k.reason, k.verified_until FROM kyc_cases k JOIN people p ON p.id = k.person_id ",
            $rest
        )
    };
}

impl People {
    /// Hands a document in. Gives the case's number.
    ///
    /// # Errors
    /// If one is under way, or the document is of no known type.
    pub async fn submit_kyc(&self, person: PersonId, case: NewCase) -> Result<i64, PeopleError> {
        let media_type = MediaType::of(&case.document)?;
        if !(1..=999).contains(&case.country) {
            return Err(Refusal::CountryMalformed.into());
        }
        let mut tx = self.database.begin().await?;
        let id = tx.next_number("kyc_cases").await?;
        let count: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM kyc_cases WHERE person_id = $1").bind(person.0).fetch_one(tx.sql()).await?;
        if count >= CASES_PER_PERSON_MAX {
            return Err(Refusal::KycTooOften.into());
        }
        let text = "UPDATE people SET kyc_state = 'submitted' WHERE id = $1 AND kyc_state <> 'submitted'";
        if sqlx::query(text).bind(person.0).execute(tx.sql()).await?.rows_affected() == 0 {
            return Err(Refusal::KycUnderWay.into());
        }
        // Kept before the row that names it: a crash in between leaves an object that nothing names, sealed.
        let object = self.objects.put(self.vault.seal(&document_place(id), &case.document)?).await?;
        let text =
            "INSERT INTO kyc_cases (id, person_id, state, document_kind, id_number, id_index, country, object, media_type, submitted_at_us)
            VALUES ($1, $2, 'submitted', $3, $4, $5, $6, $7, $8, $9)";
        sqlx::query(text)
            .bind(id)
            .bind(person.0)
            .bind(case.document_kind.name())
            .bind(self.vault.seal(&number_place(id), case.id_number.as_str().as_bytes())?)
            .bind(self.vault.index(case.document_kind.name(), &format!("{} {}", case.country, case.id_number.as_str())))
            .bind(i64::from(case.country))
            .bind(object.as_str())
            .bind(media_type.name())
            .bind(now().0)
            .execute(tx.sql())
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The cases of a person, newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn kyc_of(&self, person: PersonId) -> Result<Vec<KycCase>, PeopleError> {
        let text = select_cases!("WHERE k.person_id = $1 ORDER BY k.id DESC");
        let rows: Vec<CaseRow> = sqlx::query_as(text).bind(person.0).fetch_all(&mut *self.database.read().await?).await?;
        rows.into_iter().map(|row| self.case(row)).collect()
    }

    /// Cases that wait for a decision, the oldest first, after case `after`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn kyc_queue(&self, after: i64) -> Result<Vec<KycCase>, PeopleError> {
        let text = select_cases!("WHERE k.state = 'submitted' AND k.id > $1 ORDER BY k.id LIMIT $2");
        let rows: Vec<CaseRow> =
            sqlx::query_as(text).bind(after).bind(KYC_QUEUE_PAGE as i64).fetch_all(&mut *self.database.read().await?).await?;
        rows.into_iter().map(|row| self.case(row)).collect()
    }

    /// A case by its number.
    ///
    /// # Errors
    /// If there is none.
    pub async fn kyc_case(&self, id: i64) -> Result<KycCase, PeopleError> {
        let text = select_cases!("WHERE k.id = $1");
        let row: Option<CaseRow> = sqlx::query_as(text).bind(id).fetch_optional(&mut *self.database.read().await?).await?;
        self.case(row.ok_or(Refusal::KycUnknown)?)
    }

    /// The document of a case.
    ///
    /// # Errors
    /// If there is no such case, or the object is lost or damaged.
    pub async fn kyc_document(&self, id: i64) -> Result<(MediaType, Vec<u8>), PeopleError> {
        let text = "SELECT object, media_type FROM kyc_cases WHERE id = $1";
        let row: Option<(String, String)> = sqlx::query_as(text).bind(id).fetch_optional(&mut *self.database.read().await?).await?;
        let (object, media_type) = row.ok_or(Refusal::KycUnknown)?;
        let row_error = |what: &str| StoreError::Row { table: "kyc_cases", what: what.to_owned() };
        let name = ObjectName::new(&object).ok_or_else(|| row_error("no name of an object"))?;
        let media_type = MediaType::from_name(&media_type).ok_or_else(|| row_error("an unknown media type"))?;
        let sealed = self.objects.get(&name).await?.ok_or_else(|| row_error("the name of an object that is lost"))?;
        Ok((media_type, self.vault.open(&document_place(id), &sealed, "a document")?))
    }

    /// Decides a case. An approval asks the core for the person's accounts, or renews them.
    ///
    /// # Errors
    /// If it is decided already, is one's own, or the identity was approved for somebody else.
    pub async fn decide_kyc(&self, id: i64, by: PersonId, decision: Decision, reason: &ReasonText) -> Result<KycCase, PeopleError> {
        let mut tx = self.database.begin().await?;
        let found: Option<(i64, String, Vec<u8>)> =
            sqlx::query_as("SELECT person_id, state, id_index FROM kyc_cases WHERE id = $1").bind(id).fetch_optional(tx.sql()).await?;
        let (person, state, id_index) = found.ok_or(Refusal::KycUnknown)?;
        if state != KycState::Submitted.name() {
            return Err(Refusal::KycDecided.into());
        }
        if person == by.0 {
            return Err(Refusal::SamePerson.into());
        }
        let (state, verified_until) = match decision {
            Decision::Approve => (KycState::Approved, Some(verified_until(now()))),
            Decision::Reject => (KycState::Rejected, None),
        };
        let text = "UPDATE kyc_cases SET state = $2, decided_by = $3, decided_at_us = $4, reason = $5, verified_until = $6
            WHERE id = $1 AND state = 'submitted'";
        let decided = sqlx::query(text)
            .bind(id)
            .bind(state.name())
            .bind(by.0)
            .bind(now().0)
            .bind(self.vault.seal(&reason_place(id), reason.as_str().as_bytes())?)
            .bind(verified_until.map(|day| i64::from(day.0)))
            .execute(tx.sql())
            .await?;
        if decided.rows_affected() == 0 {
            return Err(Refusal::KycDecided.into());
        }
        match verified_until {
            Some(day) => self.approve(&mut tx, id, PersonId(person), &id_index, day).await?,
            None => {
                let text = "UPDATE people SET kyc_state = 'rejected' WHERE id = $1";
                sqlx::query(text).bind(person).execute(tx.sql()).await?;
            }
        }
        tx.commit().await?;
        self.kyc_case(id).await
    }

    async fn approve(&self, tx: &mut Transaction, case: i64, person: PersonId, id_index: &[u8], until: Day) -> Result<(), PeopleError> {
        let text = "INSERT INTO identities (id_index, person_id) VALUES ($1, $2) ON CONFLICT (id_index) DO NOTHING";
        sqlx::query(text).bind(id_index.to_vec()).bind(person.0).execute(tx.sql()).await?;
        let text = "SELECT person_id FROM identities WHERE id_index = $1";
        let holder: i64 = sqlx::query_scalar(text).bind(id_index.to_vec()).fetch_one(tx.sql()).await?;
        if holder != person.0 {
            return Err(Refusal::IdentityAlreadyUsed.into());
        }
        let text =
            "UPDATE people SET kyc_state = 'approved', verified_until = $2, live_refusal = NULL, practice_refusal = NULL WHERE id = $1
            RETURNING live_account, practice_account";
        let (live, practice): (Option<i64>, Option<i64>) =
            sqlx::query_as(text).bind(person.0).bind(i64::from(until.0)).fetch_one(tx.sql()).await?;
        for (home, account) in [(Home::LIVE, live), (Home::PRACTICE, practice)] {
            match account_of(account) {
                Some(account) => verify(tx, case, home, account).await?,
                None => {
                    let owner = OwnerId(u64::try_from(person.0).unwrap_or_default());
                    let command = OpenAccount { owner, kind: protocol::command::AccountKind::Investor, own_instrument: None };
                    outbox::enqueue(tx, home, OWNER, case, command).await?;
                }
            }
        }
        Ok(())
    }

    fn case(&self, row: CaseRow) -> Result<KycCase, PeopleError> {
        let (id, person, name, state, kind, number, country, media, submitted, decided_by, decided_at, reason, until) = row;
        let row_error = |what: String| StoreError::Row { table: "kyc_cases", what };
        let number = self.vault.open_text(&number_place(id), &number, "the number of a document")?;
        Ok(KycCase {
            id,
            person: PersonId(person),
            name: self.vault.open_text(&name_place(person), &name, "a name")?,
            state: KycState::from_name(&state)?,
            document_kind: DocumentKind::ALL
                .into_iter()
                .find(|known| known.name() == kind)
                .ok_or_else(|| row_error(format!("the kind {kind:?}")))?,
            id_number_masked: IdNumber::new(&number).map_err(|_| row_error("no number of a document".to_owned()))?.masked(),
            country: u16::try_from(country).map_err(|_| row_error(format!("the country {country}")))?,
            media_type: MediaType::from_name(&media).ok_or_else(|| row_error(format!("the media type {media:?}")))?,
            submitted_at: Time(submitted),
            decided_by: decided_by.map(PersonId),
            decided_at: decided_at.map(Time),
            reason: reason.map(|sealed| self.vault.open_text(&reason_place(id), &sealed, "a reason")).transpose()?,
            verified_until: until.and_then(|day| day.try_into().ok()).map(Day),
        })
    }
}

/// Asks the core to take note of an approval.
pub(crate) async fn verify(tx: &mut Transaction, case: i64, home: Home, account: AccountId) -> Result<(), StoreError> {
    let text = "SELECT country, verified_until FROM kyc_cases WHERE id = $1";
    let (country, until): (i64, Option<i64>) = sqlx::query_as(text).bind(case).fetch_one(tx.sql()).await?;
    let row_error = || StoreError::Row { table: "kyc_cases", what: format!("no approval in case {case}") };
    let verified_until = Day(until.and_then(|day| day.try_into().ok()).ok_or_else(row_error)?);
    let country = u16::try_from(country).map_err(|_| row_error())?;
    let command = SetVerification { account, verified_until, country, class: InvestorClass::General };
    outbox::enqueue(tx, home, OWNER, case, command).await?;
    Ok(())
}

/// What a new account begins with.
pub(crate) fn first_money(home: Home, account: AccountId) -> Option<Command> {
    (home == Home::PRACTICE).then(|| GrantCash { account, amount: PRACTICE_GRANT }.into())
}

/// The last day of an approval given now.
fn verified_until(now: Time) -> Day {
    let today = (now.0 + KOREA_US).div_euclid(DAY_US);
    Day(u16::try_from(today).unwrap_or(u16::MAX).saturating_add(KYC_DAYS))
}

fn number_place(case: i64) -> String {
    format!("kyc_cases.id_number:{case}")
}

fn reason_place(case: i64) -> String {
    format!("kyc_cases.reason:{case}")
}

fn document_place(case: i64) -> String {
    format!("kyc_cases.document:{case}")
}
