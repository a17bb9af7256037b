import type { Language } from './won';

// The market's days and hours are those of Seoul, wherever the reader is.
const ZONE = 'Asia/Seoul';

const locales = { ko: 'ko-KR', en: 'en-GB' } as const;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${kind}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locales[language], { timeZone: ZONE, hourCycle: 'h23', ...options });
  formats.set(key, made);
  return made;
}

/** `14:32:07`. */
export function clock(at: string, language: Language): string {
  return format(language, 'clock', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at));
}

/** `14:32`. */
export function hourMinute(at: string | Date, language: Language): string {
  return format(language, 'hm', { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** `3월 18일 (목)`, in English `Thu 18 March`. */
export function day(at: string | Date, language: Language): string {
  return format(language, 'day', { month: 'long', day: 'numeric', weekday: 'short' }).format(new Date(at));
}

/** `2026년 3월 18일 (목)`, in English `Thu 18 March 2026`. */
export function dayOfYear(at: string | Date, language: Language): string {
  const year = seoulDate(at).slice(0, 4);
  return language === 'ko' ? `${year}년 ${day(at, language)}` : `${day(at, language)} ${year}`;
}

/** The day in Seoul as `2026-11-21`, for grouping. */
export function seoulDate(at: string | Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(new Date(at));
}

const SECOND_MS = 1_000;
const DAY_S = 86_400;

/** How long until then: whole days from two on, else `26:03:09` or `03:09`; never negative. */
export function timeLeft(until: string, now: number): { days: number } | { clock: string } {
  const seconds = Math.max(Math.ceil((Date.parse(until) - now) / SECOND_MS), 0);
  if (seconds >= 2 * DAY_S) return { days: Math.floor(seconds / DAY_S) };
  const two = (figure: number) => figure.toString().padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return { clock: `${hours > 0 ? `${two(hours)}:` : ''}${two(minutes)}:${two(rest)}` };
}

/** `3월 18일 (목) 14:32`. */
export function dayAndTime(at: string, language: Language): string {
  return `${day(at, language)} ${hourMinute(at, language)}`;
}
