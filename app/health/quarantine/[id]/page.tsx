import type { Metadata } from 'next';
import { EntryPageView } from '#app/health/quarantine/[id]/entry-page-view.tsx';
import { NoEntry } from '#components/health/no-entry.tsx';
import { QuarantineId } from '#lib/contracts/quarantine.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { readQuarantineEntry } from '#lib/services/quarantine/read.ts';
import { authorisePage } from '#lib/web/page.ts';

export const metadata: Metadata = { title: 'Quarantined' };

/** Where the database is away the page comes all the same, asks the API itself, and says what that answers. */
export default async function EntryPage({ params }: { params: Promise<{ id: string }> }) {
  const { store, log } = await authorisePage();
  const { id } = await params;
  if (!QuarantineId.safeParse(id).success) return <NoEntry reason="No entry of the quarantine can have this name: it is a number." />;
  try {
    return <EntryPageView id={id} first={await readQuarantineEntry(store, id)} />;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'not-found') return <NoEntry reason={error.message} />;
    log.warn({ err: error }, 'the entry of the quarantine could not be read for the page');
    return <EntryPageView id={id} first={null} />;
  }
}
