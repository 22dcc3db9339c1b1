import { memo } from 'react';
import { ServiceDot } from '#components/ui/service-name.tsx';
import { shortText } from '#components/timeline/mark-words.ts';
import { isCompact, isTall, type Lane } from '#lib/core/timeline/picture.ts';

const CHARACTER = { service: 6.9, reader: 6.9, topic: 6.7 };

/** Wide enough for most names, and never more than a quarter of what there is. */
export function labelsWidth(lanes: readonly Lane[], available: number): number {
  const widest = lanes.reduce((most, { name, kind }) => Math.max(most, Math.min(name.length, 40) * CHARACTER[kind] + (kind === 'reader' ? 84 : 44)), 0);
  return Math.round(Math.min(Math.max(widest, 120), Math.max(available / 4, 120)));
}

/** Names of the lanes, at the height of their first row; a tall lane's name stays in sight while one scrolls through it. */
export const LaneLabels = memo(function LaneLabels({ lanes, width, height, onToggle }: { lanes: readonly Lane[]; width: number; height: number; onToggle: (lane: string) => void }) {
  return (
    <div className="sticky left-0 shrink-0" style={{ width, height }}>
      {lanes.map((lane) => (
        <div key={lane.id} className="absolute right-0 left-0" style={{ top: lane.top, height: lane.height }}>
          <div className="sticky top-7">
            <LaneLabel lane={lane} />
            {isTall(lane) && (
              <button type="button" className="ml-7 text-xs text-accent hover:underline" onClick={() => onToggle(lane.id)}>
                {isCompact(lane) ? `expand ${lane.rows.length} rows` : 'compact'}
              </button>
            )}
          </div>
        </div>
      ))}
    </div>
  );
});

function LaneLabel({ lane }: { lane: Lane }) {
  const name = shortText(lane.name) || 'unnamed';
  if (lane.kind === 'topic') {
    return (
      <div className="flex h-[26px] min-w-0 items-center gap-2 pr-2 pl-3" title={`topic ${lane.source === null ? '' : `${lane.source} `}${name}`}>
        <span aria-hidden className="h-1 w-3.5 shrink-0 rounded-full bg-wait" />
        <bdi className="truncate font-mono text-xs text-muted">{lane.source === null ? name : `${shortText(lane.source)}/${name}`}</bdi>
      </div>
    );
  }
  return (
    <div className="flex h-9 min-w-0 items-center gap-2 pr-2 pl-3" title={lane.kind === 'reader' ? `consumer group ${name}, which sends no spans` : `service ${name}`}>
      {lane.kind === 'service' ? <ServiceDot name={lane.name} /> : <span aria-hidden className="size-2 shrink-0 rounded-[2px] border border-dashed border-faint" />}
      <bdi className="truncate text-sm font-[550]">{name}</bdi>
      {lane.kind === 'reader' && <span className="shrink-0 text-xs text-faint">group</span>}
    </div>
  );
}
