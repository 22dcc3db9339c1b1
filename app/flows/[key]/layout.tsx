import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { decodedPart } from '#lib/core/decoded-part.ts';
import { matchedFlows } from '#lib/web/matched-flows.ts';
import { authorisePage } from '#lib/web/page.ts';

/** Above the loading state, so that a key that no flow has is answered with 404 before anything is sent. */
export default async function FlowLayout({ params, children }: { params: Promise<{ key: string }>; children: ReactNode }) {
  await authorisePage();
  const matches = await matchedFlows(decodedPart((await params).key));
  if (matches.length === 0) notFound();
  return children;
}
