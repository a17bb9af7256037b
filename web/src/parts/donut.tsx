export interface Part {
  name: string;
  /** Of the whole, in hundredths of a percent. */
  bps: number;
}

/** A ring of parts; the list beside it says the same in words, so it is not heard. */
export function Donut({ parts, children }: { parts: readonly Part[]; children: React.ReactNode }) {
  const starts = parts.map((_, at) => parts.slice(0, at).reduce((sum, part) => sum + part.bps, 0));
  // The ring has a circumference of 10,000 in its own units.
  const radius = 10_000 / (2 * Math.PI);
  const gap = parts.length > 1 ? 60 : 0;
  return (
    <div className="relative size-[168px] flex-none">
      <svg viewBox="-1920 -1920 3840 3840" aria-hidden="true" className="size-full -rotate-90 fill-none">
        {parts.map((part, at) => (
          <circle
            key={part.name}
            r={radius}
            strokeWidth={500}
            style={{ stroke: partColour(at) }}
            strokeDasharray={`${Math.max(part.bps - gap, 1)} 10000`}
            strokeDashoffset={-(starts[at] ?? 0)}
          />
        ))}
      </svg>
      <div className="absolute inset-0 grid place-content-center text-center">{children}</div>
    </div>
  );
}

export function partColour(at: number): string {
  return `var(--part-${(at % 8) + 1})`;
}
