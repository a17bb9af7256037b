//! An action of staff as it waits for its approval, in the words and units of the route that asks for it.

use money::Won;
use projections::live::LiveState;
use protocol::{AccountId, InstrumentId, StaffAction, Time};

use crate::numbers::{show_price, show_quantity};
use crate::routes::own_orders::code_and_scale;
use crate::routes::policies::{RuleBody, show_rule};
use crate::words::{AssetClassWord, CircleWord};

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = StaffAction)]
pub(crate) enum ActionRow {
    GrantCash {
        #[schema(value_type = String)]
        account: AccountId,
        #[schema(value_type = String)]
        amount: Won,
    },
    SetPolicy {
        policy: String,
        #[schema(value_type = String, format = DateTime)]
        valid_from: Time,
        source: String,
        body: Box<RuleBody>,
    },
    ListInstrument {
        instrument: String,
        price_decimals: u8,
        quantity_decimals: u8,
        lot: String,
        max_order_quantity: String,
        registered_supply: String,
        reference_price: String,
        circle: CircleWord,
    },
    IssueUnits {
        instrument: String,
        #[schema(value_type = String)]
        account: AccountId,
        quantity: String,
        #[schema(value_type = String)]
        cost: Won,
    },
    HaltInstrument {
        instrument: String,
        reason: String,
    },
    ResumeInstrument {
        instrument: String,
    },
    DelistInstrument {
        instrument: String,
        reason: String,
    },
    PayDistribution {
        instrument: String,
        #[schema(value_type = String)]
        payer: AccountId,
        #[schema(value_type = String)]
        total: Won,
    },
    RegisterAsset {
        instrument: String,
        #[schema(value_type = String)]
        owner: AccountId,
        class: AssetClassWord,
        #[schema(value_type = String)]
        appraisal: Won,
        total_units: String,
        share_bps: u16,
    },
    ScheduleOffering {
        instrument: String,
        #[schema(value_type = String, format = DateTime)]
        opens_at: Time,
        #[schema(value_type = String, format = DateTime)]
        closes_at: Time,
        minimum: String,
        maximum: String,
        target: String,
    },
    CancelOffering {
        instrument: String,
        reason: String,
    },
    ReleaseProceeds {
        instrument: String,
        #[schema(value_type = String)]
        amount: Won,
        /// BLAKE3 of the document that shows what it is for.
        evidence: String,
    },
}

pub(crate) fn show_action(state: &LiveState, action: &StaffAction) -> ActionRow {
    let code = |instrument: InstrumentId| code_and_scale(state, instrument).0;
    match action {
        StaffAction::GrantCash(action) => ActionRow::GrantCash { account: action.account, amount: action.amount },
        StaffAction::SetPolicy(action) => ActionRow::SetPolicy {
            policy: action.policy.0.to_string(),
            valid_from: action.valid_from,
            source: action.source.to_string(),
            body: Box::new(show_rule(&action.body)),
        },
        StaffAction::ListInstrument(action) => {
            let scale = money::Scale::new(action.price_decimals, action.quantity_decimals)
                .unwrap_or(money::Scale::new(0, 0).expect("no decimals are in range"));
            let units = |quantity| show_quantity(quantity, scale);
            ActionRow::ListInstrument {
                instrument: action.code.to_string(),
                price_decimals: action.price_decimals,
                quantity_decimals: action.quantity_decimals,
                lot: units(action.lot),
                max_order_quantity: units(action.max_order_quantity),
                registered_supply: units(action.registered_supply),
                reference_price: show_price(action.reference_price, scale),
                circle: action.circle.into(),
            }
        }
        StaffAction::IssueUnits(action) => {
            let (instrument, scale) = code_and_scale(state, action.instrument);
            let quantity = show_quantity(action.quantity, scale);
            ActionRow::IssueUnits { instrument, account: action.account, quantity, cost: action.cost }
        }
        StaffAction::HaltInstrument(action) => {
            ActionRow::HaltInstrument { instrument: code(action.instrument), reason: action.reason.to_string() }
        }
        StaffAction::ResumeInstrument(action) => ActionRow::ResumeInstrument { instrument: code(action.instrument) },
        StaffAction::DelistInstrument(action) => {
            ActionRow::DelistInstrument { instrument: code(action.instrument), reason: action.reason.to_string() }
        }
        StaffAction::PayDistribution(action) => {
            ActionRow::PayDistribution { instrument: code(action.instrument), payer: action.payer, total: action.total }
        }
        StaffAction::RegisterAsset(action) => {
            let (instrument, scale) = code_and_scale(state, action.instrument);
            ActionRow::RegisterAsset {
                instrument,
                owner: action.owner,
                class: action.class.into(),
                appraisal: action.appraisal,
                total_units: show_quantity(action.total_units, scale),
                share_bps: action.share.0,
            }
        }
        StaffAction::ScheduleOffering(action) => {
            let (instrument, scale) = code_and_scale(state, action.instrument);
            let units = |quantity| show_quantity(quantity, scale);
            ActionRow::ScheduleOffering {
                instrument,
                opens_at: action.opens_at,
                closes_at: action.closes_at,
                minimum: units(action.minimum),
                maximum: units(action.maximum),
                target: units(action.target),
            }
        }
        StaffAction::CancelOffering(action) => {
            ActionRow::CancelOffering { instrument: code(action.instrument), reason: action.reason.to_string() }
        }
        StaffAction::ReleaseProceeds(action) => ActionRow::ReleaseProceeds {
            instrument: code(action.instrument),
            amount: action.amount,
            evidence: blake3::Hash::from_bytes(action.evidence).to_hex().to_string(),
        },
    }
}
