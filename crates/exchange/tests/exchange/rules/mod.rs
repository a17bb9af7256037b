//! The table of rules: each with a blotter in which it accepts and one in which it refuses. docs/rules.md is written from it.

mod auctions;
mod cells;
mod document;
mod money;
mod orders;
mod people;
mod prices;
mod sessions;

/// One rule.
pub struct Rule {
    pub title: &'static str,
    pub text: &'static str,
    pub accepts: &'static str,
    pub refuses: &'static str,
    pub refusing: &'static str,
}

impl Rule {
    /// The refusals its refusing blotter asserts: reason, and version of the dated rule.
    pub fn refusals(&self) -> Vec<&'static str> {
        let mut all: Vec<_> =
            self.refusing.lines().filter_map(|line| line.split_once("→ refused ")).map(|(_, refusal)| refusal.trim()).collect();
        all.dedup();
        all
    }
}

pub fn all() -> Vec<(&'static str, &'static [Rule])> {
    vec![
        ("Prices and quantities", prices::RULES),
        ("Orders", orders::RULES),
        ("Sessions", sessions::RULES),
        ("Call auctions", auctions::RULES),
        ("Money, fees and tax", money::RULES),
        ("Who may trade", people::RULES),
    ]
}

/// Rules with their two tests.
macro_rules! rules {
    ($($accepts:ident, $refuses:ident: $title:literal, $text:literal; $stage:expr; $accepting:literal $refusing:literal)*) => {
        pub const RULES: &[super::Rule] = &[$(super::Rule {
            title: $title,
            text: $text,
            accepts: stringify!($accepts),
            refuses: stringify!($refuses),
            refusing: $refusing,
        }),*];

        $(
            #[test]
            fn $accepts() {
                crate::blotter::check($stage, $accepting);
            }

            #[test]
            fn $refuses() {
                crate::blotter::check($stage, $refusing);
            }
        )*
    };
}
pub(crate) use rules;
