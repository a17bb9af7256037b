import { Refused } from '@/api/problem';
import { useWords } from '@/words/words';

import { Button } from './button';
import { Icon, type IconName } from './icon';

/** What will be here, and one way on. */
export function Empty({ icon, title, text, action }: { icon: IconName; title: string; text?: string; action?: React.ReactNode }) {
  return (
    <div className="grid justify-items-center gap-2 px-5 py-10 text-center text-md text-ink-2">
      <Icon name={icon} className="size-8 text-ink-3" />
      <b className="text-lg text-ink">{title}</b>
      {text && <p>{text}</p>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

/** What is safe, what to do, and the number of the request. */
export function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const words = useWords();
  const refused = error instanceof Refused ? error.problem : null;
  return (
    <div role="alert">
      <Empty
        icon="warn"
        title={refused ? refused.detail : words.states.failed}
        text={`${words.states.failedText}${refused ? ` (${words.states.request(refused.request_id)})` : ''}`}
        action={
          <Button size="s" onClick={onRetry}>
            {words.retry}
          </Button>
        }
      />
    </div>
  );
}

/** The final shape in grey, while the figures come. */
export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden="true" className={`shimmer block rounded-badge ${className}`} />;
}

export function SkeletonRows({ rows }: { rows: number }) {
  const words = useWords();
  return (
    <div role="status" className="grid gap-4 py-3">
      <span className="heard">{words.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex items-center gap-3">
          <Skeleton className="size-10 rounded-[11px]" />
          <Skeleton className="h-4 w-32" />
          <Skeleton className="ml-auto h-4 w-20" />
        </div>
      ))}
    </div>
  );
}

const tones = {
  plain: 'bg-inset text-ink-2',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
  ok: 'bg-accent-soft text-accent',
} as const;

export function Note({ tone = 'plain', icon, children }: { tone?: keyof typeof tones; icon: IconName; children: React.ReactNode }) {
  return (
    <div className={`flex gap-2.5 rounded-control px-3.5 py-3 text-sm/normal ${tones[tone]}`}>
      <Icon name={icon} className="mt-px size-[18px]" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
