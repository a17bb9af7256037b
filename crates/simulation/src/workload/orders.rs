//! Orders: placed, amended, cancelled.

use super::{Sight, Workload, key, one_of};
use crate::books::{Books, Listed, OpenOrder};
use crate::market::{on_tick, tick_at};
use money::{Price, Quantity, Won};
use protocol::command::{AmendOrder, CancelOrder, CancelOrders, ClientOrder, PlaceOrder};
use protocol::order::ReservedUntil;
use protocol::text::ClientOrderId;
use protocol::{AccountId, Command, OrderId, OrderKind, SelfTradePrevention, Side, Size, Time, TimeInForce};

impl Workload {
    pub(super) fn place_order(&mut self, sight: &Sight<'_>) -> Command {
        let account = self.account(sight.books);
        let Some(listed) = self.instrument(sight.books).cloned() else { return self.out_of_place(sight) };
        let side = if self.rng.coin() { Side::Buy } else { Side::Sell };
        let price = self.price(&listed, side);
        let kind = self.kind(&listed, side, price, sight.now);
        let quantity = self.quantity(sight.books, &listed, account, side);
        let by_amount = side == Side::Buy && matches!(kind, OrderKind::Market | OrderKind::Best) && self.rng.coin();
        let size = if by_amount { Size::Amount(Won(quantity.0.max(1) * listed.last.max(1))) } else { Size::Quantity(quantity) };
        let mut order = PlaceOrder {
            account,
            instrument: listed.id,
            side,
            kind,
            time_in_force: self.time_in_force(kind),
            size,
            prevention: one_of! { self.rng,
                600 => None,
                150 => Some(SelfTradePrevention::CancelNewest),
                150 => Some(SelfTradePrevention::CancelOldest),
                _ => Some(SelfTradePrevention::Decrement),
            },
            client: self.client_order(),
        };
        if self.rng.below(5) == 0 {
            self.spoil(&mut order, &listed, sight);
        }
        order.into()
    }

    /// One thing about the order is wrong, or at least unusual.
    fn spoil(&mut self, order: &mut PlaceOrder, listed: &Listed, sight: &Sight<'_>) {
        match self.rng.below(20) {
            0 | 1 => order.account = self.wrong_account(),
            2 => order.instrument = self.wrong_instrument(),
            3 => order.account = AccountId::new(self.home, crate::books::FIRST_LOCAL + crate::market::INVESTORS),
            4 => order.account = AccountId::new(self.home, crate::books::FIRST_LOCAL + crate::market::INVESTORS + 1),
            5 => order.size = Size::Quantity(Quantity([0, -5, i64::MIN][self.rng.below(3) as usize])),
            6 => order.size = Size::Quantity(Quantity(listed.lot * 3 + 1)),
            7 => order.size = Size::Quantity(Quantity(listed.max_quantity + listed.lot)),
            8 => {
                let price = [0, -7, 2_001, 5_003, 10_001][self.rng.below(5) as usize];
                order.kind = with_price(order.kind, price);
            }
            9 => order.kind = with_price(order.kind, on_tick(listed.ticks, listed.upper * 2)),
            10 => {
                let price = self.price(listed, order.side);
                let stop = [0, 2_001, listed.upper * 3, listed.last][self.rng.below(4) as usize];
                order.kind = OrderKind::StopLimit { price: Price(price), stop: Price(stop) };
                order.time_in_force = TimeInForce::Gtc;
                order.size = Size::Quantity(Quantity(listed.lot));
            }
            11 => order.size = Size::Amount(Won(1_000)),
            12 => {
                (order.side, order.kind, order.time_in_force) = (Side::Buy, OrderKind::Market, TimeInForce::Ioc);
                order.size = Size::Amount(Won([0, -1, 1, i64::MAX, 1 << 50][self.rng.below(5) as usize]));
            }
            13 | 14 => {
                order.kind = [OrderKind::Market, OrderKind::Best, order.kind][self.rng.below(3) as usize];
                order.time_in_force = TimeInForce::ALL[self.rng.below(5) as usize];
            }
            15 => {
                let far = [0, -1, 31 * 86_400, 60][self.rng.below(4) as usize];
                let until = ReservedUntil::Time(sight.now.plus_seconds(far));
                order.kind = OrderKind::Reserved { price: Price(self.price(listed, order.side)), until };
                order.time_in_force = TimeInForce::Gtc;
                order.size = Size::Quantity(Quantity(listed.lot));
            }
            16 => {
                if let Some(&used) = self.pick(&self.client_ids.clone()) {
                    order.client = client_order(used);
                }
            }
            17 => {
                order.side = Side::Buy;
                order.size = Size::Quantity(Quantity(listed.max_quantity));
                order.kind = with_price(order.kind, on_tick(listed.ticks, listed.upper));
                order.account = AccountId::new(self.home, crate::books::FIRST_LOCAL + crate::market::ACCOUNTS - 1);
            }
            18 => {
                order.side = Side::Sell;
                order.size = Size::Quantity(Quantity(listed.max_quantity));
            }
            _ => {
                // Through the touch, post-only.
                order.time_in_force = TimeInForce::PostOnly;
                let through = if order.side == Side::Buy { listed.upper } else { listed.lower };
                order.kind = OrderKind::Limit { price: Price(on_tick(listed.ticks, through)) };
                order.size = Size::Quantity(Quantity(listed.lot));
            }
        }
    }

