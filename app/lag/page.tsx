import type { Metadata } from 'next';
import { LagView } from '#components/lag/lag-view.tsx';
import { authorisePage } from '#lib/web/page.ts';

export const metadata: Metadata = { title: 'Lag' };

export default async function LagPage() {
  await authorisePage();
  return <LagView first={null} />;
}
