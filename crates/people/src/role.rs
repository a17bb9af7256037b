//! What a person may be. One person has one role.

/// A role, decided by the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Investor,
    /// Lists assets for an issuer.
    Agent,
    /// Decides on identities and listings.
    Reviewer,
    /// Payments in and out.
    Treasurer,
    /// Sessions, halts, policies.
    MarketOperator,
    /// Sees everything, does nothing.
    Auditor,
    /// Invites and removes staff.
    Administrator,
}

impl Role {
    pub const ALL: &'static [Self] =
        &[Self::Investor, Self::Agent, Self::Reviewer, Self::Treasurer, Self::MarketOperator, Self::Auditor, Self::Administrator];

    /// As it stands in SQL and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Investor => "investor",
            Self::Agent => "agent",
            Self::Reviewer => "reviewer",
            Self::Treasurer => "treasurer",
            Self::MarketOperator => "market_operator",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }

    pub fn is_staff(self) -> bool {
        !matches!(self, Self::Investor | Self::Agent)
    }
}
