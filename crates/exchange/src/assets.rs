//! `RegisterAsset` and `ReleaseProceeds`: what a listed instrument is a share of, and the money its offering raised.

use crate::accounts::house;
use crate::exchange::Exchange;
use crate::offering::Offering;
use money::{Bps, Quantity, Won};
use protocol::command::{AssetClass, RegisterAsset, ReleaseProceeds};
use protocol::event::{AssetRegistered, ProceedsReleased};
use protocol::{Event, Header, Reason, Rejection};

/// Real estate is offered below this share, in basis points.
const REAL_ESTATE_SHARE_BPS: u16 = 4_900;
const WHOLE_BPS: u16 = 10_000;

/// An asset, by the instrument that is a share of it.
#[derive(Clone, Debug)]
pub(crate) struct Asset {
    /// Local number of the account that gets proceeds and the owner's part.
    pub(crate) owner: u32,
    pub(crate) class: AssetClass,
    pub(crate) appraisal: Won,
    /// The whole, tokenised or not.
    pub(crate) total_units: Quantity,
    pub(crate) share: Bps,
    pub(crate) unit_price: Won,
    pub(crate) offered_units: Quantity,
    pub(crate) stage: Stage,
}

/// How far an asset has come on the primary market.
#[derive(Clone, Debug)]
pub(crate) enum Stage {
    Registered,
    Offered(Offering),
    /// The proceeds that are still in escrow.
    Funded(Won),
    /// Everybody was refunded.
    Failed,
}

impl Stage {
    /// What its offering raised and has not been released, in won.
    pub(crate) fn in_escrow(&self) -> Won {
        match self {
            Self::Registered | Self::Failed => Won::ZERO,
            Self::Offered(offering) => offering.raised,
            Self::Funded(left) => *left,
        }
    }
}

impl Exchange {
    pub(crate) fn register_asset(&mut self, header: &Header, register: &RegisterAsset, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let i = self.instrument_local(register.instrument)?;
        self.outside_account(register.owner)?;
        let instrument = self.instrument(i);
        if self.assets.contains_key(&i) {
            return Err(Reason::AssetAlreadyRegistered.into());
        }
        if instrument.delisted {
            return Err(Reason::InstrumentDelisted.into());
        }
        if !instrument.halted {
            return Err(Reason::NotHalted.into());
        }
        if instrument.issued != Quantity::ZERO {
            return Err(Reason::UnitsAlreadyIssued.into());
        }
        if !register.total_units.is_positive() {
            return Err(Reason::QuantityNotPositive.into());
        }
        let Some(offered_units) = offered_units(register) else { return Err(Reason::ShareOutOfRange.into()) };
        let unit_price = Won(register.appraisal.0.max(0) / register.total_units.0);
        if unit_price == Won::ZERO {
            return Err(Reason::AppraisalTooSmall.into());
        }
        let listing = &instrument.listing;
        let is_whole = listing.price_decimals == 0 && listing.quantity_decimals == 0;
        if !is_whole || listing.registered_supply != offered_units || listing.reference_price.0 != unit_price.0 {
            return Err(Reason::ListingDiffers.into());
        }
        // After this point it must succeed.
        let RegisterAsset { instrument, owner, class, appraisal, total_units, share } = *register;
        self.emit(header, AssetRegistered { instrument, owner, class, appraisal, total_units, share, unit_price, offered_units }, out);
        Ok(())
    }

    pub(crate) fn release_proceeds(&mut self, header: &Header, release: &ReleaseProceeds, out: &mut Vec<Event>) -> Result<(), Rejection> {
        let i = self.instrument_local(release.instrument)?;
        let asset = self.asset(i)?;
        let owner = self.account_id(asset.owner);
        let Stage::Funded(left) = asset.stage else { return Err(Reason::AssetNotFunded.into()) };
        if !release.amount.is_positive() {
            return Err(Reason::AmountNotPositive.into());
        }
        if release.amount > left {
            return Err(Reason::ProceedsExceeded.into());
        }
        // After this point it must succeed.
        let ReleaseProceeds { instrument, amount, evidence } = *release;
        self.emit(header, ProceedsReleased { instrument, owner, amount, evidence }, out);
        Ok(())
    }

    /// The asset of an instrument, or why a command about it is refused.
    pub(crate) fn asset(&self, i: u16) -> Result<&Asset, Rejection> {
        self.assets.get(&i).ok_or(Reason::UnknownAsset.into())
    }

    /// Whether trading in an instrument may be opened: at once, unless it is a share of an asset that has not been sold.
    pub(crate) fn may_trade(&self, i: u16) -> bool {
        self.assets.get(&i).is_none_or(|asset| matches!(asset.stage, Stage::Funded(_)))
    }

    /// Whether an offering of it is announced or under way.
    pub(crate) fn is_offered(&self, i: u16) -> bool {
        self.assets.get(&i).is_some_and(|asset| matches!(asset.stage, Stage::Offered(_)))
    }

    /// What `AssetRegistered` changes.
    pub(crate) fn add_asset(&mut self, registered: &AssetRegistered) {
        let asset = Asset {
            owner: registered.owner.local(),
            class: registered.class,
            appraisal: registered.appraisal,
            total_units: registered.total_units,
            share: registered.share,
            unit_price: registered.unit_price,
            offered_units: registered.offered_units,
            stage: Stage::Registered,
        };
        self.assets.insert(registered.instrument.local(), asset);
    }

    /// What `ProceedsReleased` changes.
    pub(crate) fn pay_proceeds(&mut self, released: &ProceedsReleased) {
        let asset = self.assets.get_mut(&released.instrument.local()).expect("released proceeds are an asset's");
        let Stage::Funded(left) = &mut asset.stage else { panic!("released proceeds are of an offering that succeeded") };
        *left -= released.amount;
        assert!(left.0 >= 0, "no more is released than was raised");
        self.accounts[house::OFFERING_ESCROW].available -= released.amount;
        self.accounts[released.owner.local()].available += released.amount;
    }
}

/// floor(total units × share), if the share may be offered.
fn offered_units(register: &RegisterAsset) -> Option<Quantity> {
    let share = register.share.0;
    let is_allowed = match register.class {
        AssetClass::RealEstate => share < REAL_ESTATE_SHARE_BPS,
        AssetClass::IntellectualProperty | AssetClass::StartUp | AssetClass::Company => share <= WHOLE_BPS,
    };
    let units = i128::from(register.total_units.0) * i128::from(share) / i128::from(WHOLE_BPS);
    let units = i64::try_from(units).ok().filter(|&units| is_allowed && units > 0)?;
    Some(Quantity(units))
}
