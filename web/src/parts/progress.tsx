const WHOLE_BPS = 10_000;

/** How far something is; what is beyond the whole is drawn in another colour. */
export function Progress({ bps, label }: { bps: number; label: string }) {
  const over = Math.max(bps - WHOLE_BPS, 0);
  const all = Math.max(bps, WHOLE_BPS);
  const width = (part: number) => ({ width: `${(part / all) * 100}%` });
  return (
    <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.min(Math.floor(bps / 100), 100)} className="flex h-2 overflow-hidden rounded-full bg-track">
      <span className="bg-accent-fill" style={width(Math.min(bps, WHOLE_BPS))} />
      {over > 0 && <span className="bg-(--part-2)" style={width(over)} />}
    </div>
  );
}
