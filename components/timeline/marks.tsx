import { memo } from 'react';
import { formatDuration } from '#components/ui/format.ts';
import { useServiceColor } from '#components/ui/service-hues.tsx';
import { blockName, markName, missingWords, shortText, workedMs } from '#components/timeline/mark-words.ts';
import { barHeight, ringRadius, type Bar, type Ghost, type Mark, type Missing, type Picture, type Road } from '#lib/core/timeline/picture.ts';
import type { Block, Drawn } from '#lib/core/timeline/visible.ts';

/** Rows lower than this have no room for words. */
const READABLE = 14;
const CHARACTER = 6;
/** Lines far outside are drawn badly; marks are cut a little beyond the edges. */
const BEYOND = 40;

interface MarkProps<M extends Mark> {
  drawn: Drawn;
  mark: M;
  picture: Picture;
  width: number;
  selected: boolean;
}

/** As much of a text as fits, roughly; null where nothing worth reading does. */
function fitted(text: string, width: number): string | null {
  const characters = Math.floor(width / CHARACTER);
  if (characters < 3) return null;
  const shown = shortText(text, 120);
  return shown.length <= characters ? shown : `${shown.slice(0, characters - 1)}…`;
}

const option = (picture: Picture, mark: Mark, selected: boolean) =>
  ({ role: 'option', id: `mark-${mark.index}`, 'aria-selected': selected, 'aria-label': markName(picture, mark), 'data-mark': mark.index, className: 'cursor-pointer' }) as const;

/** Arrows that pass below words leave them readable. */
const HALO = { stroke: 'var(--bg)', strokeWidth: 3, strokeLinejoin: 'round', paintOrder: 'stroke' } as const;

const WORDLESS = { inside: null, outside: null } as const;

/** Whole inside, else whole beside, else the brief word inside, else as much as fits where more does. */
function placeLabel({ label, brief }: Bar, within: number, beside: number): { inside: string | null; outside: string | null } {
  const [inside, outside] = [fitted(label, within), fitted(label, beside)];
  const whole = (text: string | null): boolean => text !== null && !text.endsWith('…');
  if (whole(inside)) return { inside, outside: null };
  if (whole(outside)) return { inside: null, outside };
  if (brief !== null && whole(fitted(brief, within))) return { inside: brief, outside: null };
  return (inside?.length ?? 0) >= (outside?.length ?? 0) ? { inside, outside: null } : { inside: null, outside };
}

