/** One measurement: starts what it needs in a folder of its own, and ends it. */
import type { Steps } from '#lib/cli/steps.ts';
import type { Teardown } from '#lib/cli/teardown.ts';
import type { Peer } from './peers/peer.ts';
import type { PartResult } from './result.ts';
import type { Within } from './within.ts';

export interface PartContext {
  readonly steps: Steps;
  readonly teardown: Within;
  readonly options: Readonly<Record<'events' | 'seconds' | 'backlog' | 'spans' | 'millions', number>> & { readonly data: string | null };
  readonly peers: readonly ((folder: string, teardown: Teardown) => Promise<Peer>)[];
  /** The browser's executable. */
  readonly chromium: () => Promise<string>;
}

export type Part = (context: PartContext) => Promise<PartResult>;
