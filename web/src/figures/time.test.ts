import { expect, it } from 'vitest';

import { clock, day, hourMinute, seoulDate } from './time';

const at = '2026-11-21T15:32:07.123456Z';

it('is the time of Seoul with 24 hours', () => {
  expect(clock(at, 'ko')).toBe('00:32:07');
  expect(hourMinute(at, 'en')).toBe('00:32');
  expect(seoulDate(at)).toBe('2026-11-22');
  expect(day(at, 'ko')).toBe('11월 22일 (일)');
});
