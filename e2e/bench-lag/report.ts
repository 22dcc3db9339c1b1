/** What was measured, as a table for people. */
import { readFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { KAFKA_VERSION } from '#lib/cli/local-kafka-jars.ts';
import { ROOT } from '#lib/cli/paths.ts';
import { PARTITIONS } from './load.ts';
import type { Look } from './looks.ts';
import type { Size, Sizes } from './sizes.ts';

export const INTERVAL_MS = 10_000;
export const TARGET_BYTES = 10;
/** A day as it was taken, and a month by the minute. */
const [DAY_MINUTES, MONTH_DAYS, LOOKS_A_MINUTE] = [1440, 30, 6];

export interface Measured {
  readonly groups: number;
  /** For how long they were looked at. */
  readonly minutes: number;
  readonly looks: readonly Look[];
  readonly sizes: Sizes;
}

const partitionSamples = ({ samples }: Size): number => samples * PARTITIONS;

const bytesEach = (size: Size): number | null => (size.samples === 0 ? null : size.bytes / partitionSamples(size));

/** A row of minutes is one of half an hour: those of a shorter run are mostly headers. */
const FULL_ROW = 20;
const bytesOfMinute = ({ minute }: Sizes): number | null => (minute.samples < FULL_ROW * minute.rows ? null : bytesEach(minute));

/** What a run of any length tells. */
export const bytesAsTaken = ({ sizes }: Measured): number | null => bytesEach(sizes.fine);

/** Over all that is kept: of a day as it was taken, with what waits to be packed, and of a month thinned to minutes. Null where the run was too short to know. */
export function bytesOnAverage({ groups, sizes }: Measured): number | null {
  const [fine, minute] = [bytesEach(sizes.fine), bytesOfMinute(sizes)];
  if (fine === null || minute === null) return null;
  const [fineSamples, minuteSamples] = [groups * PARTITIONS * DAY_MINUTES * LOOKS_A_MINUTE, groups * PARTITIONS * DAY_MINUTES * MONTH_DAYS];
  return (fine * fineSamples + minute * minuteSamples + sizes.short.bytes) / (fineSamples + minuteSamples);
}

export const slowest = ({ looks }: Measured): number => Math.max(...looks.map(({ tookMs }) => tookMs));

function percentile(looks: readonly Look[], part: number): number {
  const sorted = looks.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

export function table(measured: Measured): string {
  const { looks, sizes } = measured;
  const ms = (value: number): string => `${Math.round(value).toLocaleString('en')} ms`;
  const each = (value: number | null): string => (value === null ? 'not known from so short a run' : `${value.toFixed(1)} bytes`);
  return [
    '| what | measured |',
    '|---|---|',
    `| looks at ${measured.groups.toLocaleString('en')} groups × ${PARTITIONS} partitions, in ${measured.minutes} ${measured.minutes === 1 ? 'minute' : 'minutes'} | ${looks.length} |`,
    `| one look, p50 | ${ms(percentile(looks, 0.5))} |`,
    `| one look, p95 | ${ms(percentile(looks, 0.95))} |`,
    `| one look, the slowest | ${ms(slowest(measured))} |`,
    `| a partition sample as it was taken, packed | ${each(bytesEach(sizes.fine))} |`,
    `| a partition sample of a minute, packed | ${each(bytesOfMinute(sizes))} |`,
    `| samples that wait to be packed, altogether | ${(sizes.short.bytes / 2 ** 20).toFixed(1)} MiB |`,
    `| a partition sample on average, over all that is kept | ${each(bytesOnAverage(measured))} |`,
  ].join('\n');
}

/** What a run of this length cannot tell, and which could. */
function shortness(measured: Measured): string {
  if (bytesOnAverage(measured) !== null) return '';
  const missing = bytesAsTaken(measured) === null ? 'packed samples, which are made after five minutes' : 'full rows of minutes, which are made of half an hour of looks';
  return `\n\nThis run looked for ${measured.minutes} ${measured.minutes === 1 ? 'minute' : 'minutes'}, and so saw no ${missing}; the average over all that is kept takes the 40 minutes of \`npm run bench:lag\`.`;
}

/** `command` is what was typed. */
export async function markdown(measured: Measured, said: string, command: string): Promise<string> {
  const [cpu] = cpus();
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return `# Performance of looking at consumer groups

Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}. Run it to know your own machine; Kafka, the database, the collector and whoever commits share it.

${said}

${table(measured)}

- Machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}
- Versions: Throughline ${version}, Node ${process.versions.node}, Kafka ${KAFKA_VERSION}

## What is measured

A collector looks at all groups every ${INTERVAL_MS / 1000} s while each of them commits ${PARTITIONS} partitions every 5 s, so that every partition has moved at every look and has a commit with a time of its own. The groups have no members: they commit as consumers do that are assigned their partitions by hand. One look is: listing and describing the groups, what they have committed, the log of commits since the last look, where the partitions begin and end, writing that down and judging the lag of every group. Target: the slowest within one interval.

Bytes are those on disk, with row headers and indexes, divided by samples × ${PARTITIONS}. The average is over all that is kept of groups that never rest: a day of looks as they were taken, a month thinned to one a minute, and what waits to be packed. Target: at most ${TARGET_BYTES} bytes. A partition that does not move costs nothing.${shortness(measured)}
`;
}
