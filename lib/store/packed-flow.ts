/** How the row of a flow says which records it has and what its status depends on: what is so of nearly all flows is left out, and understood when it is read. */
import type { Outline, OutlineStep } from '#lib/core/flows/outline.ts';
import type { FlowSegment } from '#lib/core/flows/summary.ts';
import type { TraceId } from '#lib/core/ids.ts';

/** Of a whole trace its id. */
export type PackedSegment = TraceId | FlowSegment;

export const packSegments = (segments: readonly FlowSegment[]): PackedSegment[] => segments.map((each) => (each.segment === '' && !each.shared && each.spans === null ? each.trace : each));

export const unpackSegments = (packed: readonly PackedSegment[]): FlowSegment[] => packed.map((each) => (typeof each === 'string' ? { trace: each, segment: '', shared: false, spans: null } : each));

type PackedStep = Partial<OutlineStep> & Omit<OutlineStep, keyof typeof USUAL_STEP>;
export type PackedOutline = Partial<Omit<Outline, 'steps'>> & { readonly steps?: readonly PackedStep[] };

const USUAL: Outline = { failure: 'none', open: false, steps: [], cut: false, groups: [], handled: [] };
const USUAL_STEP = { type: null, service: null, group: null };

export const packOutline = (outline: Outline): PackedOutline => ({ ...unusual(outline, USUAL), ...(outline.steps.length === 0 ? {} : { steps: outline.steps.map((step) => unusual(step, USUAL_STEP) as PackedStep) }) });

export const unpackOutline = (packed: PackedOutline): Outline => ({ ...USUAL, ...packed, steps: (packed.steps ?? []).map((step) => ({ ...USUAL_STEP, ...step })) });

/** Without what is as it usually is; of lists, the empty ones. */
function unusual<T extends object>(object: T, usual: Partial<T>): Partial<T> {
  const kept: Partial<T> = {};
  for (const name in object) {
    const [value, usually] = [object[name], usual[name]];
    if (Array.isArray(value) && Array.isArray(usually) ? value.length > 0 : value !== usually) kept[name] = value;
  }
  return kept;
}
