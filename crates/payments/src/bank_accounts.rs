//! Numbers at the bank, one for each person.

use std::fmt;

use protocol::{AccountId, OwnerId};

use crate::error::{PaymentsError, Refusal};
use crate::{Payments, now};

/// The bank's own first digits.
const BANK: u64 = 790;
/// A check number catches one wrong digit and two that are exchanged, as with an IBAN.
const CHECK_MODULUS: u64 = 97;

/// A number at the virtual bank, such as `790-000010001-42`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankNumber(String);

impl BankNumber {
    fn of(person: OwnerId) -> Self {
        Self(format!("{BANK}-{:09}-{:02}", person.0, check(person.0)))
    }

    /// # Errors
    /// If it is none of this bank, or a digit is wrong.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let mut parts = text.split('-');
        let (bank, person, last) = (parts.next(), parts.next(), parts.next());
        let person = person.filter(|digits| digits.len() >= 9 && digits.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit()));
        let person = person.and_then(|digits| digits.parse().ok()).map(OwnerId).ok_or(Refusal::BankNumberUnknown)?;
        let number = Self::of(person);
        let is_same = number.0 == text && bank.is_some() && last.is_some() && parts.next().is_none();
        if is_same { Ok(number) } else { Err(Refusal::BankNumberUnknown) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BankNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check(person: u64) -> u64 {
    CHECK_MODULUS + 1 - (BANK * 1_000_000_000 % CHECK_MODULUS + person % CHECK_MODULUS) * 100 % CHECK_MODULUS
}

impl Payments {
    /// The number that a person pays in to, opened at the first call.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn bank_number(&self, person: OwnerId, account: AccountId) -> Result<BankNumber, PaymentsError> {
        let number = BankNumber::of(person);
        let found: Option<String> = sqlx::query_scalar("SELECT number FROM bank_accounts WHERE number = $1")
            .bind(number.as_str())
            .fetch_optional(&mut *self.database.read().await?)
            .await?;
        if found.is_none() {
            let mut tx = self.database.begin().await?;
            let text = "INSERT INTO bank_accounts (number, person_id, account, opened_at_us) VALUES ($1, $2, $3, $4) ON CONFLICT (number) DO NOTHING";
            sqlx::query(text).bind(number.as_str()).bind(signed(person.0)).bind(signed(account.0)).bind(now().0).execute(tx.sql()).await?;
            tx.commit().await?;
        }
        Ok(number)
    }
}

/// Ids stay below 2^63.
pub(crate) fn signed(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f11_a_wrong_digit_of_a_bank_number_is_noticed() {
        let number = BankNumber::of(OwnerId(10_001));
        assert_eq!(BankNumber::new(number.as_str()), Ok(number.clone()));
        for at in 0..number.0.len() {
            for digit in b'0'..=b'9' {
                let mut changed = number.0.clone().into_bytes();
                if changed[at] != digit {
                    changed[at] = digit;
                    let changed = String::from_utf8(changed).unwrap();
                    assert_eq!(BankNumber::new(&changed), Err(Refusal::BankNumberUnknown), "{changed}");
                }
            }
        }
        for text in ["", "790", "790-1-2", "790-000010001", "790-000010001-42-1"] {
            assert!(BankNumber::new(text).is_err(), "{text}");
        }
    }
}
