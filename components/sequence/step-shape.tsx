import { useServiceColor } from '#components/ui/service-hues.tsx';
import type { Geometry } from '#components/sequence/geometry.ts';
import type { Participant, Step } from '#lib/core/sequence/steps.ts';

/** How far a message to oneself goes out. */
export const LOOP = 26;

export function stepColor({ failed, marks, kind, evidence }: Step): string {
  if (failed || marks.includes('dead-letter')) return 'var(--bad)';
  if (marks.includes('retry') || kind === 'missing') return 'var(--warn)';
  return evidence === 'order' ? 'var(--text-3)' : 'var(--text-2)';
}

/** Weaker evidence is a weaker line; what never came is dashed as nothing else is. */
const dashOf = ({ kind, evidence }: Step): string | undefined => (kind === 'missing' || evidence === 'commit' ? '5 4' : evidence === 'order' ? '1 4' : undefined);

interface StepShapeProps {
  step: Step;
  participants: readonly Participant[];
  geometry: Geometry;
  height: number;
  /** Its wait beside the longest, 0 to 1: drawn from its ring on, as long on every arrow. */
  waited: number;
}

/** All lifelines as they pass this row, and what happens on them. */
export function StepShape({ step, participants, geometry: { x, width, pitch }, height, waited }: StepShapeProps) {
  return (
    <svg aria-hidden width={width} height={height} className="pointer-events-none absolute top-0 left-0 block">
      <path d={participants.map((each, index) => (each.kind === 'service' ? `M${x(index)} 0V${height}` : '')).join('')} stroke="var(--line-strong)" fill="none" />
      {participants.some(({ kind }) => kind !== 'service') && <path d={participants.map((each, index) => (each.kind === 'service' ? '' : `M${x(index)} 0V${height}`)).join('')} stroke="var(--line-strong)" strokeDasharray="3 4" fill="none" />}
      <Shape step={step} service={participants[step.to]?.name ?? ''} from={x(step.from)} to={x(step.to)} height={height} waited={waited} reach={pitch - 24} />
    </svg>
  );
}

function Shape({ step, service, from, to, height, waited, reach }: Pick<StepShapeProps, 'step' | 'height' | 'waited'> & { service: string; from: number; to: number; reach: number }) {
  const color = stepColor(step);
  const dash = dashOf(step);
  if (step.kind === 'pause') return null;
  if (step.kind === 'work') return <Work step={step} service={service} x={to} height={height} />;
  if (step.kind === 'unread' || step.kind === 'missing') return <End step={step} x={from} y={height / 2} />;

  const y = height - 11;
  const message = step.kind === 'message';
  const ring = message && <circle cx={from} cy={from === to ? y - 12 : y} r={4} fill="var(--panel)" stroke={color} strokeWidth={1.5} strokeDasharray={step.sharedWith > 0 ? '3 2' : undefined} />;
  // A message travels on the road that it waited on: thick as far as its wait goes, the longest of the flow from one lifeline to the next.
  const road = { stroke: step.marks.includes('retry') ? 'var(--warn)' : 'var(--wait)', strokeOpacity: step.marks.includes('retry') ? 0.5 : 1, strokeWidth: 5, fill: 'none' };
  const line = { stroke: color, strokeWidth: 1.25, strokeDasharray: dash, fill: 'none' };
  if (from === to) {
    const out = `M${from} ${y - 12}h${LOOP}v12H${from + 8}`;
    return (
      <>
        {waited > 0 && <path d={out} {...road} pathLength={1} strokeDasharray={`${waited} 1`} />}
        <path d={out} {...line} />
        <path d={`M${from + 1} ${y}l8 -4v8z`} fill={color} />
        {ring}
      </>
    );
  }
  const way = to > from ? 1 : -1;
  return (
    <>
      {waited > 0 && <path d={`M${from} ${y}h${way * reach * waited}`} {...road} />}
      <path d={`M${from} ${y}H${to - way * 8}`} {...line} />
      <path d={`M${to - way} ${y}l${-way * 8} -4v8z`} fill={step.evidence === 'spans' ? color : 'var(--panel)'} stroke={color} />
      {ring}
    </>
  );
}

/** Work is a piece of its service's lifeline; what is shared with other flows is dashed. */
function Work({ step, service, x, height }: { step: Step; service: string; x: number; height: number }) {
  const color = useServiceColor(service);
  const bad = step.failed;
  const shared = step.sharedWith > 0;
  return <rect x={x - 4 + step.depth * 4} y={4} width={8} height={height - 8} rx={2} fill={bad ? 'var(--bad-soft)' : shared ? 'var(--panel)' : color(0.3)} stroke={bad ? 'var(--bad)' : shared ? 'var(--text-3)' : color()} strokeDasharray={shared ? '3 2' : undefined} />;
}

/** A message that went no further: nobody is seen to have read it, it was given up, or it never came at all. */
function End({ step, x, y }: { step: Step; x: number; y: number }) {
  const color = stepColor(step);
  return (
    <>
      <path d={`M${x} ${y}h18`} stroke={color} strokeWidth={1.25} strokeDasharray={step.kind === 'missing' || step.evidence !== 'spans' ? '3 3' : undefined} />
      <circle cx={x + 23} cy={y} r={5} fill="var(--panel)" stroke={color} strokeWidth={1.5} strokeDasharray={step.kind === 'missing' ? '2.5 2' : undefined} />
      {step.marks.includes('dead-letter') && <path d={`M${x + 20.5} ${y - 2.5}l5 5m0 -5l-5 5`} stroke={color} strokeWidth={1.4} />}
    </>
  );
}
