import type { PathPart } from '#lib/core/flows/path-part.ts';

export interface Pause {
  readonly from: number;
  readonly to: number;
}

/** What seems work while a retry was only held until its time counts as retry delay. Parts keep their order and their sum. */
export function putOff(parts: readonly PathPart[], pauses: readonly Pause[]): PathPart[] {
  return pauses.reduce<readonly PathPart[]>((all, pause) => all.flatMap((part) => cut(part, pause)), parts).filter(({ from, to }) => from < to);
}

function cut(part: PathPart, pause: Pause): PathPart[] {
  const [from, to] = [Math.max(part.from, pause.from), Math.min(part.to, pause.to)];
  if (part.kind !== 'processing' || from >= to) return [part];
  return [
    { ...part, to: from },
    { kind: 'retry-delay', from, to },
    { ...part, from: to },
  ];
}
