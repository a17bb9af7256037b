import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import { Button } from '@/parts/button';
import { Dialog } from '@/parts/dialog';
import { Note } from '@/parts/states';
import { useToast } from '@/parts/toasts';
import type { Market } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import { useAct } from '@/api/use-act';

interface CancelAllProps {
  market: Market;
  /** Only of this instrument; `null` for all of the market. */
  code: string | null;
  count: number;
  onClose: () => void;
}

export function CancelAll({ market, code, count, onClose }: CancelAllProps) {
  const words = useWords();
  const say = useToast();
  const act = useAct(
    (instrument: string | null, key: string) =>
      answered(ownClient(market).DELETE('/orders', { params: { query: { market, ...(instrument !== null && { instrument }) }, header: { 'Idempotency-Key': key } } })),
    (answer) => {
      say({ text: words.trade.cancelledAll(answer.cancelled) });
      onClose();
    },
  );
  return (
    <Dialog title={words.trade.cancelAllTitle} onClose={onClose}>
      <p className="mb-5 text-ink-2">{words.trade.cancelAllText(count)}</p>
      {act.error && (
        <Note tone="danger" icon="warn">
          <span role="alert">{'problem' in act.error ? act.error.message : words.states.failed}</span>
        </Note>
      )}
      <div className="mt-3 grid grid-cols-2 gap-2">
        <Button onClick={onClose}>{words.trade.keep}</Button>
        <Button look="danger" disabled={act.isPending} onClick={() => act.mutate(code)}>
          {words.trade.cancelAllYes(count)}
        </Button>
      </div>
    </Dialog>
  );
}
