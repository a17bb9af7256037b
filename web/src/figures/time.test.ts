import { expect, it } from 'vitest';

import { clock, day, dayOfYear, hourMinute, seoulDate, timeLeft } from './time';

const at = '2026-11-21T15:32:07.123456Z';

it('is the time of Seoul with 24 hours', () => {
  expect(clock(at, 'ko')).toBe('00:32:07');
  expect(hourMinute(at, 'en')).toBe('00:32');
  expect(seoulDate(at)).toBe('2026-11-22');
  expect(day(at, 'ko')).toBe('11월 22일 (일)');
  expect([dayOfYear(at, 'ko'), dayOfYear(at, 'en')]).toEqual(['2026년 11월 22일 (일)', 'Sun 22 November 2026']);
});

it('time that is left is told in days while there are some, and never negative', () => {
  const now = Date.parse('2026-11-21T00:00:00Z');
  expect(timeLeft('2026-11-24T12:00:00Z', now)).toEqual({ days: 3 });
  expect(timeLeft('2026-11-22T02:03:08.200Z', now)).toEqual({ clock: '26:03:09' });
  expect(timeLeft('2026-11-21T00:03:09Z', now)).toEqual({ clock: '03:09' });
  expect(timeLeft('2026-11-20T00:03:09Z', now)).toEqual({ clock: '00:00' });
});
