'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { usePlace } from '#components/record/use-trail.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { FlowDetail, FlowList } from '#lib/contracts/flows.ts';
import type { Bases } from '#lib/core/difference/bases.ts';
import { sameStep, type Step } from '#lib/core/difference/same-step.ts';
import type { RecordNode } from '#lib/core/timeline/records.ts';
import { encodedPart } from '#lib/core/encoded-part.ts';

/** Larger flows are too much to be read for one step of them. */
const MOST_RECORDS = 2_000;
const OTHER = 'other';
const FLOW = 'flow:';

export interface Base {
  readonly step: Step;
  /** Where it is: a record of this flow, or another flow. */
  readonly at: { readonly record: number } | { readonly flow: string };
}

export interface BaseChoice {
  readonly bases: Bases;
  /** `attempt`, `previous`, `other`, or `flow:` with the key of a flow; `none` for nothing. */
  readonly chosen: string;
  readonly choose: (choice: string) => void;
  readonly base: Base | null;
  readonly isPending: boolean;
  readonly error: unknown;
  /** Why there is nothing to compare with, in words. */
  readonly missing: string | null;
}

/** What the record is compared with, as the address says; of a further attempt the one before, unless something else is chosen. */
export function useBase(): BaseChoice {
  const { graph, record, flow, bases } = usePlace();
  const [choice, setChoice] = useQueryState('diff', parseAsString);
  const chosen = choice ?? (bases.attempt === null ? 'none' : 'attempt');
  const asked = chosen === OTHER ? null : chosen.startsWith(FLOW) ? chosen.slice(FLOW.length).trim() : undefined;
  const node = graph.records[record]!;
  const other = useQuery({
    queryKey: ['flow-to-compare', flow.kind, flow.id, asked],
    queryFn: ({ signal }) => readOther(flow, asked ?? null, signal),
    enabled: asked !== undefined,
    staleTime: 60_000,
    retry: false,
  });
  const within = chosen === 'attempt' ? bases.attempt : chosen === 'previous' ? (bases.previous?.record ?? null) : null;
  const step = useMemo(() => (other.data == null || asked === undefined ? null : sameStep(node, stepsOf(graph.records), other.data)), [other.data, asked, node, graph]);
  const common = { bases, chosen, choose: (next: string) => void setChoice(next), isPending: asked !== undefined && other.isPending, error: asked === undefined ? null : other.error };
  if (within !== null) return { ...common, base: { step: stepOf(graph.records[within]!), at: { record: within } }, missing: null };
  if (asked === undefined) return { ...common, base: null, missing: chosen === 'none' ? null : chosen === 'attempt' ? 'There is no attempt before this one.' : 'Nothing of its kind came before it in this flow.' };
  if (step !== null) return { ...common, base: { step, at: { flow: other.data!.flow.id } }, missing: null };
  if (other.data === undefined) return { ...common, base: null, missing: null };
  return { ...common, base: null, missing: other.data === null ? 'No other flow of this kind has been completed lately.' : `The flow ${other.data.flow.id} has no such step.` };
}

const stepOf = (node: RecordNode): Step => (node.kind === 'event' ? { event: node.event } : { span: node.span });

const stepsOf = (records: readonly RecordNode[]): Parameters<typeof sameStep>[1] => ({
  events: records.flatMap((node) => (node.kind === 'event' ? [node.event] : [])),
  spans: records.flatMap((node) => (node.kind === 'span' ? [node.span] : [])),
});

/** The flow that was asked for by a key; else the last of its kind that was completed. */
async function readOther(flow: { id: string; kind: string }, asked: string | null, signal: AbortSignal): Promise<FlowDetail | null> {
  const read = (key: string): Promise<FlowDetail> => fetchJson<FlowDetail>(`/api/v1/flows/${encodedPart(key)}`, { signal });
  if (asked !== null) return read(asked);
  const { flows } = await fetchJson<FlowList>(`/api/v1/flows?${new URLSearchParams({ kind: flow.kind, status: 'completed', limit: '20' }).toString()}`, { signal });
  const found = flows.find(({ id, counts }) => id !== flow.id && counts.events + counts.spans <= MOST_RECORDS);
  return found === undefined ? null : read(found.id);
}
