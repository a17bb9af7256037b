// Drawn on a grid of 24 with a line of 1.75; they take the colour of the text around them.
const paths = {
  home: 'M4 10.5 12 4l8 6.5V19a1 1 0 0 1-1 1h-4.500v-6h-5v6H5a1 1 0 0 1-1-1z',
  trade: 'M7 4v3M7 15v5M17 4v5M17 17v3M5.500 7h3a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1zM15.500 9h3a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1z',
  pie: 'M11 4.100A8 8 0 1 0 19.900 13H11zM14.500 4.200a7.200 7.200 0 0 1 5.300 5.300h-5.300z',
  building: 'M5 20V5.500a1 1 0 0 1 1-1h8a1 1 0 0 1 1 1V20M15 10h3a1 1 0 0 1 1 1v9M3.500 20h17M8.500 8h3M8.500 11.500h3M8.500 15h3',
  star: 'm12 4 2.500 5.200 5.700.800-4.100 4 1 5.700-5.100-2.700-5.100 2.700 1-5.700-4.100-4 5.700-.800z',
  file: 'M7 3.500h7l4 4V20a.500.500 0 0 1-.500.500h-10.500a.500.500 0 0 1-.500-.500V4a.500.500 0 0 1 .500-.500zM14 3.500v4h4M9 12.500h6M9 16h6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  search: 'M17.500 11a6.500 6.500 0 1 1-13 0 6.500 6.500 0 0 1 13 0M16 16l4 4',
  back: 'm14.500 5-7 7 7 7',
  right: 'm9.500 6 6 6-6 6',
  down: 'm6 9.500 6 6 6-6',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  check: 'm5 12.500 4.500 4.500L19 7.500',
  close: 'M6 6l12 12M18 6 6 18',
  list: 'M9 6.500h11M9 12h11M9 17.500h11M4.500 6.500h.01M4.500 12h.01M4.500 17.500h.01',
  table: 'M4 5h16v14H4zM4 10h16M4 14.500h16M10 10v9',
  chart: 'M4 19V5M4 19h16M8 15l4-5 3 3 5-6',
  warn: 'M12 4.500 3.500 19h17zM12 10v4M12 16.500h.01',
  info: 'M20.500 12a8.500 8.500 0 1 1-17 0 8.500 8.500 0 0 1 17 0M12 11v5M12 8h.01',
  clock: 'M20.500 12a8.500 8.500 0 1 1-17 0 8.500 8.500 0 0 1 17 0M12 7.500V12l3 2',
  key: 'M14 10a4 4 0 1 1-8 0 4 4 0 0 1 8 0M13 13l6.500 6.500M17 17l2-2',
  gear: 'M12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7M12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M18.400 5.600l-2.100 2.100M7.700 16.300l-2.100 2.100',
  arrowIn: 'M17 7 7 17M7 9v8h8',
  arrowOut: 'M7 17 17 7M9 7h8v8',
  coins: 'M15 9a5.500 5.500 0 1 1-11 0 5.500 5.500 0 0 1 11 0M10 17.200A5.500 5.500 0 1 0 17.200 10',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, className = 'size-5' }: { name: IconName; className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={`flex-none fill-none stroke-current stroke-[1.75] ${className}`} strokeLinecap="round" strokeLinejoin="round">
      <path d={paths[name]} />
    </svg>
  );
}

export function Logo() {
  return (
    <svg viewBox="0 0 28 28" aria-hidden="true" className="size-[26px]">
      <path className="fill-accent-fill" d="M5.500 5H12a1 1 0 0 1 1 1v8a1 1 0 0 0 1 1h8a1 1 0 0 1 1 1v6.500a2.500 2.500 0 0 1-2.500 2.500h-15A2.500 2.500 0 0 1 3 22.500v-15A2.500 2.500 0 0 1 5.500 5z" />
      <rect className="fill-ink" x="16.200" y="2.800" width="9" height="9" rx="2" transform="rotate(11 20.700 7.300)" />
    </svg>
  );
}
