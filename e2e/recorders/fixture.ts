/** A recording: what real clients wrote to a real broker and exported, byte for byte, and what the program that used them says that it did. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

export interface Fixture {
  readonly name: string;
  /** Whether every message carries a correlation id; else only traces, links and message ids tie them. */
  readonly correlated: boolean;
  /** The log of each partition, record batches as the broker keeps them, in base64. */
  readonly partitions: readonly { readonly topic: string; readonly partition: number; readonly log: string }[];
  /** OTLP requests in the order in which they came; the body, unpacked, in base64. */
  readonly exports: readonly { readonly contentType: string; readonly body: string }[];
  readonly journal: readonly JournalLine[];
}

/** `at` and `because` are coordinates, `topic/partition/offset`; `trace` and `span` are hex. README.md says when each is written. */
export type JournalLine =
  | { readonly made: 'span'; readonly order: string; readonly trace: string; readonly span: string; readonly sampled: boolean }
  | { readonly made: 'message'; readonly order: string; readonly at: string; readonly because: string | null; readonly under: 'one' | 'several' | 'nothing' | 'copy' }
  | { readonly made: 'handled'; readonly order: string; readonly at: string; readonly group: string; readonly trace: string; readonly span: string; readonly sampled: boolean; readonly failed: boolean };

export const fixtureFile = (folder: string, name: string): string => `${folder}/${name}.json.gz`;

export function writeFixture(folder: string, fixture: Fixture): void {
  writeFileSync(fixtureFile(folder, fixture.name), gzipSync(JSON.stringify(fixture), { level: 9 }));
}

/** Written by `writeFixture` alone. */
export const readFixture = (file: string): Fixture => JSON.parse(gunzipSync(readFileSync(file)).toString()) as Fixture;
