//! What the operator does on the chain, each with a key of its own.

/// A role with a key. The contracts grant each what its name says and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Deploys contracts and grants roles.
    Admin,
    /// Keeps the registry of identities.
    Registrar,
    /// Issues and redeems units.
    Issuer,
    /// Mints and burns deposit coins.
    Minter,
    /// Settles ranges of the journal.
    Settler,
    /// Pauses, freezes, and carries out orders of authorities.
    Compliance,
}

impl Role {
    pub const ALL: [Self; 6] = [Self::Admin, Self::Registrar, Self::Issuer, Self::Minter, Self::Settler, Self::Compliance];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Registrar => "registrar",
            Self::Issuer => "issuer",
            Self::Minter => "minter",
            Self::Settler => "settler",
            Self::Compliance => "compliance",
        }
    }
}
