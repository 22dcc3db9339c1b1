'use client';
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Channel } from '#lib/contracts/stream.ts';
import { openStream, type StreamState } from '#components/live/stream.ts';

type Listener = (message: unknown) => void;

interface Live {
  readonly state: StreamState;
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
  readonly subscribe: (channel: Channel, listener: Listener) => () => void;
}

const LiveContext = createContext<Live | null>(null);

const asleep: StreamState = { kind: 'idle' };

/**
 * One event stream for the whole page, open while somebody listens and the page is looked at: a browser keeps six
 * connections to a server, so that tabs in the background would starve the one in front. A listener is called with each message of its
 * channel, and with `null` when the stream came (back) up: what was missed in between is not known, so read again.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const listeners = useRef(new Map<Channel, Set<Listener>>());
  const [channels, setChannels] = useState<readonly Channel[]>([]);
  const [state, setState] = useState<StreamState>(asleep);
  const [paused, setPaused] = useState(false);
  const hidden = useHidden();

  const subscribe = useCallback((channel: Channel, listener: Listener) => {
    const all = listeners.current;
    const set = all.get(channel) ?? new Set();
    all.set(channel, set.add(listener));
    const changed = () => setChannels([...all].filter(([, some]) => some.size > 0).map(([name]) => name).sort());
    changed();
    return () => {
      set.delete(listener);
      changed();
    };
  }, []);

  const names = channels.join(',');
  useEffect(() => {
    if (names === '' || paused || hidden) {
      setState(asleep);
      return;
    }
    const tell = (channel: string, message: unknown) => listeners.current.get(channel as Channel)?.forEach((listener) => listener(message));
    return openStream({
      url: `/api/v1/stream?channels=${names}`,
      channels: names.split(','),
      onState: setState,
      onOpen: () => names.split(',').forEach((channel) => tell(channel, null)),
      onMessage: tell,
    });
  }, [names, paused, hidden]);

  const live = useMemo(() => ({ state, paused, setPaused, subscribe }), [state, paused, subscribe]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

function useHidden(): boolean {
  const [hidden, setHidden] = useState(false);
  useEffect(() => {
    const look = () => setHidden(document.hidden);
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return hidden;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive is used outside of LiveProvider');
  return live;
}

/** Calls `listener` for every message of a channel while the component is there and nobody paused. It may change between renders. */
export function useChannel(channel: Channel, listener: Listener): void {
  const { subscribe } = useLive();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => subscribe(channel, (message) => latest.current(message)), [subscribe, channel]);
}
