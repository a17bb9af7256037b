import { expect, it } from 'vitest';

import { basisPoints, percent, share } from './change';

it('compares with what was before, towards zero', () => {
  expect(basisPoints(5240n, 5150n)).toBe(174n);
  expect(basisPoints(5060n, 5150n)).toBe(-174n);
  expect(basisPoints(1n, 0n)).toBeNull();
});

it('is a percentage with two digits and a sign', () => {
  expect(percent(175n)).toBe('+1.75%');
  expect(percent(-5)).toBe('−0.05%');
  expect(percent(0)).toBe('0.00%');
  expect(percent(123456)).toBe('+1,234.56%');
  expect(share(2228n)).toBe('22.28%');
});
