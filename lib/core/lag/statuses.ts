/** Worst first: a group is as bad as its worst partition. */
export const LAG_STATUSES = ['expired', 'stopped', 'stalled', 'rewound', 'not-moving', 'falling-behind', 'empty', 'forbidden', 'unknown', 'ok'] as const;
export type LagStatus = (typeof LAG_STATUSES)[number];

/** 0 is the worst. */
export const severityOf = (status: LagStatus): number => LAG_STATUSES.indexOf(status);

/** `ok` where there is none. */
export const worstOf = (statuses: readonly LagStatus[]): LagStatus => LAG_STATUSES[Math.min(LAG_STATUSES.length - 1, ...statuses.map(severityOf))] ?? 'ok';
