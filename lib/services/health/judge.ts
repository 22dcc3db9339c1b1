/** What the reports of the collectors mean together. Pure; lib/services/health/read.ts fetches them. */
import type { z } from 'zod';
import { CollectorStatus, type Health, type SourceHealth } from '#lib/contracts/health.ts';
import { rfc3339, type Micros } from '#lib/core/time.ts';

/** One row of process_status. */
export interface Report {
  readonly id: string;
  readonly at: Micros;
  readonly status: unknown;
}

/** Collectors report every two seconds. */
const STALE_MICROS = 10e6;
/** For so long a collector that is restarted may be away before nothing is collected at all. */
const GONE_MICROS = 60e6;

type Source = z.infer<typeof SourceHealth>;
type Collectors = Health['checks']['collector'];
type Status = Health['status'];

const RANK: Record<Source['status'], number> = { off: 0, ok: 1, starting: 2, degraded: 3, down: 4 };

export interface Verdict {
  readonly status: Status;
  /** Whether any of them has reported of late. */
  readonly live: boolean;
  readonly collector: Collectors;
  readonly sources: Source[];
}

/** One collector that works is enough: Kafka spreads the partitions of the others over it. Reports older than a minute are of the past. */
export function judgeReports(reports: readonly Report[], now: Micros): Verdict {
  const recent = reports.filter((report) => now - report.at < GONE_MICROS).flatMap(readReport);
  const live = recent.filter((collector) => now - collector.at < STALE_MICROS);
  const sources = mergeSources((live.length > 0 ? live : recent).flatMap((collector) => collector.shown.sources));
  const collector: Collectors = { ...collectorCheck(reports, recent, live, now), collectors: recent.map((one) => one.shown) };
  const troubled = sources.some((source) => source.status === 'degraded' || source.status === 'down');
  return { status: collector.status === 'ok' && troubled ? 'degraded' : collector.status, live: live.length > 0, collector, sources };
}

/** The reports, and what the collector answered when it was asked itself: newer than what it last could write. */
export function withAnswer(reports: readonly Report[], answer: CollectorStatus, now: Micros): readonly Report[] {
  const own = reports.find(({ status }) => CollectorStatus.safeParse(status).data?.pid === answer.pid);
  return [...reports.filter((report) => report !== own), { id: own?.id ?? `collector-${answer.pid}`, at: now, status: answer }];
}

interface Collector {
  readonly at: Micros;
  readonly shown: Collectors['collectors'][number];
}

/** A report of another version that cannot be read is none. */
function readReport(report: Report): Collector[] {
  const status = CollectorStatus.safeParse(report.status);
  return status.success ? [{ at: report.at, shown: { ...status.data, id: report.id, seenAt: rfc3339(report.at) } }] : [];
}

function collectorCheck(reports: readonly Report[], recent: readonly Collector[], live: readonly Collector[], now: Micros): { status: Status; detail: string } {
  if (live.length > 0) {
    const failing = live.filter(({ shown }) => shown.error !== null);
    if (failing.length > 0) return { status: 'degraded', detail: failing.map(({ shown }) => `${shown.id}: ${shown.error}`).join('; ') };
    return { status: 'ok', detail: live.length === 1 ? 'one collector is running' : `${live.length} collectors are running` };
  }
  const last = Math.max(...reports.map((report) => report.at));
  if (reports.length === 0) return { status: 'degraded', detail: 'no collector has reported yet' };
  const since = `no collector has reported since ${rfc3339(last as Micros)}`;
  return { status: recent.length > 0 || now - last < GONE_MICROS ? 'degraded' : 'down', detail: since };
}

/** Each source once, by name: the worst status, the lag of all, the first that is stale. */
function mergeSources(reported: readonly Source[]): Source[] {
  const byName = Map.groupBy(reported, (source) => source.name);
  return [...byName.values()].map((same) => {
    const worst = same.reduce((a, b) => (RANK[b.status] > RANK[a.status] ? b : a));
    const lags = same.flatMap((source) => (source.lagMessages === null ? [] : [BigInt(source.lagMessages)]));
    const stale = same.flatMap((source) => (source.staleSince === null ? [] : [source.staleSince])).sort();
    return {
      name: worst.name,
      status: worst.status,
      lagMessages: lags.length === 0 ? null : String(lags.reduce((a, b) => a + b)),
      staleSince: stale[0] ?? null,
      error: worst.error,
    };
  });
}
