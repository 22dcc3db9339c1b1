const paths = {
  flows: 'M3 6h6l3 6h9M3 18h6l3-6',
  topology: 'M5 6h5v4H5zM14 14h5v4h-5zM14 5h5v4h-5zM10 8h4M8 10v6h6',
  lag: 'M4 4v16h16M7.5 15l4-4 3 2.5 5-6.5',
  'dead-letters': 'M4 6h16v12H4zM9.7 9.7l4.6 4.6M14.3 9.7l-4.6 4.6',
  replays: 'M5 12a7 7 0 1 1 2 4.9M5 18v-4h4',
  audit: 'M7 4h10v16H7zM10 9h4M10 12.5h4M10 16h2',
  topics: 'M4 7h16M4 12h16M4 17h10',
  health: 'M3 12h4l3-7 4 14 3-7h4',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing that stands beside its word. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg aria-hidden width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" className="shrink-0">
      <path d={paths[name]} />
    </svg>
  );
}

export function Brand() {
  return (
    <span className="flex items-center gap-2 text-[14px] font-[650] tracking-[-0.01em]">
      <svg aria-hidden width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="var(--accent)" strokeWidth="2.4" strokeLinecap="round">
        <path d="M2 12h5c3 0 3-6 6-6h9M7 12c3 0 3 6 6 6h9" />
      </svg>
      Throughline
    </span>
  );
}
