import type { Replay } from '#lib/contracts/replays.ts';

/** How far the plan of a large selection is. */
export function Planning({ replay: { planning } }: { replay: Pick<Replay, 'planning'> }) {
  const { selected, judged } = planning ?? { selected: null, judged: 0 };
  const percent = selected === null || selected === 0 ? null : Math.floor((judged / selected) * 100);
  return (
    <div className="flex max-w-160 flex-col gap-2">
      <div role="progressbar" aria-label="Planned" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent ?? undefined} className="h-2.5 w-full overflow-hidden rounded-full bg-idle-soft ring-1 ring-line">
        <div className="h-full bg-accent" style={{ width: `${percent ?? 0}%` }} />
      </div>
      <p className="num text-muted">{percent === null ? '' : `${percent}% of the selection is judged. `}What would be sent, what is refused and why, and who else will see it stand here once all is. It goes on whether or not this page is open.</p>
    </div>
  );
}
