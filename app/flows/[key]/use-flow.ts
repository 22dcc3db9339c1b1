'use client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { flowQuery } from '#app/flows/[key]/flow-query.ts';
import { useChannel, useLive } from '#components/live/live-provider.tsx';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import type { FlowsChanged } from '#lib/contracts/stream.ts';
import type { Packed } from '#lib/core/packed/pack.ts';
import { unpack } from '#lib/core/packed/unpack.ts';

/** Between two readings of a flow, whatever the stream says; a large one is read less often. */
const SHORTEST_PAUSE_MS = 300;
const PAUSE_PER_RECORD_MS = 0.5;
/** Where only "many changed" is known and this flow seems over. */
const QUIET_PAUSE_MS = 5_000;

type Flow = Pick<UseQueryResult, 'isError' | 'dataUpdatedAt' | 'refetch'> & { readonly data: FlowDetail };

/** The flow as the page came with it, read again when the stream names it. What is kept is the text: of two equal ones nothing is drawn anew. */
export function useFlow(flowKey: string, packedText: string): Flow {
  const query = useQuery({ ...flowQuery(flowKey), initialData: packedText });
  const { refetch, data: text, isError, dataUpdatedAt } = query;
  const data = useMemo(() => unpack(JSON.parse(text) as Packed) as FlowDetail, [text]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { paused } = useLive();
  // A reading that was due when somebody paused does not come after it.
  useEffect(() => {
    const forget = () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    };
    if (paused) forget();
    return forget;
  }, [paused]);

  useChannel('flows', (message) => {
    const changed = message as FlowsChanged | null;
    const named = changed !== null && changed.ids.includes(data.flow.id);
    if (changed !== null && !named && !changed.many) return;
    if (timer.current !== undefined) return;
    const pause = Math.max(SHORTEST_PAUSE_MS, (data.events.length + data.spans.length) * PAUSE_PER_RECORD_MS, named || data.flow.status === 'in-flight' ? 0 : QUIET_PAUSE_MS);
    timer.current = setTimeout(
      () => {
        timer.current = undefined;
        void refetch();
      },
      Math.max(0, dataUpdatedAt + pause - Date.now()),
    );
  });
  return { data, isError, dataUpdatedAt, refetch };
}
