/** The columns of the list. Spans and retries give way where it is narrow: the flow's own page has them. */
export const gridColumns =
  'grid grid-cols-[98px_minmax(100px,1fr)_minmax(110px,1.1fr)_minmax(80px,1fr)_84px_88px_repeat(3,42px)] @min-[960px]:grid-cols-[104px_minmax(120px,1fr)_minmax(140px,1.3fr)_minmax(150px,2fr)_84px_92px_repeat(5,46px)] gap-x-2.5';

export const whereWide = 'hidden @min-[960px]:block';

/** Where it is narrow, services are told by their squares; their names are in the title, and read out. */
export const nameWhereWide = 'sr-only @min-[960px]:not-sr-only';

export const headings: readonly { name: string; title?: string; right?: boolean; wide?: boolean }[] = [
  { name: 'Status' },
  { name: 'Kind', title: 'the type of the event that began it' },
  { name: 'Key', title: 'the key by which people know it' },
  { name: 'Services' },
  { name: 'Started', title: 'in your time zone', right: true },
  { name: 'Duration', title: 'from the first record to the last', right: true },
  { name: 'Events', title: 'messages', right: true },
  { name: 'Spans', right: true, wide: true },
  { name: 'Errors', right: true },
  { name: 'Retries', right: true, wide: true },
  { name: 'Dead', title: 'dead letters', right: true },
];
