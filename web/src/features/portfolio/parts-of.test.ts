import { expect, it } from 'vitest';

import { partsOf } from './parts-of';

it('parts sum to the whole', () => {
  const parts = partsOf([
    { name: 'a', value: 1n },
    { name: 'b', value: 1n },
    { name: 'c', value: 1n },
  ]);
  expect(parts.map((part) => part.bps)).toEqual([3334, 3333, 3333]);
  expect(partsOf([{ name: 'a', value: 0n }])).toEqual([]);
  expect(partsOf([{ name: 'a', value: 7n }])).toEqual([{ name: 'a', bps: 10_000 }]);
});
