import type { IconName } from '#components/ui/icon.tsx';

export interface Place {
  readonly href: string;
  readonly word: string;
  readonly icon: IconName;
  /** Pressed after `g`. */
  readonly key: string;
  /** Listed only while one is on this page or beside it. */
  readonly under?: string;
}

/** The pages that one goes to, in the order of how often. */
export const PLACES: readonly Place[] = [
  { href: '/flows', word: 'Flows', icon: 'flows', key: 'f' },
  { href: '/topology', word: 'Topology', icon: 'topology', key: 't' },
  { href: '/lag', word: 'Lag', icon: 'lag', key: 'l' },
  { href: '/dead-letters', word: 'Dead letters', icon: 'dead-letters', key: 'd' },
  { href: '/replays', word: 'Replays', icon: 'replays', key: 'r', under: '/dead-letters' },
  { href: '/audit', word: 'Audit log', icon: 'audit', key: 'a', under: '/dead-letters' },
  { href: '/topics', word: 'Topics', icon: 'topics', key: 'p' },
  { href: '/health', word: 'Health', icon: 'health', key: 'h' },
  { href: '/settings', word: 'Settings', icon: 'settings', key: 's' },
];
