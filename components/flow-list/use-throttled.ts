'use client';
import { useCallback, useEffect, useRef } from 'react';

/** Calls at once, and then at most once every `everyMs`: what is asked for in between is done when that is over. */
export function useThrottled(call: () => void, everyMs: number): () => void {
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  });
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const again = useRef(false);
  useEffect(
    () => () => {
      clearTimeout(pause.current);
      pause.current = undefined;
    },
    [],
  );
  return useCallback(() => {
    const run = () => {
      again.current = false;
      latest.current();
      pause.current = setTimeout(() => {
        pause.current = undefined;
        if (again.current) run();
      }, everyMs);
    };
    if (pause.current === undefined) run();
    else again.current = true;
  }, [everyMs]);
}
