import { formatCount, formatDuration, formatPlural } from '#components/ui/format.ts';
import { shortText as cut } from '#components/ui/short-text.ts';
import type { Bar, Lane, Mark, Missing, Picture } from '#lib/core/timeline/picture.ts';
import type { Block } from '#lib/core/timeline/visible.ts';

/** Widest label that is worth measuring; what is longer is cut anyway. */
const LONGEST = 200;
export const shortText = (text: string, most = LONGEST): string => cut(text, most);

const laneWord = ({ kind, name }: Lane): string => shortText(name) || (kind === 'topic' ? 'unnamed topic' : 'unnamed service');

/** What else there is to say of a mark, in words: the same in its name, its tooltip and the table. */
export function markNotes(mark: Mark): string[] {
  const notes: string[] = [];
  if (mark.kind === 'road') {
    if (mark.deadLetter) notes.push('dead letter');
    if (mark.retry) notes.push('retry');
    if (mark.replay) notes.push('replayed');
    if (mark.open && !mark.deadLetter) notes.push('not seen consumed');
    if (mark.delay !== null) notes.push(`put off for ${formatDuration((mark.delay.to - mark.delay.from) / 1000)} between attempts`);
  } else if (mark.error) notes.push('failed');
  if (mark.kind === 'bar' && mark.endsAt !== null) notes.push('drawn shorter than it was');
  if (mark.kind === 'ghost') notes.push(mark.to > mark.from && mark.evidence === 'commit' ? `read within ${formatDuration((mark.to - mark.from) / 1000)}, known from ${mark.evidence}` : `known from ${mark.evidence}`);
  if (mark.sharedWith > 0) notes.push(`shared with ${formatPlural(mark.sharedWith, 'other flow')}`);
  if (mark.skew > 0) notes.push(`clock skew of ${formatDuration(mark.skew / 1000)} put right`);
  return notes;
}

/** How long a span lasted, however long it is drawn. */
export const workedMs = ({ from, to, endsAt }: Bar): number => ((endsAt ?? to) - from) / 1000;

/** What has not come, as the list below the picture says it. */
export function missingWords({ label, state, ahead }: Missing): string {
  if (state === 'waiting') return ahead === null ? 'not read yet' : ahead === '0' ? 'waiting, next' : `waiting, ${formatCount(ahead)} ahead`;
  return `${shortText(label, 60)} · ${state === 'never' ? 'never came' : 'may still come'}`;
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
  if (mark.kind === 'missing') return `${missingWords(mark)}, in ${laneWord(lane)}, ${start}`;
  const took = mark.kind === 'bar' ? `took ${formatDuration(workedMs(mark))}` : 'delivered';
  return [`${shortText(mark.label)} in ${laneWord(lane)}`, took, ...notes, start].join(', ');
}

export const blockName = (picture: Picture, block: Block): string =>
  `${formatPlural(block.count, 'record')} in ${laneWord(picture.lanes[block.lane]!)}${block.errors > 0 ? `, ${block.errors} failed` : ''}, too close to tell apart: zoom in`;
