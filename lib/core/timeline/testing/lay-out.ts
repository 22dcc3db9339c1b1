import { arrange, prepare } from '#lib/core/timeline/layout.ts';
import type { FlowInput } from '#lib/core/timeline/input.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';

/** Both steps at once; `fold` null as advised. */
export function layOut(detail: FlowInput, fold: boolean | null = null, expanded: ReadonlySet<string> = new Set()): Picture {
  const prepared = prepare(detail);
  return arrange(prepared, fold ?? prepared.folding.advised, expanded);
}
