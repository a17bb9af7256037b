import type { components } from '@/api/schema';
import { grouped } from '@/figures/decimal';
import { dayAndTime } from '@/figures/time';
import { type Language, won } from '@/figures/won';
import { Pair, Pairs } from '@/parts/card';
import { Icon } from '@/parts/icon';
import { usePreferences } from '@/preferences/preferences';
import { useStaffWords } from '@/words/staff/words';

type Action = components['schemas']['StaffAction'];

const AMOUNTS: readonly string[] = ['amount', 'total', 'cost', 'appraisal', 'reference_price'];
const TIMES: readonly string[] = ['opens_at', 'closes_at', 'valid_from'];
const COUNTS: readonly string[] = ['minimum', 'maximum', 'target', 'quantity', 'total_units', 'lot', 'max_order_quantity', 'registered_supply'];

/** All that an action says, so that nobody approves what they cannot see. */
export function ActionFacts({ action }: { action: Action }) {
  const staff = useStaffWords();
  const { language } = usePreferences();
  const fields = Object.entries(action).filter(([name]) => name !== 'kind');
  return (
    <Pairs className="rounded-control bg-inset p-4">
      {fields.map(([name, value]) => (
        <Pair key={name} label={labelOf(name, staff.fields)}>
          <span className="block max-w-[52vw] whitespace-normal break-all tablet:max-w-md">
            {shown(name, value, language)}
            {name === 'evidence' && typeof value === 'string' && <Evidence hash={value} />}
          </span>
        </Pair>
      ))}
    </Pairs>
  );
}

/** The document itself: nobody approves what they have not read. A hash that a program named may be of one that is kept elsewhere. */
function Evidence({ hash }: { hash: string }) {
  const staff = useStaffWords();
  return (
    <a href={`/api/v1/staff/evidence/${hash}`} target="_blank" rel="noreferrer" className="mt-1 flex items-center justify-end gap-1.5 font-medium text-accent">
      <Icon name="file" className="size-4" />
      {staff.openDocument}
    </a>
  );
}

function labelOf(name: string, labels: Readonly<Record<string, string>>): string {
  return labels[name] ?? name;
}

function shown(name: string, value: unknown, language: Language): string {
  if (typeof value !== 'string') return typeof value === 'number' ? grouped(value.toString()) : JSON.stringify(value);
  if (AMOUNTS.includes(name)) return won(value, language);
  if (TIMES.includes(name)) return dayAndTime(value, language);
  return COUNTS.includes(name) ? grouped(value) : value;
}
