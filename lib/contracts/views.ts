import { z } from 'zod';
import { Time } from '#lib/contracts/wire.ts';

/** What the address of the list may hold. */
const PARAMETERS = new Set([
  ...['status', 'kind', 'service', 'topic', 'notStatus', 'notKind', 'notService', 'notTopic'],
  ...['key', 'keyName', 'q', 'minDurationMs', 'maxDurationMs', 'hasDeadLetters', 'range', 'sort', 'columns'],
]);

/** Characters without width, and those that are blank though they are no spaces (Hangul fillers, the empty Braille pattern). */
const UNSEEN = /[\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const Name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(80, 'must have at most 80 characters')
  .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters')
  .refine((name) => name.replace(UNSEEN, '') !== '', 'must show something: what it holds cannot be seen');

const Search = z
  .string()
  .max(8000, 'must have at most 8,000 characters')
  .refine((text) => [...new URLSearchParams(text).keys()].every((name) => PARAMETERS.has(name)), 'must hold only what the list has in its address')
  .refine((text) => ![...new URLSearchParams(text).values()].some((value) => value.includes('\0')), 'must not hold U+0000')
  .describe('The address of the list after the question mark: filters, range, sort and columns.');

export const SavedView = z
  .object({ id: z.uuid(), name: z.string(), search: z.string(), createdAt: Time, updatedAt: Time })
  .meta({ id: 'SavedView', description: 'A way to look at the list of flows that somebody gave a name, for everybody.' });
export type SavedView = z.infer<typeof SavedView>;

export const SavedViewList = z.object({ views: z.array(SavedView) }).meta({ id: 'SavedViewList' });
export type SavedViewList = z.infer<typeof SavedViewList>;

export const SavedViewDraft = z.object({ name: Name, search: Search });
export type SavedViewDraft = z.infer<typeof SavedViewDraft>;

export const SavedViewChange = z
  .object({ name: Name.optional(), search: Search.optional(), updatedAt: Time.optional().describe('As the view was read: where it has been changed since, nothing is changed (409). Without it the last change wins.') })
  .refine(({ name, search }) => name !== undefined || search !== undefined, 'must change the name or what it shows');
export type SavedViewChange = z.infer<typeof SavedViewChange>;
