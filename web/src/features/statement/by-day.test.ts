import { expect, it } from 'vitest';

import { byDay, type Line } from './by-day';

const line = (at: string): Line => ({ position: 'live.0:1', at, cause: 'trade', asset: 'KRW', amount: '1', balance_after: '1', reference: '1', fee: '0', tax: '0' });

it('a day ends at midnight in Seoul', () => {
  const days = byDay([line('2026-11-21T15:00:00Z'), line('2026-11-21T14:59:59Z'), line('2026-11-21T01:00:00Z')], 'ko');
  expect(days.map((day) => [day.date, day.title, day.lines.length])).toEqual([
    ['2026-11-22', '2026년 11월 22일 (일)', 1],
    ['2026-11-21', '2026년 11월 21일 (토)', 2],
  ]);
});
