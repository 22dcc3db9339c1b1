import type { IconName } from '#components/ui/icon.tsx';

export interface Place {
  readonly href: string;
  readonly word: string;
  readonly icon: IconName;
  /** Pressed after `g`. */
  readonly key: string;
}

/** The pages that one goes to, in the order of how often. */
export const PLACES: readonly Place[] = [
  { href: '/flows', word: 'Flows', icon: 'flows', key: 'f' },
  { href: '/topology', word: 'Topology', icon: 'topology', key: 't' },
  { href: '/lag', word: 'Lag', icon: 'lag', key: 'l' },
  { href: '/topics', word: 'Topics', icon: 'topics', key: 'p' },
  { href: '/health', word: 'Health', icon: 'health', key: 'h' },
  { href: '/settings', word: 'Settings', icon: 'settings', key: 's' },
];
