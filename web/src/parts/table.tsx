export const head = 'px-2 py-2 text-xs font-medium text-ink-3 whitespace-nowrap';
export const cell = 'h-11 px-2 text-md whitespace-nowrap';
export const figureCell = `${cell} figures text-right`;

/** A table that scrolls by itself where the screen is too narrow for it. */
export function TableFrame({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div role="group" aria-label={label} tabIndex={0} className="-mx-2 overflow-x-auto rounded-key">
      <table className="w-full border-collapse">{children}</table>
    </div>
  );
}
