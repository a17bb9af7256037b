import { grouped } from './decimal';

export type Language = 'ko' | 'en';

const TEN_THOUSAND = 10_000n;
const HUNDRED_MILLION = 100_000_000n;

/** `1,234,567원`, in English `₩1,234,567`. */
export function won(amount: string | bigint, language: Language): string {
  const text = grouped(amount.toString());
  if (language === 'ko') return `${text}원`;
  return text.startsWith('−') ? `−₩${text.slice(1)}` : `₩${text}`;
}

/** With the sign in front even where it is positive: `+1,000원`. Zero has none. */
export function signedWon(amount: string | bigint, language: Language): string {
  return (BigInt(amount) > 0n ? '+' : '') + won(amount, language);
}

/**
 * For lists, where the order of magnitude is enough: `1.2억`, `9,420만`, `8,214`; in English `₩120M`. Cut, never rounded up, so that nobody is shown more
 * than there is.
 */
export function compactWon(amount: string | bigint, language: Language): string {
  const value = BigInt(amount);
  const size = value < 0n ? -value : value;
  const sign = value < 0n ? '−' : '';
  if (language === 'en') {
    for (const [unit, letter] of [[10n ** 12n, 'T'], [10n ** 9n, 'B'], [10n ** 6n, 'M'], [10n ** 3n, 'K']] as const) {
      if (size >= unit) return `${sign}₩${withTenth(size, unit)}${letter}`;
    }
    return `${sign}₩${size.toString()}`;
  }
  if (size >= 10_000n * HUNDRED_MILLION) return `${sign}${withTenth(size, 10_000n * HUNDRED_MILLION)}조`;
  if (size >= HUNDRED_MILLION) return `${sign}${withTenth(size, HUNDRED_MILLION)}억`;
  if (size >= TEN_THOUSAND) return `${sign}${grouped((size / TEN_THOUSAND).toString())}만`;
  return sign + grouped(size.toString());
}

/** For reading aloud and large sums: `1억 2,345만원`, `1조 200억원`. What is below 10,000 won is left out, unless it is all there is. */
export function longWon(amount: string | bigint, language: Language): string {
  const value = BigInt(amount);
  const size = value < 0n ? -value : value;
  if (language === 'en' || size < TEN_THOUSAND) return won(value, language);
  const parts: string[] = [];
  const trillions = size / (TEN_THOUSAND * HUNDRED_MILLION);
  const hundredMillions = (size / HUNDRED_MILLION) % TEN_THOUSAND;
  const tenThousands = (size / TEN_THOUSAND) % TEN_THOUSAND;
  if (trillions > 0n) parts.push(`${grouped(trillions.toString())}조`);
  if (hundredMillions > 0n) parts.push(`${grouped(hundredMillions.toString())}억`);
  if (tenThousands > 0n) parts.push(`${grouped(tenThousands.toString())}만`);
  return `${value < 0n ? '−' : ''}${parts.join(' ')}원`;
}

/** One digit after the point below ten, and below a hundred of a unit, where it is not zero; none above. */
function withTenth(size: bigint, unit: bigint): string {
  const whole = size / unit;
  const tenth = (size * 10n / unit) % 10n;
  return whole < 100n && tenth > 0n ? `${whole.toString()}.${tenth.toString()}` : grouped(whole.toString());
}
