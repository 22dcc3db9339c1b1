'use client';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { EventPanel } from '#components/record/event-panel.tsx';
import { SpanPanel } from '#components/record/span-panel.tsx';
import { PlaceContext, useTrail } from '#components/record/use-trail.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { usePhone } from '#components/ui/use-phone.ts';
import type { FlowSummary } from '#lib/contracts/flows.ts';
import { basesOf, waysOf } from '#lib/core/difference/bases.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';

interface RecordPanelProps {
  flow: Pick<FlowSummary, 'id' | 'kind'>;
  picture: Picture;
  record: number;
  onClose: () => void;
}

/** The details of one record. `i` goes to them from the picture; Escape closes them, and goes back to where one was. */
export function RecordPanel({ flow, picture, record, onClose }: RecordPanelProps) {
  const { graph, placement, marks, markOf } = picture;
  const trail = useTrail(flow.id, graph, record);
  const ways = useMemo(() => waysOf(graph), [graph]);
  const place = useMemo(() => ({ flow, graph, record, trail, bases: basesOf(ways, record) }), [flow, graph, record, trail, ways]);
  const content = useRef<HTMLDivElement>(null);
  const [enter, leave] = useFocus(content);
  const close = useCallback(() => {
    trail.forget();
    onClose();
    leave();
  }, [trail, onClose, leave]);
  useShortcut('Escape', 'close the details', close, { group: 'Details', whileTyping: true });
  useShortcut('i', 'go to the details', enter, { group: 'Details' });
  const isPhone = usePhone();
  const node = graph.records[record]!;
  const { id } = node;
  useEffect(() => {
    if (isPhone) enter();
    reveal(content.current?.closest('aside'), isPhone);
  }, [isPhone, enter, id]);

  const shared = { record, graph, onSelect: trail.follow, onClose: close, content };
  const mark = marks[markOf[record]!];
  return (
    <PlaceContext value={place}>
      {node.kind === 'span' ? (
        <SpanPanel key={node.id} {...shared} span={node.span} title={mark?.kind === 'bar' ? mark.label : node.span.name} skew={placement.skew[record]!} />
      ) : (
        <EventPanel key={node.id} {...shared} event={node.event} deadLetter={mark?.kind === 'road' && mark.deadLetter} />
      )}
    </PlaceContext>
  );
}

/** Pixels of the details by which one sees that they are there. */
const ENOUGH = 160;

/** What was chosen far above (a finding, a step that is late) may have opened details below what is on the screen. */
function reveal(details: Element | null | undefined, whole: boolean): void {
  const top = details?.getBoundingClientRect().top ?? 0;
  if (whole || top > innerHeight - ENOUGH) details?.scrollIntoView({ block: whole ? 'start' : 'end' });
}

/** Into the details, and back to where the focus was before. */
function useFocus(content: { readonly current: HTMLElement | null }): [enter: () => void, leave: () => void] {
  const before = useRef<HTMLElement | null>(null);
  const enter = useCallback(() => {
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && !content.current?.closest('aside')?.contains(activeElement)) before.current = activeElement;
    content.current?.focus();
  }, [content]);
  const leave = useCallback(() => {
    if (before.current?.isConnected) before.current.focus();
    before.current = null;
  }, []);
  return [enter, leave];
}
