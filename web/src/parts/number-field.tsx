import { useId, useRef } from 'react';

import { Icon } from './icon';

interface NumberFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  suffix: string;
  error?: string | null | undefined;
  hint?: string;
  /** Buttons at both ends; their labels say by how much they step. */
  steps?: { down: string; up: string; onDown: () => void; onUp: () => void } | undefined;
  /** Digits after the point may be typed. */
  fractional: boolean;
}

/** A figure that can be typed or stepped. While a syllable is being composed, keys are left to the composing. */
export function NumberField({ label, value, onChange, suffix, error, hint, steps, fractional }: NumberFieldProps) {
  const id = useId();
  const composing = useRef(false);
  return (
    <div className="grid grid-cols-[60px_minmax(0,1fr)] items-center gap-x-2 gap-y-1">
      <label htmlFor={id} className="text-sm text-ink-2">
        {label}
      </label>
      <div className={`control-edge flex min-h-11 w-full min-w-0 items-center rounded-control bg-surface desktop:min-h-10 ${steps ? '' : 'px-3'}`}>
        {steps && <StepButton label={steps.down} icon="minus" onClick={steps.onDown} />}
        <input
          id={id}
          inputMode={fractional ? 'decimal' : 'numeric'}
          autoComplete="off"
          value={value}
          aria-invalid={Boolean(error)}
          aria-describedby={error ? `${id}-error` : hint ? `${id}-hint` : undefined}
          className="figures min-h-10 w-full min-w-0 border-0 bg-transparent p-0 text-right text-lg font-semibold outline-0 desktop:min-h-9"
          onCompositionStart={() => (composing.current = true)}
          onCompositionEnd={() => (composing.current = false)}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (composing.current || !steps) return;
            if (event.key === 'ArrowUp') steps.onUp();
            else if (event.key === 'ArrowDown') steps.onDown();
            else return;
            event.preventDefault();
          }}
        />
        <span className="flex-none pl-0.5 text-md text-ink-3">{suffix}</span>
        {steps && <StepButton label={steps.up} icon="plus" onClick={steps.onUp} />}
      </div>
      {error && (
        <p id={`${id}-error`} role="alert" className="col-start-2 flex items-center gap-1 text-sm text-danger">
          <Icon name="warn" className="size-4" />
          {error}
        </p>
      )}
      {!error && hint && (
        <p id={`${id}-hint`} className="col-start-2 text-right text-xs text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}

function StepButton({ label, icon, onClick }: { label: string; icon: 'plus' | 'minus'; onClick: () => void }) {
  return (
    <button type="button" aria-label={label} onClick={onClick} className="grid h-11 w-11 flex-none place-items-center text-ink-2 hover:text-ink desktop:h-10 desktop:w-[38px]">
      <Icon name={icon} />
    </button>
  );
}
