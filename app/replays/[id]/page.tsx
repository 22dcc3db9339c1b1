import type { Metadata } from 'next';
import { NoReplay } from '#components/replays/no-replay.tsx';
import { ReplayPage } from '#components/replays/replay-page.tsx';
import { ServiceError } from '#lib/services/errors.ts';
import { readReplay } from '#lib/services/replays/read.ts';
import { authorisePage } from '#lib/web/page.ts';

interface ReplayPageProps {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: ReplayPageProps): Promise<Metadata> {
  return { title: `Replay ${(await params).id.slice(0, 20)}` };
}

/** Where the database is away the page comes all the same, asks the API itself, and says what that answers. */
export default async function OneReplayPage({ params }: ReplayPageProps) {
  const { store, log } = await authorisePage();
  const { id } = await params;
  if (!/^\d{1,18}$/.test(id)) return <NoReplay reason="No replay can have this name: it is a number." />;
  try {
    return <ReplayPage id={id} first={await readReplay(store, id)} />;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'not-found') return <NoReplay reason={error.message} />;
    log.warn({ err: error }, 'the replay could not be read for the page');
    return <ReplayPage id={id} first={null} />;
  }
}
