'use client';
import { useEffect } from 'react';
import { EventPanel } from '#components/record/event-panel.tsx';
import { SpanPanel } from '#components/record/span-panel.tsx';
import type { Picture } from '#lib/core/timeline/picture.ts';

interface RecordPanelProps {
  picture: Picture;
  record: number;
  onSelect: (record: number) => void;
  onClose: () => void;
}

/** The details of one record; Escape closes them. */
export function RecordPanel({ picture, record, onSelect, onClose }: RecordPanelProps) {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [onClose]);

  const { graph, placement, marks, markOf } = picture;
  const node = graph.records[record]!;
  const shared = { record, graph, onSelect, onClose };
  const mark = marks[markOf[record]!];
  if (node.kind === 'span') return <SpanPanel key={node.id} {...shared} span={node.span} title={mark?.kind === 'bar' ? mark.label : node.span.name} skew={placement.skew[record]!} />;
  return <EventPanel key={node.id} {...shared} event={node.event} deadLetter={mark?.kind === 'road' && mark.deadLetter} />;
}
