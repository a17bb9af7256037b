import { createContext, useCallback, useContext, useMemo, useState } from 'react';

import { Icon } from './icon';

export interface Toast {
  text: string;
  tone?: 'done' | 'trouble';
}

const TOAST_MS = 4_500;
const TOASTS_MAX = 3;

const Context = createContext<(toast: Toast) => void>(() => undefined);

/** Says what has happened, to eyes and ears; it goes by itself. */
export function useToast(): (toast: Toast) => void {
  return useContext(Context);
}

export function Toasts({ children }: { children: React.ReactNode }) {
  const [shown, setShown] = useState<readonly (Toast & { id: number })[]>([]);
  const say = useCallback((toast: Toast) => {
    const id = Date.now() + Math.random();
    setShown((before) => [...before, { ...toast, id }].slice(-TOASTS_MAX));
    setTimeout(() => setShown((before) => before.filter((one) => one.id !== id)), TOAST_MS);
  }, []);
  const list = useMemo(
    () =>
      shown.map((toast) => (
        <p key={toast.id} className="pointer-events-auto flex max-w-[420px] items-center gap-2.5 rounded-control bg-ink px-4 py-3 text-md font-medium text-on-ink shadow-float">
          <Icon name={toast.tone === 'trouble' ? 'warn' : 'check'} className="size-[18px]" />
          {toast.text}
        </p>
      )),
    [shown],
  );
  return (
    <Context value={say}>
      {children}
      <div
        role="status"
        aria-live="polite"
        className="pointer-events-none fixed inset-x-4 bottom-[calc(var(--tabbar)+16px)] z-40 grid justify-items-center gap-2 desktop:right-6 desktop:bottom-6 desktop:left-auto"
      >
        {list}
      </div>
    </Context>
  );
}
