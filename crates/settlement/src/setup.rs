//! Which contracts there are and who may do what on them.

use crate::action::{Action, Contract, Grantee, Identity};
use crate::movements::house;
use protocol::{AccountId, Home};

/// The most won that can ever be on the chain; the contract holds it for ever, so it is far above any use.
pub(crate) const WON_MAX: i64 = 30_000_000_000_000_000;

/// The house is not a person; its wallets are registered under this number.
const HOUSE_OWNER: u64 = u64::MAX;
const KOREA: u16 = 410;

/// What comes before anything else.
pub(crate) fn market(home: Home) -> Vec<Action> {
    let deploy = |contract| Action::Deploy { contract, code: String::new(), registered_units: 0 };
    let mut actions = vec![deploy(Contract::Identities), deploy(Contract::Won), deploy(Contract::Settlement)];
    actions.push(grant(Contract::Identities, "REGISTRAR_ROLE", Grantee::Registrar));
    actions.push(grant(Contract::Settlement, "SETTLER_ROLE", Grantee::Settler));
    actions.push(grant(Contract::Won, "MINTER_ROLE", Grantee::Minter));
    actions.extend(of_token(Contract::Won));
    actions.extend(house::ALL.map(|local| {
        let account = AccountId::new(home, local).0;
        Action::AddIdentity(Identity { account, owner: HOUSE_OWNER, country: KOREA, verified_until: u64::MAX })
    }));
    actions
}

/// What a newly listed instrument needs.
pub(crate) fn units(contract: Contract, code: String, registered_units: i64) -> Vec<Action> {
    let mut actions = vec![Action::Deploy { contract, code, registered_units }, grant(contract, "ISSUER_ROLE", Grantee::Issuer)];
    actions.extend(of_token(contract));
    actions
}

fn of_token(contract: Contract) -> [Action; 2] {
    [grant(contract, "VENUE_ROLE", Grantee::Settlement), grant(contract, "COMPLIANCE_ROLE", Grantee::Compliance)]
}

fn grant(on: Contract, role: &str, to: Grantee) -> Action {
    Action::Grant { on, role: role.to_owned(), to }
}
