export function Card({ children, className = '', label }: { children: React.ReactNode; className?: string; label?: string }) {
  return (
    <section aria-label={label} className={`min-w-0 rounded-card bg-surface p-5 desktop:p-6 ${className}`}>
      {children}
    </section>
  );
}

export function CardHead({ title, beside, end }: { title: string; beside?: React.ReactNode; end?: React.ReactNode }) {
  return (
    <div className="mb-3 flex min-h-8 flex-wrap items-center gap-x-3">
      <h2 className="text-xl">{title}</h2>
      {beside}
      {end && <div className="ml-auto">{end}</div>}
    </div>
  );
}

/** Lines of a label and a figure. */
export function Pairs({ children, className = '' }: { children: React.ReactNode; className?: string }) {
  return <dl className={`grid gap-2.5 text-md ${className}`}>{children}</dl>;
}

export function Pair({ label, children, total = false }: { label: React.ReactNode; children: React.ReactNode; total?: boolean }) {
  return (
    <div className={`flex justify-between gap-4 ${total ? 'items-baseline border-t border-line pt-3' : ''}`}>
      <dt className={`flex-none ${total ? 'font-semibold text-ink' : 'text-ink-3'}`}>{label}</dt>
      <dd className={`figures text-right ${total ? 'text-xl font-bold' : 'font-medium'}`}>{children}</dd>
    </div>
  );
}

/** A small label over a figure, in a grid of such. */
export function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-ink-3">{label}</dt>
      <dd className="figures mt-0.5 text-lg font-semibold">{children}</dd>
    </div>
  );
}

export function Facts({ children, className = '' }: { children: React.ReactNode; className?: string }) {
  return <dl className={`grid grid-cols-2 gap-x-5 gap-y-4 tablet:grid-cols-4 ${className}`}>{children}</dl>;
}
