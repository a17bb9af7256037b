import { useId, useState } from 'react';

import { Refused } from '@/api/problem';
import { grouped } from '@/figures/decimal';
import { useWords } from '@/words/words';

import { Icon } from './icon';

interface FieldProps {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
  children: (attributes: { id: string; 'aria-invalid': boolean; 'aria-describedby': string | undefined }) => React.ReactNode;
}

/** A label over a control, with a hint or what is wrong under it. */
function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  return (
    <div className="grid min-w-0 content-start gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-ink-2">
        {label}
      </label>
      {children({ id, 'aria-invalid': Boolean(error), 'aria-describedby': error ? `${id}-error` : hint ? `${id}-hint` : undefined })}
      {error ? (
        <p id={`${id}-error`} className="flex items-center gap-1.5 text-sm text-danger">
          <Icon name="warn" className="size-4" />
          {error}
        </p>
      ) : (
        hint && (
          <p id={`${id}-hint`} className="text-sm text-ink-3">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

const edge = 'control-edge rounded-control bg-surface';
const inside = 'min-h-11 w-full min-w-0 bg-transparent px-3.5 text-md outline-0';

interface TextFieldProps extends Pick<FieldProps, 'label' | 'hint' | 'error'> {
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'email' | 'password' | 'datetime-local';
  autoComplete?: string;
  maxLength?: number;
  /** Seconds between the times that can be chosen. */
  step?: number;
}

export function TextField({ label, hint, error, onChange, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(attributes) => (
        <div className={`${edge} flex min-h-12 items-center`}>
          <input {...attributes} {...rest} spellCheck={false} onChange={(event) => onChange(event.target.value)} className={inside} />
        </div>
      )}
    </Field>
  );
}

export function TextArea({ label, hint, error, onChange, ...rest }: Omit<TextFieldProps, 'type' | 'autoComplete'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(attributes) => (
        <div className={edge}>
          <textarea {...attributes} {...rest} rows={3} onChange={(event) => onChange(event.target.value)} className={`${inside} block resize-y py-3`} />
        </div>
      )}
    </Field>
  );
}

/** A whole number with its unit; the text that is kept has digits only. */
export function WholeField({ label, hint, error, value, onChange, unit }: Pick<FieldProps, 'label' | 'hint' | 'error'> & { value: string; onChange: (digits: string) => void; unit: string }) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(attributes) => (
        <div className={`${edge} flex min-h-12 items-center pr-3.5`}>
          <input
            {...attributes}
            inputMode="numeric"
            autoComplete="off"
            value={value === '' ? '' : grouped(value)}
            onChange={(event) => onChange(digitsOf(event.target.value))}
            className={`${inside} figures text-right !text-lg font-semibold`}
          />
          <span className="flex-none text-md text-ink-3">{unit}</span>
        </div>
      )}
    </Field>
  );
}

/** The longest figure the server reads. */
const DIGITS_MAX = 16;

function digitsOf(text: string): string {
  return text.replace(/\D/g, '').replace(/^0+(?=\d)/, '').slice(0, DIGITS_MAX);
}

interface SelectFieldProps<T extends string> extends Pick<FieldProps, 'label' | 'hint'> {
  choices: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
}

export function SelectField<T extends string>({ label, hint, choices, value, onChange }: SelectFieldProps<T>) {
  return (
    <Field label={label} hint={hint}>
      {(attributes) => (
        <div className={`${edge} relative flex min-h-12 items-center`}>
          <select
            {...attributes}
            value={value}
            onChange={(event) => {
              const chosen = choices.find((choice) => choice.value === event.target.value);
              if (chosen) onChange(chosen.value);
            }}
            className={`${inside} appearance-none pr-10`}
          >
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value} className="bg-surface text-ink">
                {choice.label}
              </option>
            ))}
          </select>
          <Icon name="down" className="pointer-events-none absolute right-3 size-5 text-ink-3" />
        </div>
      )}
    </Field>
  );
}

/** A file from the visitor's machine. The browser's own control speaks the browser's language, so it is heard and not seen. */
export function FileField({ label, hint, accept, onChange }: Pick<FieldProps, 'label' | 'hint'> & { accept: string; onChange: (file: File | null) => void }) {
  const words = useWords();
  const [name, setName] = useState<string | null>(null);
  const choose = (file: File | null) => {
    setName(file?.name ?? null);
    onChange(file);
  };
  return (
    <Field label={label} hint={hint}>
      {(attributes) => (
        <label className={`${edge} relative flex min-h-12 items-center gap-3 p-1.5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent`}>
          <input {...attributes} type="file" accept={accept} onChange={(event) => choose(event.target.files?.[0] ?? null)} className="heard" />
          <span aria-hidden="true" className="inline-flex min-h-9 flex-none items-center rounded-key bg-track px-3 text-sm font-semibold">
            {words.file.choose}
          </span>
          <span aria-hidden="true" className={`min-w-0 truncate text-md ${name === null ? 'text-ink-3' : 'text-ink'}`}>
            {name ?? words.file.none}
          </span>
        </label>
      )}
    </Field>
  );
}

export function Check({ label, checked, onChange }: { label: React.ReactNode; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="flex min-h-11 items-center gap-2.5 text-md">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} className="size-5 flex-none accent-(--accent-fill)" />
      <span>{label}</span>
    </label>
  );
}

/** Why what was sent was not done; nothing while there is no error. */
export function Trouble({ error }: { error: unknown }) {
  const words = useWords();
  if (!error) return null;
  return (
    <p role="alert" className="flex items-center gap-1.5 text-sm text-danger">
      <Icon name="warn" className="size-4" />
      {error instanceof Refused ? error.problem.detail : words.states.failed}
    </p>
  );
}
