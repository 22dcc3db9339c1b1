'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { headQuery } from '#components/flow-list/use-flow-rows.ts';

/** The query whose flows are to be shown: the one before, until those of the new one are there or were refused, so that the page does not flicker. */
export function useSettledQuery(query: string): { readonly settled: string; readonly busy: boolean } {
  const [settled, setSettled] = useState(query);
  const { data, error } = useQuery({ ...headQuery(query), enabled: query !== settled });
  if (settled !== query && (data !== undefined || error !== null)) setSettled(query);
  return { settled, busy: settled !== query };
}
