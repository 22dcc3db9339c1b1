import type { GroupDescription } from '#lib/sources/commit-observer.ts';

/** A classic group with so many members, to which nothing is assigned. */
export const classicGroup = (members: number): GroupDescription => ({
  protocol: 'classic',
  state: members === 0 ? 'Empty' : 'Stable',
  members: Array.from({ length: members }, (_, n) => ({ id: `member-${n}`, instanceId: null, clientId: 'client', host: '/127.0.0.1', partitions: new Map() })),
  why: null,
});
