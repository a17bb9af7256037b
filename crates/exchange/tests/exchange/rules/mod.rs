//! The table of rules: each with a blotter in which it accepts and one in which it refuses. What only chooses or computes cannot refuse; such a rule has
//! a twin instead, a blotter like the accepting one in which another outcome would be natural and does not come. docs/rules.md is written from it.

mod auctions;
mod cells;
mod document;
mod money;
mod offerings;
mod orders;
mod people;
mod prices;
mod proposals;
mod sessions;

/// One rule.
pub struct Rule {
    pub title: &'static str,
    pub text: &'static str,
    pub accepts: &'static str,
    pub refuses: &'static str,
    pub refusing: &'static str,
    /// What does not happen in the twin of a rule that cannot refuse.
    pub twin: Option<&'static str>,
}

impl Rule {
    /// The refusals its refusing blotter asserts: reason, and version of the dated rule.
    pub fn refusals(&self) -> Vec<&'static str> {
        let mut all: Vec<_> =
            self.refusing.lines().filter_map(|line| line.split_once("→ refused ")).map(|(_, refusal)| refusal.trim()).collect();
        all.dedup();
        all
    }

    /// Where an order is taken and ends by the rule instead: why, as its event says.
    pub fn ends(&self) -> Vec<&'static str> {
        let words = self.refusing.lines().filter_map(|line| line.rsplit_once(" cancelled ")).map(|(_, reason)| reason.trim());
        words.collect()
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
        ("Assets and offerings", offerings::RULES),
        ("Two people", proposals::RULES),
    ]
}

/// Rules with their two tests. A twin plays on the stage of the accepting blotter unless it names its own.
macro_rules! rules {
    ($(
        $accepts:ident, $refuses:ident: $title:literal, $text:literal; $stage:expr; $accepting:literal
        $(twin $(on $other:expr,)? $instead:literal;)? $refusing:literal
    )*) => {
        pub const RULES: &[super::Rule] = &[$(super::Rule {
            title: $title,
            text: $text,
            accepts: stringify!($accepts),
            refuses: stringify!($refuses),
            refusing: $refusing,
            twin: [$(Some($instead),)? None][0],
        }),*];

        $(
            #[test]
            fn $accepts() {
                crate::blotter::check($stage, $accepting);
            }

            #[test]
            fn $refuses() {
                crate::blotter::check([$($($other,)?)? $stage][0], $refusing);
            }
        )*
    };
}
pub(crate) use rules;
