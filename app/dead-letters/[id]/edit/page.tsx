import type { Metadata } from 'next';
import { EditView } from '#app/dead-letters/[id]/edit/edit-view.tsx';
import { NoLetter } from '#components/dead-letters/no-letter.tsx';
import { DeadLetterId } from '#lib/contracts/dead-letters.ts';
import { authorisePage } from '#lib/web/page.ts';

export const metadata: Metadata = { title: 'Edit and replay' };

export default async function EditPage({ params }: { params: Promise<{ id: string }> }) {
  await authorisePage();
  const { id } = await params;
  return DeadLetterId.safeParse(id).success ? <EditView id={id} /> : <NoLetter reason="No dead letter can have this name: it is a UUID." />;
}
