/** What a list of groups can be sorted by; `worst` by their status, then by their lag. */
export const GROUP_SORTS = ['worst', 'name', 'lag', 'timeLag', 'drain', 'members', 'rateIn', 'rateOut'] as const;
export type GroupSort = (typeof GROUP_SORTS)[number];
