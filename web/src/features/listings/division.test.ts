import { expect, it } from 'vitest';

import { divide } from './division';

it('a piece costs its part of the appraisal, and both are rounded down', () => {
  expect(divide('12400000000', '2480000', 4_500)).toEqual({ unitPrice: 5_000n, offeredUnits: 1_116_000n, raise: 5_580_000_000n });
  expect(divide('1000', '3', 5_000)).toEqual({ unitPrice: 333n, offeredUnits: 1n, raise: 333n });
});

it('nothing is said while a figure is missing', () => {
  expect(divide('', '3', 100)).toBeNull();
  expect(divide('10', '0', 100)).toBeNull();
});
