import type { Replay } from '#lib/contracts/replays.ts';

/** How far the plan of a large selection is. */
export function Planning({ replay: { planning } }: { replay: Pick<Replay, 'planning'> }) {
  const { selected, judged } = planning ?? { selected: null, judged: 0 };
  const share = selected === null || selected === 0 ? null : judged / selected;
  return (
    <div className="flex max-w-160 flex-col gap-2">
      <progress aria-label="Planned" value={share ?? undefined} max={1} className="h-2.5 w-full overflow-hidden rounded-full accent-(--accent)" />
      <p className="num text-muted">{share === null ? '' : `${Math.floor(share * 100)}% of the selection is judged. `}What would be sent, what is refused and why, and who else will see it stand here once all is. It goes on whether or not this page is open.</p>
    </div>
  );
}
