// Amounts, prices and quantities are decimal strings on the wire and bigints here: whole units of a stated number of decimals. There is no
// floating point on the way from an answer to the screen or from a field to an order.

const WIRE = /^(-?)(\d+)(?:\.(\d+))?$/;

/** `text` in units of 10^-`decimals`; `null` where it is no decimal or has more digits than that. */
export function toUnits(text: string, decimals: number): bigint | null {
  const match = WIRE.exec(text);
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > decimals) return null;
  const units = BigInt(whole + kept.padEnd(decimals, '0'));
  return sign ? -units : units;
}

/** The canonical decimal of `units` of 10^-`decimals`, without trailing zeros. */
export function toDecimal(units: bigint, decimals: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return sign + whole + (fraction ? `.${fraction}` : '');
}

/** Units of a text that the server wrote, which are never malformed; 0 where nothing is given. */
export function units(text: string | null | undefined, decimals: number): bigint {
  return text == null ? 0n : (toUnits(text, decimals) ?? 0n);
}

export function power(decimals: number): bigint {
  return 10n ** BigInt(decimals);
}

/** floor(a × b ÷ by), for values that are not negative. */
export function product(a: bigint, b: bigint, by: bigint): bigint {
  return (a * b) / by;
}

/** `1234567.5` → `1,234,567.5`, with the sign `−` for what is negative. */
export function grouped(text: string): string {
  const negative = text.startsWith('-');
  const [whole = '', fraction] = (negative ? text.slice(1) : text).split('.');
  const separated = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return (negative ? '−' : '') + separated + (fraction === undefined ? '' : `.${fraction}`);
}

/** What a person typed, without separators; `null` where it is no decimal of at most so many digits after the point. */
export function typed(text: string, decimals: number): string | null {
  const plain = text.replace(/[,\s]/g, '');
  if (!/^\d{1,16}(\.\d*)?$/.test(plain)) return null;
  const value = toUnits(plain.replace(/\.$/, ''), decimals);
  return value === null ? null : toDecimal(value, decimals);
}