    fn kind(&mut self, listed: &Listed, side: Side, price: i64, now: Time) -> OrderKind {
        let price = Price(price);
        if listed.closed && self.rng.below(3) > 0 {
            return OrderKind::Reserved { price, until: ReservedUntil::NextSession };
        }
        one_of! { self.rng,
            710 => OrderKind::Limit { price },
            110 => OrderKind::Market,
            60 => OrderKind::Best,
            60 => {
                let away = tick_at(listed.ticks, listed.last) * (1 + self.rng.below(12) as i64);
                let stop = if side == Side::Buy { listed.last + away } else { listed.last - away };
                OrderKind::StopLimit { price, stop: Price(on_tick(listed.ticks, stop)) }
            },
            30 => OrderKind::Reserved { price, until: ReservedUntil::NextSession },
            _ => {
                let seconds = 1 + self.rng.below(7_200) as i64;
                OrderKind::Reserved { price, until: ReservedUntil::Time(now.plus_seconds(seconds)) }
            },
        }
    }

    fn time_in_force(&mut self, kind: OrderKind) -> TimeInForce {
        let choices: &[TimeInForce] = match kind {
            OrderKind::Limit { .. } => &[
                TimeInForce::Gtc,
                TimeInForce::Gtc,
                TimeInForce::Gtc,
                TimeInForce::Day,
                TimeInForce::Day,
                TimeInForce::Ioc,
                TimeInForce::Fok,
                TimeInForce::PostOnly,
            ],
            OrderKind::Market => &[TimeInForce::Ioc, TimeInForce::Fok, TimeInForce::Day, TimeInForce::Day],
            OrderKind::Best => &[TimeInForce::Ioc, TimeInForce::Fok],
            OrderKind::StopLimit { .. } | OrderKind::Reserved { .. } => &[TimeInForce::Gtc, TimeInForce::Day],
        };
        *self.pick(choices).expect("there are choices")
    }

    /// Near the last trade, on both sides of it; sometimes far enough to interrupt trading, or at the edge of the band.
    pub(super) fn price(&mut self, listed: &Listed, side: Side) -> i64 {
        let tick = tick_at(listed.ticks, listed.last);
        let away = self.rng.below(10) as i64 - 3;
        let toward = if side == Side::Buy { -1 } else { 1 };
        let wanted = one_of! { self.rng,
            850 => listed.last + toward * away * tick,
            90 => listed.last - toward * listed.last * (4 + self.rng.below(16) as i64) / 100,
            40 => if side == Side::Buy { listed.upper } else { listed.lower },
            _ => if side == Side::Buy { listed.lower } else { listed.upper },
        };
        let wanted = if listed.has_band { wanted.clamp(listed.lower, listed.upper) } else { wanted };
        let snapped = on_tick(listed.ticks, wanted);
        if listed.has_band && snapped < listed.lower { listed.lower } else { snapped }
    }

    fn quantity(&mut self, books: &Books, listed: &Listed, account: AccountId, side: Side) -> Quantity {
        let most: u64 = if listed.last < 100 { 200_000 } else { 60 };
        let mut lots = 1 + self.rng.below(most) as i64;
        if listed.last < 100 && self.rng.below(4) == 0 {
            // Worth less than one won.
            lots = 1 + self.rng.below(600) as i64;
        }
        if self.rng.below(40) == 0 {
            lots *= 30;
        }
        if side == Side::Sell {
            let available = books.units(account, listed.id).available / listed.lot;
            if available > 0 {
                lots = lots.min(available);
            }
        }
        Quantity(lots * listed.lot)
    }

