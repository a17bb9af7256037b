import { describe, expect, it } from 'vitest';

import { testInstrument } from '../test-instrument';
import { affordableQuantity, affordableValue, costRemoved, expectedTax, feeOf, heldBy, orderValue, wholeLots } from './terms';

const building = testInstrument({});
const coin = testInstrument({ code: 'KRW-BTC', market: 'practice', quantity_decimals: 8, lot: '0.00000001', max_order_quantity: '1000' });

describe('an order comes to', () => {
  it('its value and fee, both rounded down', () => {
    expect(orderValue(5230n, 199n, building)).toBe(1_040_770n);
    expect(feeOf(1_040_770n, building)).toBe(520n);
    expect(heldBy(1_040_770n, building)).toBe(1_041_291n);
    expect(orderValue(142_400_000n, 37_500_000n, coin)).toBe(53_400_000n);
    expect(orderValue(3n, 33_333_333n, coin)).toBe(0n);
  });

  it('no more than what is available, whatever that is', () => {
    for (let budget = 0n; budget < 30_000n; budget += 7n) {
      const value = affordableValue(budget, building);
      if (budget > 1n) expect(heldBy(value, building) <= budget).toBe(true);
      expect(heldBy(value + 1n, building) > budget).toBe(true);
    }
  });

  it('parts of what is available, in lots', () => {
    expect(affordableQuantity(4_182_400n, 25, 5230n, building)).toBe(199n);
    expect(affordableQuantity(4_182_400n, 100, 5230n, building)).toBe(799n);
    expect(affordableQuantity(1n, 100, 5230n, building)).toBe(0n);
    expect(affordableQuantity(50_000_000n, 100, 140_000_000n, coin)).toBe(35_696_437n);
    expect(wholeLots(120_001n, building)).toBe(120_000n);
    expect(wholeLots(17n, testInstrument({ lot: '5' }))).toBe(15n);
  });
});

it('a sale removes the part of the cost that it sells, and all of it with the last unit', () => {
  expect(costRemoved(1_625_601n, 200n, 320n)).toBe(1_016_000n);
  expect(costRemoved(1_625_601n, 320n, 320n)).toBe(1_625_601n);
  expect(costRemoved(0n, 1n, 0n)).toBe(0n);
});

it('tax is rounded down to ten won each, and not taken below the smallest amount', () => {
  const rule = { incomeBps: 1400n, localBps: 140n, roundDownTo: 10n, notBelow: 1000n };
  expect(expectedTax(31_476n, rule)).toBe(4_840n);
  expect(expectedTax(7_100n, rule)).toBe(0n);
  expect(expectedTax(-5n, rule)).toBe(0n);
});
