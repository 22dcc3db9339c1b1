import type { Metadata } from 'next';
import { GroupView } from '#components/lag/group-view.tsx';
import { decodedPart } from '#lib/core/decoded-part.ts';
import { authorisePage } from '#lib/web/page.ts';

interface GroupPageProps {
  params: Promise<{ source: string; group: string }>;
}

export async function generateMetadata({ params }: GroupPageProps): Promise<Metadata> {
  return { title: decodedPart((await params).group).slice(0, 80) };
}

export default async function GroupPage({ params }: GroupPageProps) {
  await authorisePage();
  const path = await params;
  return <GroupView name={{ source: decodedPart(path.source), group: decodedPart(path.group) }} first={null} />;
}
