import { formatDuration, formatPlural } from '#components/ui/format.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import type { Lane, Mark, Picture } from '#lib/core/timeline/picture.ts';
import type { Block } from '#lib/core/timeline/visible.ts';

/** Widest label that is worth measuring; what is longer is cut anyway. */
const LONGEST = 200;
export const shortText = (text: string, most = LONGEST): string => {
  const shown = visibleText(text.length > most ? text.slice(0, most) : text);
  return text.length > most ? `${shown}…` : shown;
};

const laneWord = ({ kind, name }: Lane): string => shortText(name) || (kind === 'topic' ? 'unnamed topic' : 'unnamed service');

/** What else there is to say of a mark, in words: the same in its name, its tooltip and the table. */
export function markNotes(mark: Mark): string[] {
  const notes: string[] = [];
  if (mark.kind === 'road') {
    if (mark.deadLetter) notes.push('dead letter');
    if (mark.retry) notes.push('retry');
    if (mark.replay) notes.push('replayed');
    if (mark.open && !mark.deadLetter) notes.push('not seen consumed');
  } else if (mark.error) notes.push('failed');
  if (mark.kind === 'ghost') notes.push(`known from ${mark.evidence}`);
  if (mark.sharedWith > 0) notes.push(`shared with ${formatPlural(mark.sharedWith, 'other flow')}`);
  if (mark.skew > 0) notes.push(`clock skew of ${formatDuration(mark.skew / 1000)} put right`);
  return notes;
}

/** A mark's accessible name. */
export function markName(picture: Picture, mark: Mark): string {
  const lane = picture.lanes[mark.lane]!;
  const record = picture.graph.records[mark.record]!;
  const start = `at +${formatDuration((mark.from - (picture.segments[0]?.from ?? mark.from)) / 1000)}`;
  const notes = markNotes(mark);
  if (mark.kind === 'road') {
    const type = record.kind === 'event' && record.event.type !== null ? shortText(record.event.type) : 'message';
    const wait = mark.waitMs === null ? null : `waited ${formatDuration(mark.waitMs)}`;
    return [`${type} in ${laneWord(lane)}`, wait, ...notes, start].filter((part) => part !== null).join(', ');
  }
  const took = mark.kind === 'bar' ? `took ${formatDuration((mark.to - mark.from) / 1000)}` : 'delivered';
  return [`${shortText(mark.label)} in ${laneWord(lane)}`, took, ...notes, start].join(', ');
}

export const blockName = (picture: Picture, block: Block): string =>
  `${formatPlural(block.count, 'record')} in ${laneWord(picture.lanes[block.lane]!)}${block.errors > 0 ? `, ${block.errors} failed` : ''}, too close to tell apart: zoom in`;
