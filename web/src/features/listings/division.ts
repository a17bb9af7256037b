/** An asset's share has to stay below this, in basis points, where it is real estate. */
export const REAL_ESTATE_BELOW_BPS = 4_900;
export const WHOLE_BPS = 10_000;

/** What appraisal, units and share come to; the server works it out in the same way. */
export interface Division {
  /** Won, rounded down. */
  unitPrice: bigint;
  offeredUnits: bigint;
  raise: bigint;
}

/** `null` while a figure is missing. */
export function divide(appraisal: string, totalUnits: string, shareBps: number): Division | null {
  const units = BigInt(totalUnits === '' ? 0 : totalUnits);
  if (appraisal === '' || units === 0n) return null;
  const unitPrice = BigInt(appraisal) / units;
  const offeredUnits = (units * BigInt(shareBps)) / BigInt(WHOLE_BPS);
  return { unitPrice, offeredUnits, raise: unitPrice * offeredUnits };
}
