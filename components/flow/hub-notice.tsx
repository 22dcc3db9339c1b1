import type { FlowDetail } from '#lib/contracts/flows.ts';

const WHY = {
  'too-many-records': 'names too many records to mean one action',
  'flow-too-large': 'had tied more records together than one action has',
} as const;
const MOST = 3;

/** Says which keys of the flow join nothing, before anyone wonders where the rest is. */
export function HubNotice({ hubs }: { hubs: FlowDetail['hubs'] }) {
  if (hubs.length === 0) return null;
  return (
    <p role="note" className="shrink-0 border-b border-line px-4.5 py-1.5 text-sm text-muted">
      {hubs.slice(0, MOST).map(({ kind, name, value, reason }) => (
        <span key={`${kind} ${name ?? ''} ${value}`}>
          The {kind} key <span className="font-mono text-ink">{(name === undefined ? value : `${name}=${value}`).slice(0, 80)}</span> {WHY[reason]}, so it joins nothing.{' '}
        </span>
      ))}
      {hubs.length > MOST && `So do ${hubs.length - MOST} more of its keys.`}
    </p>
  );
}