function Outline({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  return <rect x={x - 3} y={y - 3} width={width + 6} height={height + 6} rx={6} fill="none" stroke="var(--accent)" strokeWidth={1.75} pointerEvents="none" />;
}

/** Its words say what its length does not. */
const goingOn = (mark: Bar): Bar => ({ ...mark, label: `${formatDuration(workedMs(mark))}, cut: ${mark.label}`, brief: `${formatDuration(workedMs(mark))}, cut` });

function BarMark({ drawn, mark, picture, width, selected }: MarkProps<Bar>) {
  const lane = picture.lanes[mark.lane]!;
  const service = useServiceColor(lane.name);
  const height = barHeight(lane);
  const left = Math.max(drawn.x, -BEYOND);
  const full = Math.max(Math.min(drawn.x + drawn.width, width + BEYOND) - left, 3);
  const y = drawn.y - height / 2;
  const color = mark.error ? 'var(--bad)' : service();
  const textLeft = Math.max(left, 0) + 6;
  const { inside, outside } = lane.rowHeight < READABLE ? WORDLESS : placeLabel(mark.endsAt === null ? mark : goingOn(mark), Math.min(left + full, width) - textLeft - (mark.error ? 18 : 6), Math.min(drawn.room - 10, width - left - full - 8, 260));
  return (
    <g {...option(picture, mark, selected)}>
      <rect x={left} y={y} width={full} height={height} rx={Math.min(4, full / 2, height / 3)} fill={mark.sharedWith > 0 ? 'url(#shared)' : service(mark.error ? 0.14 : 0.22)} stroke={color} strokeOpacity={mark.sharedWith > 0 ? 0.7 : 1} strokeDasharray={mark.sharedWith > 0 ? '4 2' : undefined} />
      {mark.error && full > 16 && height > 8 && <circle cx={left + full - 8} cy={drawn.y} r={3} fill="var(--bad)" />}
      {mark.skew > 0 && <path d={`M${left} ${y}h8l-8 8z`} fill="var(--warn)" />}
      {mark.endsAt !== null && <path d={`M${left + full - 3} ${y - 2}l3 ${height / 4 + 1}l-4 ${height / 4}l4 ${height / 4}l-3 ${height / 4 + 3}`} fill="none" stroke="var(--warn)" strokeWidth={1.75} />}
      {inside !== null && (
        <text x={textLeft} y={drawn.y + 4} fontSize={11} fontWeight={500} fill="var(--text)" pointerEvents="none" aria-hidden>
          {inside}
        </text>
      )}
      {outside !== null && drawn.x + full < width && left + full > 0 && (
        <text x={left + full + 5} y={drawn.y + 4} fontSize={10.5} fill={mark.error ? 'var(--bad)' : 'var(--text-2)'} {...HALO} aria-hidden>
          {outside}
        </text>
      )}
      {selected && <Outline x={left} y={y} width={full} height={height} />}
    </g>
  );
}

function GhostMark({ drawn, mark, picture, width, selected }: MarkProps<Ghost>) {
  const lane = picture.lanes[mark.lane]!;
  const height = barHeight(lane);
  const left = Math.max(drawn.x, -BEYOND);
  const full = Math.max(Math.min(drawn.x + drawn.width, width + BEYOND) - left, 12);
  const within = mark.to > mark.from;
  const words = lane.rowHeight < READABLE ? null : ghostWords(mark, full - 24, Math.min(drawn.room - (full - drawn.width) - 4, width - left - full - 8, 200));
  const color = mark.error ? 'var(--bad)' : 'var(--text-3)';
  return (
    <g {...option(picture, mark, selected)}>
      <rect x={left} y={drawn.y - height / 2} width={full} height={height} rx={4} fill="var(--panel)" fillOpacity={0.6} stroke={within ? 'none' : color} strokeDasharray="3 3" />
      {within && <path d={`M${left} ${drawn.y}H${left + full}`} stroke={color} strokeDasharray="3 3" />}
      {within && <path d={`M${left + 4} ${drawn.y - 6}h-4v12h4M${left + full - 4} ${drawn.y - 6}h4v12h-4`} fill="none" stroke={color} />}
      {words !== null && (
        <text {...(words.inside ? { x: (Math.max(left, 0) + Math.min(left + full, width)) / 2, textAnchor: 'middle' } : { x: left + full + 5 })} y={drawn.y + 4} fontSize={10.5} fill="var(--text-3)" {...HALO} strokeWidth={6} aria-hidden>
          {words.text}
        </text>
      )}
      {selected && <Outline x={left} y={drawn.y - height / 2} width={full} height={height} />}
    </g>
  );
}

/** Whole inside, else whole beside, else as much as fits beside. */
function ghostWords({ from, to, evidence }: Ghost, within: number, beside: number): { text: string; inside: boolean } | null {
  const brief = `read, by ${evidence}`;
  const whole = to > from ? `read in between, by ${evidence}` : brief;
  if (to > from && fitted(whole, within) === whole) return { text: whole, inside: true };
  const text = [whole, brief].find((each) => fitted(each, beside) === each) ?? fitted(brief, beside);
  return text === null ? null : { text, inside: false };
}

function MissingMark({ drawn, mark, picture, width, selected }: MarkProps<Missing>) {
  const lane = picture.lanes[mark.lane]!;
  const height = barHeight(lane);
  const words = lane.rowHeight < READABLE ? null : fitted(missingWords(mark), width - 20);
  const full = Math.max(drawn.width, words === null ? 12 : words.length * CHARACTER + 16);
  // Its words stay in sight while its place is.
  const left = drawn.x > width || drawn.x + full < 0 ? drawn.x : Math.max(Math.min(drawn.x, width - full - 4), -BEYOND);
  const right = Math.min(left + full, width + BEYOND);
  const color = mark.state === 'never' ? 'var(--warn)' : 'var(--text-3)';
  return (
    <g {...option(picture, mark, selected)}>
      <rect x={left} y={drawn.y - height / 2} width={Math.max(right - left, 3)} height={height} rx={4} fill="var(--panel)" fillOpacity={0.85} stroke={color} strokeWidth={1.25} strokeDasharray={mark.state === 'waiting' ? '1 3' : '4 3'} />
      {words !== null && (
        <text x={Math.max(left, 0) + 8} y={drawn.y + 4} fontSize={11} fill={mark.state === 'never' ? 'var(--warn)' : 'var(--text-2)'} aria-hidden>
          {words}
        </text>
      )}
      {selected && <Outline x={left} y={drawn.y - height / 2} width={right - left} height={height} />}
    </g>
  );
}

const roadColor = (mark: Road): string => (mark.deadLetter ? 'var(--bad)' : 'var(--wait)');

function RoadMark({ drawn, mark, picture, width, selected }: MarkProps<Road>) {
  const { x, y } = drawn;
  const lane = picture.lanes[mark.lane]!;
  const ring = ringRadius(lane);
  const small = ring < 4.5;
  const line = mark.deadLetter ? 'var(--bad)' : 'var(--text-2)';
  const stub = mark.open && !mark.deadLetter;
  const end = stub ? x + Math.min(26, Math.max(drawn.room, 12)) : x + Math.max(drawn.width, mark.deadLetter ? Math.min(48, drawn.room) : 0);
  const [left, right] = [Math.max(x, -BEYOND), Math.min(end, width + BEYOND)];
  const words = mark.deadLetter && mark.open ? 'open' : roadWords(mark);
  const perMicro = drawn.width / Math.max(mark.to - mark.from, 1);
  const delay = mark.delay === null || mark.deadLetter ? null : { from: Math.max(x + (mark.delay.from - mark.from) * perMicro, -BEYOND), to: Math.min(x + (mark.delay.to - mark.from) * perMicro, width + BEYOND) };
  const roomy = words !== null && !small && drawn.room - (end - x - drawn.width) > words.length * CHARACTER + 14;
  return (
    <g {...option(picture, mark, selected)} opacity={mark.sharedWith > 0 ? 0.65 : 1}>
      {!small && <rect x={left - 7} y={y - 8} width={Math.max(right - left, 0) + 14} height={16} fill="transparent" />}
      {right > left && <path d={`M${left} ${y}H${right}`} stroke={roadColor(mark)} strokeOpacity={delay === null ? 0.9 : 0.45} strokeWidth={small ? ring : stub ? 3 : 5} strokeLinecap="round" strokeDasharray={stub || mark.sharedWith > 0 ? '2 6' : undefined} />}
      {delay !== null && delay.to - delay.from > 2 && <path d={`M${delay.from} ${y}H${delay.to}`} stroke="var(--warn)" strokeWidth={small ? ring : 5} strokeDasharray="3 3" />}
      <circle cx={x} cy={y} r={ring} fill={small ? line : 'var(--panel)'} stroke={line} strokeWidth={small ? 0 : 1.6} />
      {mark.deadLetter && !small && <path d={`M${x - 2.2} ${y - 2.2}l4.4 4.4m0-4.4l-4.4 4.4`} stroke="var(--bad)" strokeWidth={1.5} />}
      {mark.replay && !small && <path d={`M${x - 1.6} ${y - 2.4}l4 2.4l-4 2.4z`} fill="var(--accent)" />}
      {mark.retry && !mark.deadLetter && !small && <path d={`M${x - 2.2} ${y - 0.4}a2.2 2.2 0 1 1 2.2 2.2`} fill="none" stroke="var(--warn)" strokeWidth={1.4} />}
      {mark.skew > 0 && !small && <path d={`M${x - 4} ${y - 9}h8l-4 5z`} fill="var(--warn)" />}
      {roomy && (
        <text x={right + (mark.open ? 8 : 7)} y={y + 3.5} fontSize={10} className="num" fontWeight={mark.deadLetter ? 550 : 400} fill={mark.deadLetter ? 'var(--bad)' : 'var(--text-3)'} {...HALO} aria-hidden>
          {words}
        </text>
      )}
      {selected && <Outline x={Math.max(x - 5, -BEYOND)} y={y - 6} width={Math.max(Math.min(right, width + BEYOND) - x, 0) + 10} height={12} />}
    </g>
  );
}

/** What was waited, and what of it was put off on purpose. */
function roadWords({ waitMs, delay, retry }: Road): string | null {
  const wait = waitMs !== null && waitMs > 0 ? formatDuration(waitMs) : null;
  if (delay === null) return wait;
  const put = `retry after ${formatDuration((delay.to - delay.from) / 1000)}`;
  return wait === null || retry ? put : `${wait}, ${put}`;
}

export const MarkShape = memo(function MarkShape({ drawn, ...rest }: { drawn: Drawn; picture: Picture; width: number; selected: boolean }) {
  if (drawn.mark.kind === 'bar') return <BarMark {...rest} drawn={drawn} mark={drawn.mark} />;
  if (drawn.mark.kind === 'missing') return <MissingMark {...rest} drawn={drawn} mark={drawn.mark} />;
  if (drawn.mark.kind === 'ghost') return <GhostMark {...rest} drawn={drawn} mark={drawn.mark} />;
  return <RoadMark {...rest} drawn={drawn} mark={drawn.mark} />;
});

/** Marks too small to tell apart: a click zooms in on them. */
export function BlockShape({ block, picture, index }: { block: Block; picture: Picture; index: number }) {
  const lane = picture.lanes[block.lane]!;
  const service = useServiceColor(lane.name);
  const half = lane.kind === 'topic' ? Math.min(3, ringRadius(lane)) : barHeight(lane) / 2;
  return (
    <rect
      role="option"
      aria-selected={false}
      aria-label={blockName(picture, block)}
      data-block={index}
      className="cursor-zoom-in"
      x={block.x}
      y={block.y - half}
      width={Math.max(block.width, 3)}
      height={2 * half}
      rx={2}
      fill={block.errors > 0 ? 'var(--bad)' : lane.kind === 'topic' ? 'var(--wait)' : service(0.5)}
      fillOpacity={block.errors > 0 ? 0.55 : 1}
    />
  );
}
