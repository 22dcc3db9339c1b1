'use client';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { addNewer, appendOlder, MOST_SCROLLED, PAGE, refreshRows, release, startRows, type Rows } from '#components/topics/rows.ts';
import { useKeptUp } from '#components/live/use-kept-up.ts';
import { useChannel, useLive } from '#components/live/live-provider.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { TopicMessages } from '#lib/contracts/topics.ts';

/** Between two looks: what is drawn in one is at most a page, so that a reader can follow. */
const SOONEST_MS = 500;
/** The event stream tells when a flow was derived; where that lags behind, what is stored is seen by looking. */
const LATEST_MS = 2000;
const AFTER_ERROR_MS = 5000;
/** How often the flows of the newest messages are looked at again. */
const REFRESH_MS = 3000;

type Action =
  | { readonly kind: 'start' | 'refresh'; readonly page: TopicMessages }
  /** What was asked from a place where the list no longer ends, because it was begun anew meanwhile, would leave a hole in it. */
  | { readonly kind: 'older'; readonly page: TopicMessages; readonly cursor: string }
  | { readonly kind: 'newer'; readonly page: TopicMessages; readonly after: string; readonly held: boolean }
  | { readonly kind: 'release' };

function reduce(rows: Rows | null, action: Action): Rows | null {
  if (action.kind === 'start') return startRows(action.page);
  if (rows === null) return null;
  if (action.kind === 'older') return rows.nextCursor === action.cursor ? appendOlder(rows, action.page) : rows;
  if (action.kind === 'refresh') return refreshRows(rows, action.page.messages);
  if (action.kind === 'newer') return rows.tail === action.after ? addNewer(rows, action.page, action.held) : rows;
  return release(rows);
}

export interface Messages {
  readonly rows: Rows | null;
  /** Of the first page. */
  readonly error: unknown;
  readonly loading: boolean;
  /** Of older ones. */
  readonly olderError: unknown;
  readonly loadingOlder: boolean;
  readonly full: boolean;
  /** Since when the tail could not be read. */
  readonly tailError: unknown;
  readonly loadOlder: () => Promise<void>;
  readonly release: () => void;
  readonly restart: () => void;
}

interface Options {
  /** Of the API, with the filters. Mount anew for another. */
  readonly path: string;
  readonly query: string;
  readonly initial: TopicMessages | null;
  /** Whether new ones can come at all. */
  readonly tailed: boolean;
  /** A search is not made again only to see how flows went on. */
  readonly refreshed: boolean;
  /** The reader is busy: what is new waits. */
  readonly held: boolean;
}

const asked = (path: string, query: string, more: Readonly<Record<string, string>>): string => `${path}/messages?${new URLSearchParams([...new URLSearchParams(query), ...Object.entries({ limit: String(PAGE), ...more })])}`;

/** Messages newest first, older ones as one scrolls, and new ones as they are stored. */
export function useMessages({ path, query, initial, tailed, refreshed, held }: Options): Messages {
  const [rows, dispatch] = useReducer(reduce, initial, (page) => (page === null ? null : startRows(page)));
  const [error, setError] = useState<unknown>(null);
  const [started, setStarted] = useState(0);
  const first = useRef(initial);
  useEffect(() => {
    if (first.current !== null) {
      first.current = null;
      return;
    }
    const ending = new AbortController();
    setError(null);
    fetchJson<TopicMessages>(asked(path, query, {}), { signal: ending.signal }).then(
      (page) => dispatch({ kind: 'start', page }),
      (failure: unknown) => !ending.signal.aborted && setError(failure),
    );
    return () => ending.abort();
  }, [path, query, started]);

  const older = useOlder(path, query, rows, dispatch);
  const tailError = useTail({ path, query, tail: rows?.tail ?? null, enabled: tailed, held }, dispatch);
  useKeptUp(async () => {
    try {
      dispatch({ kind: 'refresh', page: await fetchJson<TopicMessages>(asked(path, query, {})) });
    } catch (failure) {
      console.warn('The flows of the messages could not be looked at again', failure);
    }
  }, REFRESH_MS, tailed && refreshed);
  useEffect(() => {
    if (!held) dispatch({ kind: 'release' });
  }, [held]);
  return {
    ...older, rows, error, tailError,
    loading: rows === null && error === null,
    release: useCallback(() => dispatch({ kind: 'release' }), []),
    restart: useCallback(() => setStarted((count) => count + 1), []),
  };
}

type Dispatch = (action: Action) => void;

function useOlder(path: string, query: string, rows: Rows | null, dispatch: Dispatch): Pick<Messages, 'loadOlder' | 'olderError' | 'loadingOlder' | 'full'> {
  const [olderError, setError] = useState<unknown>(null);
  const [loadingOlder, setLoading] = useState(false);
  const running = useRef(false);
  const cursor = rows?.nextCursor ?? null;
  const full = (rows?.rows.length ?? 0) >= MOST_SCROLLED;
  const loadOlder = useCallback(async () => {
    if (cursor === null || full || running.current) return;
    running.current = true;
    setLoading(true);
    setError(null);
    try {
      dispatch({ kind: 'older', cursor, page: await fetchJson<TopicMessages>(asked(path, query, { cursor })) });
    } catch (failure) {
      setError(failure);
    } finally {
      running.current = false;
      setLoading(false);
    }
  }, [path, query, cursor, full, dispatch]);
  return { loadOlder, olderError, loadingOlder, full };
}

interface TailOptions {
  readonly path: string;
  readonly query: string;
  readonly tail: string | null;
  readonly enabled: boolean;
  readonly held: boolean;
}

/**
 * Looks for newer messages: soon after the stream says that something has changed, and every two seconds in any case; not while the page is
 * in the background or everything is paused. One look at a time.
 */
function useTail({ path, query, tail, enabled, held }: TailOptions, dispatch: Dispatch): unknown {
  const { paused } = useLive();
  const [error, setError] = useState<unknown>(null);
  const latest = useRef({ tail, held });
  useEffect(() => {
    latest.current = { tail, held };
  });
  const told = useRef(false);
  useChannel('flows', () => {
    told.current = true;
  });
  const on = enabled && !paused && tail !== null;
  useEffect(() => {
    if (!on) return;
    const ending = new AbortController();
    let lookedAt = performance.now();
    let looking = false;
    const look = async () => {
      const { tail: after } = latest.current;
      if (after === null) return;
      [told.current, looking] = [false, true];
      try {
        const page = await fetchJson<TopicMessages>(asked(path, query, { after }), { signal: ending.signal });
        if (!ending.signal.aborted) dispatch({ kind: 'newer', page, after, held: latest.current.held });
        setError(null);
        lookedAt = performance.now();
      } catch (failure) {
        if (ending.signal.aborted) return;
        setError(failure);
        lookedAt = performance.now() + AFTER_ERROR_MS;
      } finally {
        looking = false;
      }
    };
    const timer = setInterval(() => {
      const since = performance.now() - lookedAt;
      if (looking || document.hidden || since < 0 || (!told.current && since < LATEST_MS)) return;
      void look();
    }, SOONEST_MS);
    return () => {
      clearInterval(timer);
      ending.abort();
    };
  }, [on, path, query, dispatch]);
  return error;
}
