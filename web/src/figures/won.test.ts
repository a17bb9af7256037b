import { describe, expect, it } from 'vitest';

import { compactWon, longWon, signedWon, won } from './won';

describe('won', () => {
  it('is written out in full with its unit', () => {
    expect(won('1234567', 'ko')).toBe('1,234,567원');
    expect(won(-500n, 'ko')).toBe('−500원');
    expect(won('1234567', 'en')).toBe('₩1,234,567');
    expect(won('-500', 'en')).toBe('−₩500');
  });

  it('carries a sign where a change is meant', () => {
    expect(signedWon('1000', 'ko')).toBe('+1,000원');
    expect(signedWon('-1000', 'ko')).toBe('−1,000원');
    expect(signedWon('0', 'ko')).toBe('0원');
  });

  it('is short in lists, and never more than there is', () => {
    expect(compactWon('120000000', 'ko')).toBe('1.2억');
    expect(compactWon('129999999', 'ko')).toBe('1.2억');
    expect(compactWon('94209999', 'ko')).toBe('9,420만');
    expect(compactWon('181900000000', 'ko')).toBe('1,819억');
    expect(compactWon('1500000000000', 'ko')).toBe('1.5조');
    expect(compactWon('8214', 'ko')).toBe('8,214');
    expect(compactWon('-120000000', 'ko')).toBe('−1.2억');
    expect(compactWon('120000000', 'en')).toBe('₩120M');
    expect(compactWon('1250000', 'en')).toBe('₩1.2M');
    expect(compactWon('999', 'en')).toBe('₩999');
  });

  it('is spoken in 억 and 만', () => {
    expect(longWon('123450000', 'ko')).toBe('1억 2,345만원');
    expect(longWon('123456789', 'ko')).toBe('1억 2,345만원');
    expect(longWon('100000000', 'ko')).toBe('1억원');
    expect(longWon('1020000000000', 'ko')).toBe('1조 200억원');
    expect(longWon('9999', 'ko')).toBe('9,999원');
    expect(longWon('-123450000', 'ko')).toBe('−1억 2,345만원');
    expect(longWon('123450000', 'en')).toBe('₩123,450,000');
  });
});
