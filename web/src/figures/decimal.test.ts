import { describe, expect, it } from 'vitest';

import { grouped, toDecimal, toUnits, typed } from './decimal';

describe('decimals', () => {
  it('go to units and back without loss', () => {
    for (const [text, decimals, expected] of [
      ['0', 0, 0n],
      ['5240', 0, 5240n],
      ['0.02644028', 8, 2644028n],
      ['139954000', 8, 13995400000000000n],
      ['-12.5', 1, -125n],
      ['9999999999999999.99999999', 8, 999999999999999999999999n],
    ] as const) {
      expect(toUnits(text, decimals)).toBe(expected);
      expect(toDecimal(expected, decimals)).toBe(text);
    }
  });

  it('refuse a digit too many and what is no number', () => {
    for (const text of ['0.001', '1e5', '', '1,000', 'abc', '.5', '1.']) expect(toUnits(text, 2)).toBeNull();
  });

  it('are grouped by thousands before the point only', () => {
    expect(grouped('1234567.12345')).toBe('1,234,567.12345');
    expect(grouped('-1000')).toBe('−1,000');
    expect(grouped('999')).toBe('999');
  });

  it('are read from what a person types', () => {
    expect(typed('1,234', 0)).toBe('1234');
    expect(typed('0.', 8)).toBe('0');
    expect(typed('007', 0)).toBe('7');
    expect(typed('1.5', 0)).toBeNull();
    expect(typed('-1', 0)).toBeNull();
    expect(typed('', 0)).toBeNull();
  });
});
