import type { components } from '@/api/schema';
import { dayOfYear, seoulDate } from '@/figures/time';
import type { Language } from '@/figures/won';

export type Line = components['schemas']['PastStatementLine'];

export interface Day {
  date: string;
  title: string;
  lines: Line[];
}

/** Lines under the day in Seoul they belong to, in the order they came in. */
export function byDay(lines: readonly Line[], language: Language): Day[] {
  const days: Day[] = [];
  for (const line of lines) {
    const date = seoulDate(line.at);
    const last = days.at(-1);
    if (last?.date === date) last.lines.push(line);
    else days.push({ date, title: dayOfYear(line.at, language), lines: [line] });
  }
  return days;
}
