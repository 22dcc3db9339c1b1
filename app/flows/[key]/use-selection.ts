'use client';
import { useCallback, useMemo, useState } from 'react';
import type { Choices, Choose } from '#app/flows/[key]/use-choices.ts';
import { findingId } from '#components/flow/findings.tsx';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import { refId } from '#lib/core/timeline/input.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';

type Finding = FlowDetail['findings'][number];

export interface Selection {
  /** Index of the record whose details are open. */
  readonly selected: number | null;
  readonly select: (record: number) => void;
  readonly selectId: (id: string) => void;
  readonly close: () => void;
  /** Records of the critical path, or null while it is not asked for. */
  readonly critical: ReadonlySet<number> | null;
  /** Records that the chosen finding is about, or null while none is chosen. */
  readonly marked: ReadonlySet<number> | null;
  readonly finding: string | null;
  readonly chooseFinding: (finding: Finding | null) => void;
}

/** What is chosen and marked among the records of a picture, the same in every view of it. */
export function useSelection(detail: FlowDetail, { graph: { records, indexOf } }: Picture, choices: Choices, choose: Choose): Selection {
  const [finding, setFinding] = useState<string | null>(null);
  const critical = useMemo(() => (choices.critical ? new Set(detail.criticalPath.flatMap((ref) => indexOf.get(refId(ref)) ?? [])) : null), [choices.critical, detail, indexOf]);
  const marked = useMemo(() => {
    const refs = finding === null ? undefined : detail.findings.find((each) => findingId(each) === finding)?.refs;
    return refs === undefined ? null : new Set(refs.flatMap((ref) => indexOf.get(refId(ref)) ?? []));
  }, [finding, detail, indexOf]);
  const chooseFinding = (next: Finding | null): void => {
    setFinding(next === null ? null : findingId(next));
    const first = next?.refs.find((ref) => indexOf.has(refId(ref)));
    if (first !== undefined) choose({ record: refId(first) });
  };
  return {
    selected: choices.record === null ? null : (indexOf.get(choices.record) ?? null),
    select: useCallback((index: number) => choose({ record: records[index]?.id ?? null }), [choose, records]),
    selectId: useCallback((id: string) => choose({ record: id }), [choose]),
    close: useCallback(() => choose({ record: null }), [choose]),
    critical,
    marked,
    finding,
    chooseFinding,
  };
}
