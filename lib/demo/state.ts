/** What the demo says of itself, for people who look at its effects: written to a file whenever it changes. */
import { analyticsPhase, FAULT_NAMES, FAULTS, type Fault, type FaultSettings } from './faults.ts';

export interface DemoState {
  /** Orders a second. */
  readonly rate: number;
  readonly seed: number;
  /** Times are RFC 3339 in UTC. */
  readonly startedAt: string;
  readonly updatedAt: string;
  /** When the next fault begins or ends; null where none does. */
  readonly nextChangeAt: string | null;
  readonly faults: readonly {
    readonly name: Fault;
    readonly description: string;
    /** False where it is not played at all, or pauses. */
    readonly active: boolean;
    readonly since: string;
    readonly until: string | null;
  }[];
}

export function demoState(settings: FaultSettings & { readonly rate: number; readonly startedAt: number }, now: number): DemoState {
  const time = (millis: number): string => new Date(millis).toISOString();
  const phase = analyticsPhase(settings, settings.startedAt, now);
  return {
    rate: settings.rate,
    seed: settings.seed,
    startedAt: time(settings.startedAt),
    updatedAt: time(now),
    nextChangeAt: phase.until === null ? null : time(phase.until),
    faults: FAULT_NAMES.map((name) => {
      const played = settings.faults.has(name);
      const described = { name, description: FAULTS[name] };
      if (name !== 'slow-analytics' || !played) return { ...described, active: played, since: time(settings.startedAt), until: null };
      return { ...described, active: phase.slow, since: time(phase.since), until: phase.until === null ? null : time(phase.until) };
    }),
  };
}
