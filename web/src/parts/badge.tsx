export type Tone = 'plain' | 'accent' | 'warn' | 'danger' | 'ink';

const tones: Record<Tone, string> = {
  plain: 'bg-track text-ink-2',
  accent: 'bg-accent-soft text-accent',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
  ink: 'bg-ink text-on-ink',
};

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: React.ReactNode }) {
  return <span className={`inline-flex items-center gap-1 rounded-badge px-[7px] py-0.5 text-xs/[1.45] font-semibold whitespace-nowrap ${tones[tone]}`}>{children}</span>;
}
