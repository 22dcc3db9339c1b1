/** The words of the language. Any other `name:value` is a key of that name. */

export type ListField = 'status' | 'kind' | 'service' | 'topic';
export type Field = ListField | 'minDuration' | 'maxDuration' | 'has' | 'key';

interface FieldInfo {
  readonly name: Field;
  /** In one line, for who chooses among them. */
  readonly meaning: string;
}

export const FIELDS: readonly FieldInfo[] = [
  { name: 'status', meaning: 'what became of it: failed, stalled, …' },
  { name: 'kind', meaning: 'the type of the event that began it' },
  { name: 'service', meaning: 'a service that it reached' },
  { name: 'topic', meaning: 'a topic that it reached' },
  { name: 'minDuration', meaning: 'at least so long: 250ms, 5s, 2m, 1h' },
  { name: 'maxDuration', meaning: 'at most so long' },
  { name: 'has', meaning: 'dead-letters, or no-dead-letters' },
  { name: 'key', meaning: 'one key of any name, exactly' },
];

export const HAS = ['dead-letters', 'no-dead-letters'] as const;

const byName = new Map<string, Field>(FIELDS.map(({ name }) => [name.toLowerCase(), name]));

/** In any case. */
export const fieldOf = (name: string): Field | null => byName.get(name.toLowerCase()) ?? null;

export const isListField = (field: Field): field is ListField => field === 'status' || field === 'kind' || field === 'service' || field === 'topic';
