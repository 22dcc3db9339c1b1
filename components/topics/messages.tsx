'use client';
import { useCallback, useRef, useState, type ReactNode } from 'react';
import type { SetTopic } from '#components/topics/message-bar.tsx';
import { MessageList } from '#components/topics/message-list.tsx';
import { TailButton } from '#components/topics/tail-button.tsx';
import { topicApi } from '#components/topics/topic-path.ts';
import { isPast, isSearch, messagesQuery, type TopicState } from '#components/topics/url-state.ts';
import { useMessages } from '#components/topics/use-messages.ts';
import { useLive } from '#components/live/live-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import type { TopicDetail, TopicMessage, TopicMessages } from '#lib/contracts/topics.ts';

interface MessagesProps {
  topic: TopicDetail;
  state: TopicState;
  set: SetTopic;
  initial: TopicMessages | null;
  renderMessage: (message: TopicMessage) => ReactNode;
}

/** Messages of a topic for one set of filters; mount anew for another. */
export function Messages({ topic, state, set, initial, renderMessage }: MessagesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [paused, setPaused] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const [chosen, setChosen] = useState<string | null>(state.message);
  const { paused: allPaused } = useLive();
  const isNewest = topic.incarnation === topic.incarnations[0]?.incarnation;
  const tailed = isNewest && !isPast(state);
  const why = allPaused ? 'Updating is paused for the whole page' : state.message !== null ? 'A message is unfolded' : scrolled ? 'The list is scrolled' : chosen !== null ? 'A message is chosen' : null;
  const messages = useMessages({ path: topicApi(topic), query: messagesQuery(state), initial, tailed, refreshed: !isSearch(state), held: paused || why !== null });
  const { rows, error, loading, restart } = messages;
  useShortcut('Space', 'pause the live tail, or go on', () => setPaused((before) => !before), { group: 'Messages', enabled: () => tailed && (document.activeElement === document.body || document.activeElement === scroller.current) });
  const onScroll = useCallback(() => setScrolled((scroller.current?.scrollTop ?? 0) > 4), []);
  const onOpen = useCallback((message: string | null) => set({ message }, { history: 'replace' }), [set]);
  const goOn = (stop: boolean) => {
    setPaused(stop);
    if (stop) return;
    setChosen(null);
    if (state.message !== null) onOpen(null);
    scroller.current?.scrollTo({ top: 0 });
  };
  const isEmpty = rows !== null && rows.rows.length === 0 && rows.nextCursor === null;
  return (
    <>
      {tailed && <TailButton paused={paused} why={why} onPause={(stop) => goOn(why === null ? stop : false)} />}
      {loading && <SkeletonRows rows={14} label="Reading messages" />}
      {error !== null && rows === null && <ErrorState error={error} what="The messages cannot be read" retry={restart} />}
      {isEmpty && <NoMessages state={state} set={set} tailed={tailed} searched={rows.searched.messages} />}
      {rows !== null && !isEmpty && (
        <MessageList messages={messages} searching={isSearch(state)} open={state.message} onOpen={onOpen} chosen={chosen} onChoose={setChosen} scroller={scroller} onScroll={onScroll} renderMessage={renderMessage} />
      )}
    </>
  );
}

function NoMessages({ state, set, tailed, searched }: { state: TopicState; set: SetTopic; tailed: boolean; searched: number }) {
  const filtered = isSearch(state) || isPast(state) || state.from !== null || state.partition !== null;
  if (!filtered) {
    return (
      <EmptyState title="No message of this topic is kept">
        <p>{tailed ? 'The next one that is written shows here by itself.' : 'What there was is older than retention keeps.'}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={isSearch(state) ? 'No message that is kept has this' : 'There is no message here'}>
      <p>
        {isSearch(state) ? `All ${searched.toLocaleString('en-GB')} messages of this choice were searched${tailed ? '; one that comes and has it shows here by itself' : ''}. Text is looked for in keys, headers and the part of payloads that is kept; header:name=text looks in one header, $.path = value in JSON payloads.` : 'Of this partition and time nothing is kept.'}
      </p>
      <Button className="self-start" onClick={() => set({ q: null, key: null, partition: null, from: null, to: null, offset: null })}>
        Show all messages
      </Button>
    </EmptyState>
  );
}