    fn client_order(&mut self) -> Option<Box<ClientOrder>> {
        if self.rng.below(4) > 0 {
            return None;
        }
        let hash = key(self.made, 2);
        self.client_ids.push(hash);
        client_order(hash)
    }

    pub(super) fn open_order(&mut self, sight: &Sight<'_>) -> Option<(u64, OpenOrder)> {
        let orders = &sight.books.orders;
        let last = *orders.last_key_value()?.0;
        let from = self.rng.below(last + 1);
        let of_focus = |order: &OpenOrder| order.instrument.local() == self.focus;
        let near = orders.range(from..).take(24);
        let focused = near.clone().find(|(_, order)| of_focus(order));
        focused.or_else(|| near.clone().next()).map(|(&id, order)| (id, order.clone()))
    }

    pub(super) fn cancel_order(&mut self, sight: &Sight<'_>) -> Command {
        let Some((id, order)) = self.open_order(sight) else { return self.place_order(sight) };
        let (account, order) = self.perhaps_wrong(order.account, id);
        CancelOrder { account, order }.into()
    }

    pub(super) fn amend_order(&mut self, sight: &Sight<'_>) -> Command {
        let Some((id, order)) = self.open_order(sight) else { return self.place_order(sight) };
        let Some(listed) = sight.books.listed(order.instrument).cloned() else { return self.place_order(sight) };
        let price = self.price(&listed, order.side);
        let less = (order.rest / listed.lot / 2).max(1) * listed.lot;
        let (price, quantity) = one_of! { self.rng,
            300 => (Some(price), None),
            250 => (None, Some(order.total - less)),
            100 => (None, Some(order.total + listed.lot * (1 + self.rng.below(20) as i64))),
            150 => (Some(price), Some(order.total + listed.lot)),
            30 => (None, None),
            30 => (Some(order.limit.0), Some(order.total)),
            20 => (Some([0, 2_001, 5_003][self.rng.below(3) as usize]), None),
            20 => (Some(listed.upper * 2), None),
            20 => (None, Some([0, -1][self.rng.below(2) as usize])),
            20 => (None, Some(order.total + listed.lot + 1)),
            20 => (None, Some(listed.max_quantity + listed.lot)),
            50 => (Some(listed.upper), Some(listed.max_quantity)),
            _ => (None, Some(listed.lot)),
        };
        let traded = order.total - order.rest;
        let quantity = if traded > 0 && self.rng.below(5) == 0 { Some(traded) } else { quantity };
        let (account, order) = self.perhaps_wrong(order.account, id);
        AmendOrder { account, order, price: price.map(Price), quantity: quantity.map(Quantity) }.into()
    }

    /// Another's order, one of the other market, one that never was.
    fn perhaps_wrong(&mut self, account: AccountId, id: u64) -> (AccountId, OrderId) {
        let order = OrderId::new(self.home, id);
        one_of! { self.rng,
            840 => (account, order),
            40 => (AccountId::new(self.home, crate::books::FIRST_LOCAL), order),
            40 => (self.wrong_account(), order),
            30 => (account, OrderId::new(self.other_market(), id)),
            _ => (account, OrderId::new(self.home, id + 1_000_000)),
        }
    }

    pub(super) fn cancel_orders(&mut self, sight: &Sight<'_>) -> Command {
        let mut account = self.account(sight.books);
        if self.rng.below(6) == 0 {
            account = self.wrong_account();
        }
        let mut instrument = self.instrument(sight.books).map(|listed| listed.id);
        if self.rng.below(12) == 0 {
            instrument = Some(self.wrong_instrument());
        }
        let side = one_of! { self.rng, 600 => None, 200 => Some(Side::Buy), _ => Some(Side::Sell), };
        let (account, instrument) = one_of! { self.rng,
            450 => (Some(account), instrument),
            250 => (Some(account), None),
            200 => (None, instrument),
            _ => (None, None),
        };
        CancelOrders { account, instrument, side }.into()
    }
}

fn client_order(hash: protocol::KeyHash) -> Option<Box<ClientOrder>> {
    let id = ClientOrderId::new(&format!("c-{:x}", hash.short()))?;
    Some(Box::new(ClientOrder { id, hash }))
}

fn with_price(kind: OrderKind, price: i64) -> OrderKind {
    let price = Price(price);
    match kind {
        OrderKind::StopLimit { stop, .. } => OrderKind::StopLimit { price, stop },
        OrderKind::Reserved { until, .. } => OrderKind::Reserved { price, until },
        _ => OrderKind::Limit { price },
    }
}
