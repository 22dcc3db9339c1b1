import type { TracedSpan } from '#lib/core/flows/span-tree.ts';

/** The group for which a consumer's span read. Where it names none, as with kafkajs's instrumentation, a group that is called like its service is the one. */
export const readerGroup = ({ span, reading }: TracedSpan): string => reading.group ?? span.service;
