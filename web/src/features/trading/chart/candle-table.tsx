import { grouped } from '@/figures/decimal';
import { useWords } from '@/words/words';

import type { Bar } from './bars';

const ROWS = 60;

/** The same figures as the picture, the newest first. */
export function CandleTable({ bars }: { bars: readonly Bar[] }) {
  const words = useWords();
  const head = 'sticky top-0 bg-surface px-3 py-2 text-right text-xs font-medium text-ink-3';
  const figure = (value: number) => grouped(Number(value.toPrecision(12)).toString());
  return (
    <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={words.trade.chart}>
      <table className="w-full border-collapse text-sm [font-variant-numeric:tabular-nums]">
        <thead>
          <tr>
            <th scope="col" className={`${head} !text-left`}>
              {words.trade.time}
            </th>
            <th scope="col" className={head}>{words.instrument.open}</th>
            <th scope="col" className={head}>{words.instrument.high}</th>
            <th scope="col" className={head}>{words.instrument.low}</th>
            <th scope="col" className={head}>{words.trade.close}</th>
            <th scope="col" className={head}>{words.instrument.volume}</th>
          </tr>
        </thead>
        <tbody>
          {bars
            .slice(-ROWS)
            .reverse()
            .map((bar) => (
              <tr key={bar.time} className="border-line not-first:border-t">
                {/* The time is Seoul's already, so it is written as if it were UTC. */}
                <td className="h-7 px-3 text-ink-3">{new Date(bar.time * 1000).toISOString().slice(11, 16)}</td>
                {[bar.open, bar.high, bar.low, bar.close, bar.volume].map((value, at) => (
                  <td key={at} className="px-3 text-right">
                    {figure(value)}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
