'use client';
import { useCallback, useEffect, useRef } from 'react';
import { throttle } from '#components/flow-list/throttle.ts';

/** The function it returns asks for a call of `call`, as `throttle` says; `call` may change between renders. */
export function useThrottled(call: () => Promise<void>, everyMs: number): () => void {
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  });
  const throttled = useRef<ReturnType<typeof throttle>>(undefined);
  useEffect(() => {
    const mine = throttle(() => latest.current(), everyMs);
    throttled.current = mine;
    return mine.stop;
  }, [everyMs]);
  return useCallback(() => throttled.current?.ask(), []);
}
