import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';

import { Icon } from '@/parts/icon';
import { useWords } from '@/words/words';

/** In the bar of large screens; `/` leads to it. What is typed is looked for on the page of results. */
export function SearchBox() {
  const words = useWords();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      const inField = event.target instanceof HTMLElement && event.target.closest('input, select, textarea');
      if (event.key !== '/' || inField || event.isComposing) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener('keydown', jump);
    return () => document.removeEventListener('keydown', jump);
  }, []);
  return (
    <form
      role="search"
      className="hidden h-10 w-[264px] items-center gap-2 rounded-control bg-track px-3 text-md text-ink-3 focus-within:shadow-[inset_0_0_0_2px_var(--accent)] desktop:flex"
      onSubmit={(event) => {
        event.preventDefault();
        void navigate(`/search?q=${encodeURIComponent(field.current?.value ?? '')}`);
      }}
    >
      <Icon name="search" className="size-4" />
      <input ref={field} aria-label={words.find.label} placeholder={words.find.placeholder} className="w-full min-w-0 bg-transparent text-ink outline-0" />
      <kbd aria-hidden="true" className="rounded-[5px] border border-edge px-1.5 py-[3px] font-mono text-xs/none font-medium">
        /
      </kbd>
    </form>
  );
}
