import { useId } from 'react';

interface Choice<T extends string> {
  value: T;
  label: string;
}

interface Choices<T extends string> {
  legend: string;
  choices: readonly Choice<T>[];
  value: T;
  onChange: (value: T) => void;
  className?: string;
}

/** One of few, side by side. */
export function Segments<T extends string>({ legend, choices, value, onChange, className = '' }: Choices<T>) {
  const name = useId();
  return (
    <fieldset className={className}>
      <legend className="heard">{legend}</legend>
      <div className="flex rounded-control bg-track p-[3px]">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="relative grid min-h-8 flex-1 place-items-center rounded-key px-3 text-sm font-medium whitespace-nowrap text-ink-2 has-checked:bg-raised has-checked:font-bold has-checked:text-ink has-checked:shadow-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              className="absolute inset-0 m-0 cursor-pointer opacity-0"
            />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One of several, as pills that run on. */
export function Chips<T extends string>({ legend, choices, value, onChange, className = '' }: Choices<T>) {
  return (
    <div role="group" aria-label={legend} className={`flex gap-2 overflow-x-auto [scrollbar-width:none] ${className}`}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
          className="inline-flex min-h-9 items-center rounded-full bg-surface px-3.5 text-md font-medium whitespace-nowrap text-ink-2 shadow-[inset_0_0_0_1px_var(--line)] hover:bg-inset aria-pressed:bg-ink aria-pressed:font-semibold aria-pressed:text-on-ink aria-pressed:shadow-none"
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}

interface TabChoice<T extends string> extends Choice<T> {
  count?: number | undefined;
}

/** Tabs over one panel. Arrow keys move between them. */
export function Tabs<T extends string>({ legend, choices, value, onChange, panel, className = '' }: Omit<Choices<T>, 'choices'> & { choices: readonly TabChoice<T>[]; panel: string }) {
  const move = (event: React.KeyboardEvent, by: number) => {
    const at = choices.findIndex((choice) => choice.value === value);
    const next = choices[(at + by + choices.length) % choices.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.value);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.value}"]`)?.focus();
  };
  return (
    <div
      role="tablist"
      aria-label={legend}
      tabIndex={-1}
      className={`flex gap-5 overflow-x-auto [scrollbar-width:none] ${className}`}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') move(event, 1);
        if (event.key === 'ArrowLeft') move(event, -1);
      }}
    >
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          role="tab"
          data-tab={choice.value}
          aria-selected={choice.value === value}
          aria-controls={panel}
          tabIndex={choice.value === value ? 0 : -1}
          onClick={() => onChange(choice.value)}
          className="relative py-2.5 text-md font-medium whitespace-nowrap text-ink-3 after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 aria-selected:font-bold aria-selected:text-ink aria-selected:after:bg-ink"
        >
          {choice.label}
          {choice.count !== undefined && choice.count > 0 && <span className="figures ml-[3px] text-xs font-semibold text-accent">{choice.count}</span>}
        </button>
      ))}
    </div>
  );
}

/** A choice from a list that opens; its label is heard, not seen. */
export function Select<T extends string>({ legend, choices, value, onChange, className = '' }: Choices<T>) {
  return (
    <label className={`relative inline-flex items-center text-sm font-medium text-ink-2 hover:text-ink ${className}`}>
      <span className="heard">{legend}</span>
      <select
        value={value}
        onChange={(event) => {
          const chosen = choices.find((choice) => choice.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
        className="min-h-7 appearance-none rounded-[7px] bg-transparent pr-5 pl-2"
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} className="bg-surface text-ink">
            {choice.label}
          </option>
        ))}
      </select>
      <svg viewBox="0 0 24 24" aria-hidden="true" className="pointer-events-none absolute right-0.5 size-4 fill-none stroke-current stroke-[1.75]">
        <path d="m6 9.500 6 6 6-6" />
      </svg>
    </label>
  );
}
