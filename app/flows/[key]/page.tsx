import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { preload } from 'react-dom';
import { flowPath } from '#app/flows/[key]/flow-path.ts';
import { FlowView } from '#app/flows/[key]/flow-view.tsx';
import { LargeFlow } from '#app/flows/[key]/large-flow.tsx';
import { ChooseFlow } from '#components/flow/flow-missing.tsx';
import { pack } from '#lib/core/packed/pack.ts';
import { readMatched } from '#lib/services/flows/read.ts';
import { isLargeFlow } from '#lib/web/flow-body.ts';
import { matchedFlows } from '#lib/web/matched-flows.ts';
import { authorisePage } from '#lib/web/page.ts';
import { decodedPart } from '#lib/core/decoded-part.ts';

interface FlowPageProps {
  params: Promise<{ key: string }>;
}

export async function generateMetadata({ params }: FlowPageProps): Promise<Metadata> {
  const { key } = await params;
  return { title: decodedPart(key).slice(0, 80) };
}

export default async function FlowPage({ params }: FlowPageProps) {
  const context = await authorisePage();
  const { store, conventions, settings } = context;
  const key = decodedPart((await params).key);
  const matches = await matchedFlows(key);
  if (matches.length === 1 && matches[0] !== undefined && (await isLargeFlow(context, matches[0].flowId))) {
    // The browser gets the page at once, and what runs in it while the flow is read.
    preload(flowPath(key), { as: 'fetch', crossOrigin: 'anonymous' });
    return <LargeFlow flowKey={key} />;
  }
  const flow = await readMatched(store, matches, { conventions, displayLimit: settings.limits.displayLimit });
  // It was there when the layout asked.
  if (flow === null) notFound();
  if ('matches' in flow) return <ChooseFlow flowKey={key} matches={flow.matches} />;
  // As text: thousands of records are parsed far sooner by JSON.parse than as elements of the page; packed, since a sixth arrives far sooner.
  return <FlowView flowKey={key} packedText={JSON.stringify(pack(flow.found))} />;
}
