import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { FlowView } from '#app/flows/[key]/flow-view.tsx';
import { LargeFlow } from '#app/flows/[key]/large-flow.tsx';
import { ChooseFlow } from '#components/flow/flow-missing.tsx';
import { pack } from '#lib/core/packed/pack.ts';
import { readLocated } from '#lib/services/flows/read.ts';
import { matchedFlows } from '#lib/web/matched-flows.ts';
import { authorisePage } from '#lib/web/page.ts';
import { fromPathPart } from '#lib/core/path-part.ts';

interface FlowPageProps {
  params: Promise<{ key: string }>;
}

export async function generateMetadata({ params }: FlowPageProps): Promise<Metadata> {
  const { key } = await params;
  return { title: fromPathPart(key).slice(0, 80) };
}

export default async function FlowPage({ params }: FlowPageProps) {
  const { store, conventions, settings, flowThread } = await authorisePage();
  const key = fromPathPart((await params).key);
  const located = await matchedFlows(key);
  if (located.unknownSince !== null || located.isUnderivable) return null; // the layout says so
  if (located.flow?.row === null) {
    // The browser asks for it as soon as it has the beginning of this page.
    flowThread.readAhead(located.flow.id, 'packed');
    return <LargeFlow flowKey={key} />;
  }
  const flow = await readLocated(store, located, { conventions, displayLimit: settings.limits.displayLimit });
  // It was there when the layout asked.
  if (flow === null) notFound();
  if ('matches' in flow) return <ChooseFlow flowKey={key} matches={flow.matches} />;
  // As text: thousands of records are parsed far sooner by JSON.parse than as elements of the page; packed, since a sixth arrives far sooner.
  return <FlowView flowKey={key} packedText={JSON.stringify(pack(flow.found))} />;
}
