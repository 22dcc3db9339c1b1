/**
 * The sequence as a picture that stands by itself: its own light colours, fonts that every system has something like.
 * Names stand in it as text alone: none of them comes near an attribute.
 */
import type { Sequence, SequenceRow, Step } from '#lib/core/sequence/steps.ts';
import { allDetails, longestWait, loopWords, waitShare, type DurationWords } from '#lib/core/sequence/words.ts';
import { hueColour } from '#lib/core/sequence/hue-colour.ts';
import { visibleText } from '#lib/core/visible-text.ts';

const ROW = 34;
const TOP = 56;
const LEFT = 96;
const PITCH = { widest: 210, narrowest: 120 };
const MOST_WIDTH = 6_000;
const MOST_ROWS = 1_500;
const LONGEST_LABEL = 560;
/** A little under Inter's average, so that texts rather end early than late. */
const CHARACTER = 6.1;

/** What stands on a lifeline covers it. */
const HALO = ' stroke="#fbfbfc" stroke-width="4" stroke-linejoin="round" paint-order="stroke"';

const INK = '#16181d';
const MUTED = '#565d6b';
const FAINT = '#626a78';
const LINE = '#d3d7de';
const WAIT = '#b9c0cc';
const BAD = '#c0303a';
const WARN = '#8c5a08';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** XML 1.0 has no place for the last two code points of a plane either. */
export function xmlText(text: string, most: number): string {
  const visible = visibleText(text.length > most * 2 ? text.slice(0, most * 2) : text);
  const shown = Array.from(visible);
  const cut = shown.length > most || text.length > most * 2 ? `${shown.slice(0, Math.max(most - 1, 1)).join('')}…` : visible;
  return cut.replace(/[\ufffe\uffff]/gu, '\ufffd').replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

interface SvgOptions {
  readonly duration: DurationWords;
  /** Degrees. */
  readonly hue: (service: string) => number;
  readonly title: string;
}

export function toSvg({ participants, rows }: Sequence, { duration, hue, title }: SvgOptions): string {
  const pitch = Math.max(PITCH.narrowest, Math.min(PITCH.widest, Math.floor((MOST_WIDTH - LEFT) / Math.max(participants.length, 1))));
  const fitting = Math.max(1, Math.floor((MOST_WIDTH - LEFT) / pitch));
  const shownParticipants = participants.slice(0, fitting);
  const drawable = rows.filter(({ step }) => Math.max(step.from, step.to) < shownParticipants.length);
  const shown = drawable.slice(0, MOST_ROWS);
  const left = rows.length - shown.length;
  // What leaves the last lifeline to the right has its text there.
  const width = LEFT + shownParticipants.length * pitch + 160;
  const height = TOP + shown.length * ROW + 24 + (left > 0 ? ROW : 0);
  const x = (participant: number): number => LEFT + (participant + 0.5) * pitch;

  const heads = shownParticipants.map(({ name, kind }, index) => {
    const colour = kind === 'service' ? hueColour(hue(name)) : FAINT;
    const most = Math.floor((pitch - 26) / CHARACTER);
    return `<g><rect x="${x(index) - pitch / 2 + 5}" y="10" width="${pitch - 10}" height="28" rx="5" fill="#ffffff" stroke="${colour}"${kind === 'service' ? '' : ' stroke-dasharray="4 3"'}/><text x="${x(index)}" y="28" text-anchor="middle" font-weight="600">${xmlText(`${name === '' ? 'unnamed' : name}${kind === 'reader' ? ' (group)' : ''}`, most)}</text><path d="M${x(index)} 38V${height - 12}" stroke="${LINE}"${kind === 'service' ? '' : ' stroke-dasharray="3 4"'}/></g>`;
  });
  const longest = longestWait({ rows });
  const body = shown.map((row, index) => rowSvg(row, TOP + index * ROW, { x, pitch, width, duration, longest }));
  const note = left > 0 ? `<text x="${LEFT}" y="${height - 20}" fill="${MUTED}">${left} more rows are left out of this picture</text>` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="12" fill="${INK}">
<title>${xmlText(title, 200)}</title>
<rect width="${width}" height="${height}" fill="#fbfbfc"/>
${heads.join('\n')}
${body.join('\n')}
${note}
</svg>
`;
}

interface Room {
  readonly x: (participant: number) => number;
  readonly pitch: number;
  readonly width: number;
  readonly duration: DurationWords;
  /** Milliseconds. */
  readonly longest: number;
}

function rowSvg({ step, loop }: SequenceRow, top: number, { x, pitch, width, duration, longest }: Room): string {
  const y = top + ROW - 10;
  const at = step.at === null ? '' : `<text x="${LEFT - 22}" y="${y + 4}" text-anchor="end" fill="${FAINT}" font-size="11">+${xmlText(duration(step.at / 1000), 20)}</text>`;
  if (step.kind === 'pause') return `<g><rect x="${LEFT - 14}" y="${top + 8}" width="${width - LEFT}" height="${ROW - 14}" fill="#f4f5f7"/><text x="${LEFT}" y="${top + ROW / 2 + 5}" fill="${MUTED}">${xmlText(`${duration((step.duration ?? 0) / 1000)} without a record`, 60)}</text></g>`;

  const [from, to] = [x(step.from), x(step.to)];
  const colour = colourOf(step);
  const brackets = loop === null || loop.open ? '' : `<path d="M${LEFT - 8} ${top + 3}V${top + ROW - 1}" stroke="${FAINT}" stroke-width="2"/>`;
  const details = [...allDetails(step, loop, duration), ...(loop !== null && !loop.open && loop.first ? [loopWords(loop)] : [])].join(' · ');
  const inner = step.depth * 10;
  const start = from === to ? from + 12 + inner : Math.min(from, to) + 10;
  const most = Math.max(8, Math.floor(Math.min(LONGEST_LABEL, width - start) / CHARACTER));
  const name = step.name === '' ? 'unnamed' : step.name;
  const named = xmlText(name, most);
  const rest = most - Math.min(Array.from(name).length, most) - 2;
  const text = `<text x="${start}" y="${from === to ? y + 4 : y - 7}"${HALO}><tspan fill="${colour === WAIT ? INK : colour}">${named}</tspan>${rest > 6 && details !== '' ? `<tspan fill="${MUTED}" font-size="11"> ${xmlText(details, rest)}</tspan>` : ''}</text>`;
  return `<g>${at}${brackets}${shape(step, from, to, y, inner, waitShare(step, longest) * (pitch - 24))}${text}</g>`;
}

function colourOf(step: Step): string {
  if (step.failed || step.marks.includes('dead-letter')) return BAD;
  if (step.marks.includes('retry') || step.kind === 'missing') return WARN;
  return step.evidence === 'order' ? FAINT : INK;
}

function shape(step: Step, from: number, to: number, y: number, inner: number, waited: number): string {
  const colour = colourOf(step);
  const dash = step.kind === 'missing' || step.evidence === 'commit' ? ' stroke-dasharray="5 4"' : step.evidence === 'order' ? ' stroke-dasharray="1 4"' : '';
  if (step.kind === 'work') return `<rect x="${from - 4 + inner}" y="${y - 9}" width="8" height="18" rx="2" fill="${step.sharedWith > 0 ? '#f4f5f7' : '#ffffff'}" stroke="${colour}"${step.sharedWith > 0 ? ' stroke-dasharray="3 2"' : ''}/>`;
  if (step.kind === 'unread' || step.kind === 'missing') {
    const cross = step.marks.includes('dead-letter') ? `<path d="M${from - 3} ${y - 3}l6 6m0 -6l-6 6" stroke="${BAD}" stroke-width="1.5"/>` : '';
    return `<circle cx="${from}" cy="${y}" r="5" fill="#ffffff" stroke="${colour}" stroke-width="1.5"${step.kind === 'missing' ? ' stroke-dasharray="2 2"' : ''}/>${cross}`;
  }
  if (from === to) return `<path d="M${from} ${y - 8}h8v12h-8" fill="none" stroke="${colour}"${dash}/><path d="M${from} ${y + 4}l6 -3v6z" fill="${colour}"/>`;
  const way = to > from ? 1 : -1;
  const road = step.kind === 'message' && waited > 0 ? `<path d="M${from} ${y}h${way * Math.round(waited)}" stroke="${WAIT}" stroke-width="4"/>` : '';
  const ring = step.kind === 'message' ? `<circle cx="${from}" cy="${y}" r="3.5" fill="#ffffff" stroke="${colour}" stroke-width="1.5"/>` : '';
  return `${road}<path d="M${from} ${y}H${to - way * 7}" stroke="${colour === INK ? MUTED : colour}"${dash}/>${ring}<path d="M${to} ${y}l${-way * 8} -4v8z" fill="${step.kind === 'call' && step.evidence === 'order' ? '#ffffff' : colour}" stroke="${colour}"/>`;
}
