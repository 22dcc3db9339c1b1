import type { EventReading } from '#lib/core/conventions/reading.ts';

export type TopicRole = EventReading['role'];

/** As the store numbers them. */
export const ROLES: readonly TopicRole[] = ['normal', 'retry', 'dead-letter'];

export const roleNumber = (role: TopicRole): number => ROLES.indexOf(role);
export const roleOf = (stored: number): TopicRole => ROLES[stored] ?? 'normal';
