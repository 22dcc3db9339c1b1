/** The columns of the list. Spans and retries give way where it is narrow: the flow's own page has them. */
export const gridColumns =
  'grid grid-cols-[104px_minmax(110px,1fr)_minmax(130px,1.3fr)_minmax(100px,1.6fr)_112px_84px_repeat(3,52px)] @min-[960px]:grid-cols-[112px_minmax(130px,1fr)_minmax(160px,1.2fr)_minmax(150px,1.7fr)_112px_92px_repeat(5,56px)] gap-x-3';

export const whereWide = 'hidden @min-[960px]:block';

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
