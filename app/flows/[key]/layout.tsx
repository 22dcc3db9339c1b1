import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { flowPath } from '#app/flows/[key]/flow-path.ts';
import { FlowUnderivable } from '#components/flow/flow-missing.tsx';
import { FlowToCome } from '#components/flow/flow-to-come.tsx';
import { fromPathPart } from '#lib/core/path-part.ts';
import { rfc3339 } from '#lib/core/time.ts';
import { matchedFlows } from '#lib/web/matched-flows.ts';
import { authorisePage } from '#lib/web/page.ts';

/** Above the loading state, so that a key that no flow has is answered with 404 before anything is sent. */
export default async function FlowLayout({ params, children }: { params: Promise<{ key: string }>; children: ReactNode }) {
  await authorisePage();
  const key = fromPathPart((await params).key);
  const { matches, flow, unknownSince, isUnderivable } = await matchedFlows(key);
  if (unknownSince !== null) return <FlowToCome flowKey={key} since={rfc3339(unknownSince)} />;
  if (isUnderivable) return <FlowUnderivable flowKey={key} />;
  if (matches.length === 0) notFound();
  return (
    <>
      {/* Asked for before anything that draws it has come. An element, since a hint by `preload` would come with that. */}
      {flow?.row === null && <link rel="preload" as="fetch" crossOrigin="anonymous" href={flowPath(key)} />}
      {children}
    </>
  );
}
