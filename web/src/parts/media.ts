import { useSyncExternalStore } from 'react';

export type Screen = 'phone' | 'tablet' | 'desktop';

const tablet = '(min-width: 768px)';
const desktop = '(min-width: 1100px)';

/** Which of the three layouts is shown; for what is built differently, not only arranged differently. */
export function useScreen(): Screen {
  const isTablet = useMedia(tablet);
  const isDesktop = useMedia(desktop);
  return isDesktop ? 'desktop' : isTablet ? 'tablet' : 'phone';
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}
