/** Addresses of the pages. An id of a dead letter is a UUID, so that it is never `groups`. */
export const groupHref = (id: string): string => `/dead-letters/groups/${id}`;
export const letterHref = (id: string): string => `/dead-letters/${id}`;
export const replayHref = (id: string): string => `/replays/${id}`;

/** Where a replay is planned: of a failure group, of chosen ones, or of what a filter lets through. */
export const planHref = (selection: Readonly<Record<string, string>>): string => `/replays/new?${new URLSearchParams(selection).toString()}`;

export const auditHref = (subject: string): string => `/audit?subject=${subject}`;
