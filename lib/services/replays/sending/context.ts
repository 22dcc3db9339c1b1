/** What a sender works with. */
import type { Logger } from 'pino';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import type { AllowedTargets } from '#lib/core/dead-letters/allowed-targets.ts';
import type { Masking } from '#lib/core/masking/masking.ts';
import type { PlanningStep } from '#lib/services/replays/make-plan.ts';
import type { ReplayBroker } from '#lib/sources/kafka/replay/replay-broker.ts';
import type { HeldReplay } from '#lib/store/replay-planning.ts';
import type { Store } from '#lib/store/store.ts';

/** The steps of docs/decisions/dead-letters.md, between any two of which a sender may be stopped or killed. */
export type SendingStep = PlanningStep | 'taken' | 'fenced' | 'recovered' | 'read' | 'intended' | 'written' | 'sent' | 'settled';

export interface SenderContext {
  readonly store: Pick<Store, 'pool'>;
  readonly conventions: Conventions;
  readonly masking: Masking | null;
  readonly allowed: AllowedTargets;
  /** How long one waits at least for what was sent to come back. */
  readonly watchMicros: number;
  readonly brokers: ReadonlyMap<string, ReplayBroker>;
  readonly log: Logger;
  /** Told after each step. */
  readonly stepped: (step: SendingStep) => void;
}

/** One sender's hold on one replay. */
export type Held = HeldReplay;
