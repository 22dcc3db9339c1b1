import type { Metadata } from 'next';
import { GroupView } from '#components/lag/group-view.tsx';
import { NoGroup } from '#components/lag/no-group.tsx';
import { fromPathPart } from '#lib/core/path-part.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { readGroup } from '#lib/services/lag/read.ts';
import { authorisePage } from '#lib/web/page.ts';

interface GroupPageProps {
  params: Promise<{ source: string; group: string }>;
}

export async function generateMetadata({ params }: GroupPageProps): Promise<Metadata> {
  return { title: `${fromPathPart((await params).group).slice(0, 80)} · Lag` };
}

/** Where the database is away the page comes all the same, asks the API itself, and says what that answers. */
export default async function GroupPage({ params }: GroupPageProps) {
  const { store, log } = await authorisePage();
  const path = await params;
  const name = { source: fromPathPart(path.source), group: fromPathPart(path.group) };
  try {
    return <GroupView name={name} first={await readGroup(store, name.source, name.group)} />;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'not-found') return <NoGroup {...name} reason={error.message} />;
    log.warn({ err: error }, 'the consumer group could not be read for the page');
    return <GroupView name={name} first={null} />;
  }
}
