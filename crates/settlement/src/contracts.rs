//! The contracts as they are called and deployed.

use crate::action::{Action, Contract, Grantee, account};
use crate::error::SettlementError;
use crate::setup::WON_MAX;
use crate::wallets::wallet_of;
use alloy_primitives::{Address, B256, Bytes, I256, U256, hex, keccak256};
use alloy_sol_types::{SolCall, SolValue, sol};
use chain::{Call, Chain};
use signer::{Role, Signer};
use std::collections::BTreeMap;

sol! {
    struct Movement {
        address wallet;
        int256 amount;
    }
    struct Leg {
        address token;
        Movement[] movements;
    }
    struct Journal {
        uint8 market;
        uint8 shard;
    }
    struct Range {
        uint64 first;
        uint64 last;
        uint64 decidedAt;
    }
    function grantRole(bytes32 role, address account) external;
    function add(address wallet, uint64 owner, uint16 country, uint64 verifiedUntil) external;
    function update(address wallet, uint16 country, uint64 verifiedUntil) external;
    function mint(address to, uint256 value, bytes32 paymentId) external;
    function burn(address from, uint256 value, bytes32 paymentId) external;
    function issue(address to, uint256 value, bytes data) external;
    function settle(Journal journal, Range range, Leg[] legs) external;
    function isUsed(bytes32 id) external view returns (bool);
    function settled(uint8 market, uint8 shard) external view returns (uint64 seq, uint64 decidedAt);
    struct Registered {
        uint64 owner;
        uint16 country;
        uint64 verifiedUntil;
        bool frozen;
    }
    function identity(address wallet) external view returns (Registered memory);
    function balanceOf(address account) external view returns (uint256);
    function totalSupply() external view returns (uint256);
}

/// The addresses of what is deployed, by the contract's name in the tables.
pub(crate) type Addresses = BTreeMap<String, Address>;

/// Where a transaction goes and what it says; to nobody where it creates a contract.
pub(crate) type Message = (Option<Address>, Bytes);

/// The message of an action. `market` and `shard` name the journal.
pub(crate) fn message(action: &Action, journal: (u8, u8), addresses: &Addresses, signer: &Signer) -> Result<Message, SettlementError> {
    let to = |contract| address_of(contract, addresses).map(Some);
    Ok(match action {
        Action::Deploy { contract, code, registered_units } => (None, creation(*contract, code, *registered_units, addresses, signer)?),
        Action::Grant { on, role, to: grantee } => {
            let account = grantee_address(*grantee, addresses, signer)?;
            (to(*on)?, grantRoleCall { role: keccak256(role), account }.abi_encode().into())
        }
        Action::AddIdentity(identity) => {
            let wallet = wallet_of(account(identity.account));
            let call = addCall { wallet, owner: identity.owner, country: identity.country, verifiedUntil: identity.verified_until };
            (to(Contract::Identities)?, call.abi_encode().into())
        }
        Action::UpdateIdentity(identity) => {
            let wallet = wallet_of(account(identity.account));
            let call = updateCall { wallet, country: identity.country, verifiedUntil: identity.verified_until };
            (to(Contract::Identities)?, call.abi_encode().into())
        }
        Action::Mint { account: holder, amount, deposit, part } => {
            let payment = payment_id("deposit", *deposit, *part);
            let call = mintCall { to: wallet_of(account(*holder)), value: value(*amount)?, paymentId: payment };
            (to(Contract::Won)?, call.abi_encode().into())
        }
        Action::Burn { account: holder, amount, withdrawal, part } => {
            let payment = payment_id("withdrawal", *withdrawal, *part);
            let call = burnCall { from: wallet_of(account(*holder)), value: value(*amount)?, paymentId: payment };
            (to(Contract::Won)?, call.abi_encode().into())
        }
        Action::Issue { instrument, account: holder, units, last, part } => {
            let data = issue_id(journal, *last, *part).into();
            let call = issueCall { to: wallet_of(account(*holder)), value: value(*units)?, data };
            (to(Contract::Units(*instrument))?, call.abi_encode().into())
        }
        Action::Settle { first, last, decided_at, legs } => {
            let legs = legs.iter().map(|(asset, movements)| leg(*asset, movements, addresses)).collect::<Result<_, _>>()?;
            let journal = Journal { market: journal.0, shard: journal.1 };
            let range = Range { first: *first, last: *last, decidedAt: *decided_at };
            (to(Contract::Settlement)?, settleCall { journal, range, legs }.abi_encode().into())
        }
    })
}

