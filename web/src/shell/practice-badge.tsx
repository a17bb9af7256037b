import { useWords } from '@/words/words';

/** Stands beside the logo on every page of the practice market and cannot be taken away. */
export function PracticeBadge() {
  const words = useWords();
  return (
    <span className="inline-flex flex-none items-center gap-1 rounded-full bg-accent-fill px-[9px] py-1 text-xs font-bold whitespace-nowrap text-white">
      <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
      {words.market.practice}
    </span>
  );
}
