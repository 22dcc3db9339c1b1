import type { Metadata } from 'next';
import { GroupPageView } from '#app/dead-letters/groups/[id]/group-page-view.tsx';
import { NoGroup } from '#components/dead-letters/no-group.tsx';
import { FailureGroupId } from '#lib/contracts/dead-letters.ts';
import { readFailureGroup } from '#lib/services/dead-letters/read-failure-group.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { authorisePage } from '#lib/web/page.ts';

export const metadata: Metadata = { title: 'Failure group · Dead letters' };

/** Where the database is away the page comes all the same, asks the API itself, and says what that answers. */
export default async function GroupPage({ params }: { params: Promise<{ id: string }> }) {
  const { store, conventions, log } = await authorisePage();
  const { id } = await params;
  if (!FailureGroupId.safeParse(id).success) return <NoGroup reason="No failure group can have this name: it has 32 hex digits." />;
  try {
    return <GroupPageView id={id} first={await readFailureGroup(store, id, conventions)} />;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'not-found') return <NoGroup reason={error.message} />;
    log.warn({ err: error }, 'the failure group could not be read for the page');
    return <GroupPageView id={id} first={null} />;
  }
}
