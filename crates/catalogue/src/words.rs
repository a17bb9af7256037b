//! Texts about assets, checked once where they come in.

use crate::error::Refusal;

macro_rules! texts {
    ($($(#[$meta:meta])* $name:ident, $chars:literal, $refusal:ident, $is_allowed:expr;)*) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// # Errors
            /// If it is empty, too long, or holds signs that no such text has.
            pub fn new(text: &str) -> Result<Self, Refusal> {
                let text = text.trim();
                let is_allowed: fn(char) -> bool = $is_allowed;
                let is_text = (1..=$chars).contains(&text.chars().count()) && text.chars().all(is_allowed);
                if is_text { Ok(Self(text.to_owned())) } else { Err(Refusal::$refusal) }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )* };
}

texts! {
    /// What an asset is called: up to 80 characters.
    AssetName, 80, NameMalformed, |c| !c.is_control();
    /// Where it is: up to 120 characters.
    Place, 120, PlaceMalformed, |c| !c.is_control();
    /// What it is, in lines: up to 2,000 characters.
    Summary, 2_000, SummaryMalformed, |c| !c.is_control() || c == '\n';
    /// Why something was decided: up to 500 characters.
    ReasonText, 500, ReasonMalformed, |c| !c.is_control();
}
