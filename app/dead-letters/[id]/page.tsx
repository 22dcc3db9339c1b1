import type { Metadata } from 'next';
import { LetterPageView } from '#app/dead-letters/[id]/letter-page-view.tsx';
import { NoLetter } from '#components/dead-letters/no-letter.tsx';
import { DeadLetterId } from '#lib/contracts/dead-letters.ts';
import { readDeadLetter } from '#lib/services/dead-letters/read.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { authorisePage } from '#lib/web/page.ts';

export const metadata: Metadata = { title: 'Dead letter' };

/** Where the database is away the page comes all the same, asks the API itself, and says what that answers. */
export default async function LetterPage({ params }: { params: Promise<{ id: string }> }) {
  const { store, conventions, log } = await authorisePage();
  const { id } = await params;
  if (!DeadLetterId.safeParse(id).success) return <NoLetter reason="No dead letter can have this name: it is a UUID." />;
  try {
    return <LetterPageView id={id} first={await readDeadLetter(store, id, conventions)} />;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'not-found') return <NoLetter reason={error.message} />;
    log.warn({ err: error }, 'the dead letter could not be read for the page');
    return <LetterPageView id={id} first={null} />;
  }
}
