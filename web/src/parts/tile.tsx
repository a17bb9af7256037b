/** The picture of an asset that has none of its own: its first letters on one of the colours of parts, always the same one. */
export function Tile({ code, size = 'm' }: { code: string; size?: 's' | 'm' | 'l' }) {
  const base = code.slice(code.indexOf('-') + 1);
  const letters = base.replace(/^JG0*/, '').slice(0, 3);
  const sizes = { s: 'size-7 rounded-key text-2xs', m: 'size-10 rounded-[11px] text-sm', l: 'size-13 rounded-[14px] text-lg' };
  return (
    <span
      aria-hidden="true"
      style={{ backgroundColor: `color-mix(in srgb, var(--part-${colourOf(base)}) 22%, var(--surface))` }}
      className={`grid flex-none place-items-center font-bold tracking-[-0.02em] text-ink ${sizes[size]}`}
    >
      {letters}
    </span>
  );
}

function colourOf(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 7;
  return sum + 1;
}
