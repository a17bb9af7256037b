import { expect, it } from 'vitest';

import { find } from './hangul';

it('f49 finds initial consonants across spaces', () => {
  expect(find('성수 연무장 스퀘어', 'ㅅㅅㅇㅁㅈ')).toEqual([0, 1, 3, 4, 5]);
  expect(find('비트코인', 'ㅌㅋ')).toEqual([1, 2]);
  expect(find('비트코인', 'ㅎ')).toBeNull();
});

it('f49 finds plain text without regard to case', () => {
  expect(find('KRW-BTC', 'btc')).toEqual([4, 5, 6]);
  expect(find('성수 연무장', '수연')).toEqual([1, 3]);
  expect(find('비트코인', ' ')).toBeNull();
});