pub(crate) fn address_of(contract: Contract, addresses: &Addresses) -> Result<Address, SettlementError> {
    let missing = || SettlementError::Row { table: "settlement_contracts", what: format!("no {}", contract.name()) };
    addresses.get(&contract.name()).copied().ok_or_else(missing)
}

fn leg(asset: u32, movements: &[crate::action::Movement], addresses: &Addresses) -> Result<Leg, SettlementError> {
    let token = address_of(crate::action::Asset::of_number(asset).contract(), addresses)?;
    let movement = |movement: &crate::action::Movement| Movement {
        wallet: wallet_of(account(movement.account)),
        amount: I256::try_from(movement.amount).expect("64 bits fit into 256"),
    };
    Ok(Leg { token, movements: movements.iter().map(movement).collect() })
}

fn creation(
    contract: Contract,
    code: &str,
    registered_units: i64,
    addresses: &Addresses,
    signer: &Signer,
) -> Result<Bytes, SettlementError> {
    let admin = signer.address(Role::Admin);
    let identities = || address_of(Contract::Identities, addresses);
    let (artifact, arguments) = match contract {
        Contract::Identities => (include_str!("../../../contracts/artifacts/IdentityRegistry.json"), (admin,).abi_encode_params()),
        Contract::Settlement => (include_str!("../../../contracts/artifacts/NetSettlement.json"), (admin,).abi_encode_params()),
        Contract::Won => {
            let arguments = (value(WON_MAX)?, identities()?, admin).abi_encode_params();
            (include_str!("../../../contracts/artifacts/DepositToken.json"), arguments)
        }
        Contract::Units(_) => {
            let symbol = code.strip_prefix("KRW-").unwrap_or(code);
            let arguments = (code, symbol, value(registered_units)?, identities()?, admin).abi_encode_params();
            (include_str!("../../../contracts/artifacts/SecurityToken.json"), arguments)
        }
    };
    Ok([creation_code(artifact), arguments].concat().into())
}

/// The creation code of a committed artifact.
fn creation_code(artifact: &str) -> Vec<u8> {
    #[derive(serde::Deserialize)]
    struct Artifact {
        bytecode: String,
    }
    let artifact: Artifact = serde_json::from_str(artifact).expect("an artifact is JSON with its bytecode");
    hex::decode(artifact.bytecode).expect("bytecode is in hexadecimal digits")
}

fn grantee_address(grantee: Grantee, addresses: &Addresses, signer: &Signer) -> Result<Address, SettlementError> {
    Ok(match grantee {
        Grantee::Registrar => signer.address(Role::Registrar),
        Grantee::Issuer => signer.address(Role::Issuer),
        Grantee::Minter => signer.address(Role::Minter),
        Grantee::Settler => signer.address(Role::Settler),
        Grantee::Compliance => signer.address(Role::Compliance),
        Grantee::Settlement => address_of(Contract::Settlement, addresses)?,
    })
}

pub(crate) fn payment_id(kind: &str, id: u64, part: u32) -> B256 {
    keccak256(format!("{kind} {id} {part}"))
}

pub(crate) fn issue_id((market, shard): (u8, u8), last: u64, part: u32) -> B256 {
    keccak256(format!("issue {market} {shard} {last} {part}"))
}

fn value(amount: i64) -> Result<U256, SettlementError> {
    U256::try_from(amount).map_err(|_| SettlementError::Row { table: "settlement_actions", what: format!("the amount {amount}") })
}

/// What a view of a contract returns on top of the newest block.
pub(crate) async fn ask<C: SolCall>(chain: &dyn Chain, to: Address, call: C) -> Result<C::Return, SettlementError> {
    let output = chain.call(Call { from: Address::ZERO, to: Some(to), input: call.abi_encode().into() }).await?;
    C::abi_decode_returns(&output).map_err(|error| SettlementError::Row { table: "of the chain", what: format!("{output}: {error}") })
}
