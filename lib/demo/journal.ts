/**
 * A service's own account of what it did, one JSON object a line: what anybody who watches it should have seen.
 * Written at once and in order, so that a killed service has told all it did before.
 */
import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface MessagePlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

export interface SpanName {
  readonly traceId: string;
  readonly spanId: string;
}

export type JournalEntry =
  | ({
      readonly kind: 'produced';
      readonly type: string;
      readonly messageId: string | null;
      /** Of the value, in bytes. */
      readonly size: number;
      readonly correlationId: string | null;
      readonly subject: string | null;
      /** The span that sent it; null where the service traces nothing. */
      readonly sender: SpanName | null;
      /** Of a retry or a dead letter: the message that was put off or given up. */
      readonly copyOf: MessagePlace | null;
    } & MessagePlace)
  | ({ readonly kind: 'consumed'; readonly group: string; readonly correlationId: string | null } & MessagePlace)
  /** Several correlation ids where the span stands above the work for several orders. */
  | ({
      readonly kind: 'span';
      readonly name: string;
      readonly correlationIds: readonly string[];
      readonly parentSpanId: string | null;
      /** The message that it handled. */
      readonly handled: MessagePlace | null;
      readonly failed: boolean;
    } & SpanName);

export interface Journal {
  write(entry: JournalEntry): void;
  close(): void;
}

/** When the file has grown to this size, it moves aside in place of the one before. In bytes. */
const LARGEST_FILE = 16 * 1024 * 1024;

export function openJournal(dir: string | null, service: string): Journal {
  if (dir === null) return { write: () => {}, close: () => {} };
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `${service}.jsonl`);
  let descriptor = openSync(file, 'a');
  let written = 0;
  return {
    write: (entry) => {
      written += writeSync(descriptor, `${JSON.stringify({ at: Date.now(), service, ...entry })}\n`);
      if (written < LARGEST_FILE) return;
      closeSync(descriptor);
      renameSync(file, `${file}.1`);
      descriptor = openSync(file, 'a');
      written = 0;
    },
    close: () => closeSync(descriptor),
  };
}
