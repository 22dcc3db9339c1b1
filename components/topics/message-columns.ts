/** The columns of the messages. What gives way where it is narrow stands in the unfolded message. */
export const gridColumns =
  'grid gap-x-3 items-center grid-cols-[72px_minmax(0,1fr)_104px] @min-[620px]:grid-cols-[88px_92px_minmax(90px,1fr)_minmax(90px,1fr)_minmax(0,1.6fr)_104px] @min-[960px]:grid-cols-[92px_104px_minmax(110px,1fr)_minmax(120px,1.1fr)_64px_56px_minmax(0,3fr)_104px]';

export const whereMiddle = 'hidden @min-[620px]:block';
export const whereWide = 'hidden @min-[960px]:block';

export const HEADINGS: readonly { readonly name: string; readonly title?: string; readonly className?: string }[] = [
  { name: 'Written', title: "by the broker's timestamp" },
  { name: 'Offset', title: 'partition and offset', className: `${whereMiddle} text-right` },
  { name: 'Key' },
  { name: 'Type', className: whereMiddle },
  { name: 'Size', title: 'bytes of the value', className: `${whereWide} text-right` },
  { name: 'Headers', className: `${whereWide} text-right` },
  { name: 'Payload', title: 'its beginning', className: whereMiddle },
  { name: 'Flow', title: 'what became of the flow that it belongs to' },
];
