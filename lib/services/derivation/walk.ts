import type { Component, Correlation } from '#lib/core/flows/correlate.ts';
import type { Judging } from '#lib/core/flows/status.ts';
import { summarise, type Summary } from '#lib/core/flows/summary.ts';
import type { Needs, World } from '#lib/core/flows/world.ts';
import type { TraceId } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';

/**
 * Follows what the world knows, and has read what it asks for, until it asks for nothing: then the components are right.
 * @param read adds what is needed to the world; where it gives false, the walk ends there and false is given
 */
export async function walk(world: World, correlation: Correlation, read: (needs: Needs) => Promise<boolean>): Promise<boolean> {
  for (;;) {
    correlation.run();
    const needs = world.takeNeeds();
    if (needs === null) return true;
    if (!(await read(needs))) return false;
  }
}

/** What is told of components that were walked, in their order. Without `judging` nothing was learned. */
export function summaries(world: World, components: readonly Component[], { now, judging }: { readonly now: Micros; readonly judging?: Judging | undefined }): Summary[] {
  const context = { observedAt: (trace: TraceId) => world.knownTrace(trace)?.observedAt ?? null, isHub: (text: string) => world.isHub(text), now, ...(judging === undefined ? {} : { judging }) };
  return components.map((component) => summarise(component, context));
}
