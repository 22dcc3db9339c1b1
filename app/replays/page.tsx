import type { Metadata } from 'next';
import { ReplayList } from '#components/replays/replay-list.tsx';
import { authorisePage } from '#lib/web/page.ts';

export const metadata: Metadata = { title: 'Replays' };

export default async function ReplaysPage() {
  await authorisePage();
  return <ReplayList />;
}
