//! Lists the demo's instruments, opens and funds accounts. Everything looks first what is there already.

use super::instruments::{DemoInstrument, instruments};
use super::roles::Agent;
use super::view::simulated_account;
use crate::desk::Desk;
use crate::folder::DataFolder;
use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use money::{Quantity, Scale, Won};
use projections::live::LiveState;
use projections::live::account::Account;
use protocol::command::{AccountKind, CreditDeposit, GrantCash, InvestorClass, IssueUnits, OpenAccount, RequestDeposit, SetVerification};
use protocol::event::Event;
use protocol::ids::ExternalId;
use protocol::{AccountId, Command, Day, InstrumentId, Market, OwnerId};
use std::fmt::Write;
use tower::ServiceExt;

/// People's accounts of the demo: owners 1001 to 1003, one account of each in both markets.
const PEOPLE: std::ops::RangeInclusive<u64> = 1_001..=1_003;
const PEOPLE_CASH: Won = Won(50_000_000);
/// Korea, ISO 3166-1 numeric.
const KOREA: u16 = 410;
/// Cash of the simulated traders as a multiple of what their units are worth.
const CASH_PER_UNITS: i64 = 2;
/// Longest answer of the API to a request for a key.
const ANSWER_BYTES_MAX: usize = 16 << 10;

/// Lists what is not listed, and opens and funds the simulated traders that are not there.
///
/// # Errors
/// If a command is refused.
pub async fn seed(desks: &[Desk]) -> Result<()> {
    for desk in desks {
        for instrument in instruments().into_iter().filter(|instrument| instrument.market == desk.home().market) {
            let code = instrument.listing.code.clone();
            seed_instrument(desk, &instrument).await.with_context(|| format!("{code}"))?;
        }
    }
    Ok(())
}

async fn seed_instrument(desk: &Desk, demo: &DemoInstrument) -> Result<()> {
    if desk.live.codes().get(demo.listing.code.as_str()).is_none() {
        desk.give(Command::ListInstrument(Box::new(demo.listing.clone()))).await?;
    }
    let listed = desk.live.codes().get(demo.listing.code.as_str()).context("it was listed")?;
    let Some(trading) = &demo.trading else { return Ok(()) };
    let scale = Scale::new(demo.listing.price_decimals, demo.listing.quantity_decimals).context("its scales")?;
    for agent in Agent::all(listed.id) {
        let account = open(desk, agent.owner, AccountKind::Simulated).await?;
        let units = Quantity(trading.units.0 / 100 * agent.share);
        let worth = scale.value(demo.listing.reference_price, units).context("units within range")?;
        fund(desk, account, Won(worth.0 * CASH_PER_UNITS)).await?;
        issue(desk, account, listed.id, units, worth).await?;
    }
    Ok(())
}

/// The owner's account, opened and verified if it is not there.
async fn open(desk: &Desk, owner: OwnerId, kind: AccountKind) -> Result<AccountId> {
    let find = |state: &LiveState| match kind {
        AccountKind::Simulated => simulated_account(state, owner),
        _ => state.accounts().iter().find(|account| account.owner == owner && account.kind == kind).map(|account| account.id),
    };
    let account = match desk.read(find) {
        Some(account) => account,
        None => {
            let events = desk.give(OpenAccount { owner, kind, own_instrument: None }).await?;
            let opened = events.iter().find_map(|event| if let Event::AccountOpened(opened) = event { Some(opened.account) } else { None });
            opened.context("an opened account has an id")?
        }
    };
    let is_verified = desk.read(|state| state.account(account).is_some_and(|row| row.verification.is_some()));
    if !is_verified && desk.home().market == Market::Live {
        let class = InvestorClass::General;
        desk.give(SetVerification { account, verified_until: Day::LAST, country: KOREA, class }).await?;
    }
    Ok(account)
}

/// Gives an account its first money, if nothing ever happened to it.
async fn fund(desk: &Desk, account: AccountId, amount: Won) -> Result<()> {
    let (is_untouched, under_way) = desk.read(|state| match state.account(account) {
        None => (true, None),
        Some(row) => {
            let under_way = row.payments.as_deref().and_then(|payments| payments.deposits.first());
            (row.statement.lines == 0, under_way.map(|deposit| deposit.id))
        }
    });
    if !is_untouched {
        return Ok(());
    }
    if desk.home().market == Market::Practice {
        desk.give(GrantCash { account, amount }).await?;
        return Ok(());
    }
    let deposit = match under_way {
        Some(deposit) => deposit,
        None => {
            let hash = blake3::hash(format!("jogak demo, first money of {account}").as_bytes());
            let external_id = ExternalId(*hash.as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes"));
            let events = desk.give(RequestDeposit { account, amount, external_id }).await?;
            let requested =
                events.iter().find_map(|event| if let Event::DepositRequested(requested) = event { Some(requested.deposit) } else { None });
            requested.context("a requested deposit has an id")?
        }
    };
    desk.give(CreditDeposit { deposit }).await?;
    Ok(())
}

/// Issues units to an account that never had or traded any.
async fn issue(desk: &Desk, account: AccountId, instrument: InstrumentId, quantity: Quantity, cost: Won) -> Result<()> {
    // A holding stays listed after its last unit was sold.
    let has_some = |row: &Account| row.holding(instrument).is_some();
    if !desk.read(|state| state.account(account).is_some_and(has_some)) {
        desk.give(IssueUnits { instrument, account, quantity, cost }).await?;
    }
    Ok(())
}

/// Opens a few ordinary accounts with money in both markets, and leaves their keys in a file that only the folder's owner reads.
///
/// # Errors
/// If a command is refused or the file cannot be written.
pub async fn open_accounts_for_people(folder: &DataFolder, desks: &[Desk], router: Router, staff_token: &str) -> Result<()> {
    let path = folder.demo_accounts_path();
    if path.exists() {
        return Ok(());
    }
    let mut text = "# account, its bearer key: Authorization: Bearer KEY\n".to_owned();
    for desk in desks {
        for owner in PEOPLE {
            let account = open(desk, OwnerId(owner), AccountKind::Investor).await?;
            fund(desk, account, PEOPLE_CASH).await?;
            let key = mint(router.clone(), account, staff_token).await?;
            let _never_fails = writeln!(text, "{account} {key}");
        }
    }
    folder.write_secret("demo_accounts.txt", &text)?;
    eprintln!("keys of the demo's accounts: {}", path.display());
    Ok(())
}

/// Asks the API for a key, as staff would.
async fn mint(router: Router, account: AccountId, staff_token: &str) -> Result<String> {
    let request = Request::post(format!("/api/v1/accounts/{account}/keys")).header("authorization", format!("Bearer {staff_token}"));
    let response = router.oneshot(request.body(Body::empty())?).await?;
    let status = response.status();
    let body = to_bytes(response.into_body(), ANSWER_BYTES_MAX).await?;
    if status != StatusCode::CREATED {
        bail!("a key for {account}: {status} {}", String::from_utf8_lossy(&body));
    }
    let minted: serde_json::Value = serde_json::from_slice(&body)?;
    Ok(minted["key"].as_str().context("a minted key is a text")?.to_owned())
}
