import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { QUIET_MICROS } from '#lib/core/flows/findings/missing-span.ts';
import { pack } from '#lib/core/packed/pack.ts';
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import { drawFlow } from '#lib/services/flows/draw.ts';
import { readFlowRow, stampOfFlowRow, type FlowRow } from '#lib/services/flows/flow-row.ts';
import { largeBehindSince } from '#lib/services/flows/large.ts';
import { readRecords, type ReadRecords } from '#lib/services/flows/read-records.ts';
import { readSurroundings, type Surroundings } from '#lib/services/flows/surroundings.ts';
import { waitingSince } from '#lib/store/change-queue.ts';
import { stampOfSpans } from '#lib/store/read-spans.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import type { FlowForm } from '#lib/web/flow-thread/message.ts';

interface RecentFlow {
  readonly row: FlowRow;
  readonly records: ReadRecords;
  readonly stampOfSpans: string;
  readonly around: Surroundings;
  readonly bodies: Map<FlowForm, Uint8Array<ArrayBuffer>>;
}

interface RecentFlowsOptions {
  readonly conventions: Conventions;
  readonly displayLimit: number;
}

/** Two thirds of the time of the usual level, for a fiftieth more. */
const GZIP_LEVEL = 5;

/** Some 5 KB each. */
const MOST_RECORDS = 30_000;

/**
 * Reads flows, and keeps the last of them with their JSON. Records are facts, which never change: of a flow that is asked for again it is
 * looked up whether others have come, and whether what surrounds them (commits, dead letters, who shares what) is as it was. Only what
 * differs is read and drawn anew.
 */
export class RecentFlows {
  readonly #store: Pick<QueryStore, 'pool' | 'prisma'>;
  readonly #options: RecentFlowsOptions;
  /** The one that was asked for last is last. */
  readonly #kept = new Map<string, RecentFlow>();

  constructor(store: Pick<QueryStore, 'pool' | 'prisma'>, options: RecentFlowsOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The JSON of a flow as UTF-8, gzipped, for the caller to have; null where there is none with this id. */
  async body(flowId: string, form: FlowForm, now: Micros = microsFromMillis(Date.now())): Promise<Uint8Array<ArrayBuffer> | null> {
    const known = this.#kept.get(flowId);
    this.#kept.delete(flowId);
    const found = (known === undefined ? null : await this.#readAgain(flowId, known, now)) ?? (await this.#readFirst(flowId, now));
    if (found === null) return null;
    const written = found.bodies.get(form);
    const body = written ?? bodyOf(drawFlow(found.records, found.around, { now, displayLimit: this.#options.displayLimit }), form);
    // While spans may be on their way the moment itself decides what is missing: a picture of then is not one of now.
    if (written === undefined && isQuiet(found.records, now)) found.bodies.set(form, body);
    this.#keep(flowId, found);
    return body.slice();
  }

  async #readFirst(flowId: string, now: Micros): Promise<RecentFlow | null> {
    const row = await readFlowRow(this.#store, flowId);
    if (row === null) return null;
    const stamp = await this.#stampOfSpans(row); // before the records: what comes meanwhile makes another
    const reading = readRecords(this.#store, row, this.#options.conventions, this.#options.displayLimit);
    const [records, around] = await Promise.all([reading, this.#around(row, reading, now)]);
    return { row, records, stampOfSpans: stamp, around, bodies: new Map() };
  }

  /** Null where its records are others now. */
  async #readAgain(flowId: string, known: RecentFlow, now: Micros): Promise<RecentFlow | null> {
    const [rowStamp, spansStamp] = await Promise.all([stampOfFlowRow(this.#store, flowId), this.#stampOfSpans(known.row)]);
    if (rowStamp !== known.row.stamp || spansStamp !== known.stampOfSpans) return null;
    const around = await this.#around(known.row, Promise.resolve(known.records), now);
    return isDeepStrictEqual(around, known.around) ? known : { ...known, around, bodies: new Map() };
  }

  async #around(row: FlowRow, records: Promise<ReadRecords>, now: Micros): Promise<Surroundings> {
    const behindSince = largeBehindSince(await waitingSince(this.#store.pool), now);
    return readSurroundings(this.#store, { row, derived: null, behindSince, mayLack: true }, records, now);
  }

  #stampOfSpans(row: FlowRow): Promise<string> {
    return stampOfSpans(this.#store.pool, [...new Set(row.segments.map(({ trace }) => trace))]);
  }

  #keep(flowId: string, flow: RecentFlow): void {
    this.#kept.set(flowId, flow);
    let records = 0;
    for (const [id, { records: of }] of [...this.#kept].reverse()) {
      records += of.events.length + of.spans.length;
      if (records > MOST_RECORDS && id !== flowId) this.#kept.delete(id);
    }
  }
}

const isQuiet = ({ traces }: ReadRecords, now: Micros): boolean => traces.every(({ observedAt }) => now - observedAt >= QUIET_MICROS);

const bodyOf = (flow: FlowDetail, form: FlowForm): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(JSON.stringify(form === 'packed' ? pack(flow) : flow), { level: GZIP_LEVEL }));
