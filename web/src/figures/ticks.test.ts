import { describe, expect, it } from 'vitest';

import { isOnGrid, tickDown, ticksOf, tickUp } from './ticks';

const ticks = ticksOf([{ from: '0', tick: '1' }, { from: '2000', tick: '5' }, { from: '5000', tick: '10' }], 0);

describe('a step of one tick', () => {
  it('is the tick of the new price at the edges of bands', () => {
    expect(tickUp(ticks, 4995n)).toBe(5000n);
    expect(tickUp(ticks, 5000n)).toBe(5010n);
    expect(tickDown(ticks, 5000n)).toBe(4995n);
    expect(tickDown(ticks, 2000n)).toBe(1999n);
    expect(tickUp(ticks, 1999n)).toBe(2000n);
  });

  it('leads back to the grid from beside it', () => {
    expect(tickUp(ticks, 5003n)).toBe(5010n);
    expect(tickDown(ticks, 5003n)).toBe(5000n);
    expect(isOnGrid(ticks, 5003n)).toBe(false);
    expect(isOnGrid(ticks, 5010n)).toBe(true);
  });

  it('ends at zero', () => {
    expect(tickDown(ticks, 1n)).toBe(0n);
    expect(tickDown(ticks, 0n)).toBe(0n);
  });
});
