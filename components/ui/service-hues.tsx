'use client';
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { serviceHue } from '#components/ui/service-color.ts';
import { distinctHues } from '#components/ui/distinct-hues.ts';

const Hues = createContext<ReadonlyMap<string, number>>(new Map());

/** Where few services stand side by side, names whose hues would be too alike get others; the rest keep theirs. */
export function ServiceHues({ names, children }: { names: readonly string[]; children: ReactNode }) {
  const list = [...new Set(names)].sort().join('\n');
  const hues = useMemo(() => distinctHues(list.split('\n')), [list]);
  return <Hues value={hues}>{children}</Hues>;
}

export function useServiceHue(name: string): number {
  return useContext(Hues).get(name) ?? serviceHue(name);
}

/** A CSS colour in the hue that the service has here; `alpha` from 0 to 1. */
export function useServiceColor(name: string): (alpha?: number) => string {
  const hue = useServiceHue(name);
  return (alpha = 1) => `oklch(var(--service-l) var(--service-c) ${hue}${alpha === 1 ? '' : ` / ${alpha}`})`;
}
