'use client';
import { useQuery } from '@tanstack/react-query';
import { flowQuery } from '#app/flows/[key]/flow-query.ts';
import { FlowView } from '#app/flows/[key]/flow-view.tsx';
import FlowLoading from '#app/flows/[key]/loading.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';

/** A flow of many records, which comes while the browser makes the page ready for it. */
export function LargeFlow({ flowKey }: { flowKey: string }) {
  const { data, error, refetch } = useQuery(flowQuery(flowKey));
  if (data !== undefined) return <FlowView flowKey={flowKey} packedText={data} />;
  return error === null ? <FlowLoading /> : <ErrorState what="The flow could not be read" error={error} retry={() => void refetch()} />;
}
