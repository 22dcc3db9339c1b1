'use client';
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates, type Values } from 'nuqs';
import { useCallback } from 'react';
import { VIEWS } from '#components/flow/view-bar.tsx';

/** All that one can choose on the page of a flow; it stands in the address, so that a link shows what one saw. */
const choices = {
  /** `refId` of the record whose details are open. */
  record: parseAsString,
  view: parseAsStringLiteral(VIEWS).withDefault('timeline'),
  /** Null while the flow itself decides. */
  fold: parseAsBoolean,
  critical: parseAsBoolean.withDefault(false),
  /** Whether wrong clocks are put right. */
  clocks: parseAsBoolean.withDefault(true),
  /** What the flow is compared with: `usual`, or a key of another flow. */
  compare: parseAsString,
  /** The part of the time that the timeline shows. */
  t: parseAsString,
};

export type Choices = Values<typeof choices>;
export type Choose = (next: Partial<Choices> | ((now: Choices) => Partial<Choices>)) => void;

export function useChoices(): [Choices, Choose] {
  const [values, set] = useQueryStates(choices);
  return [values, useCallback<Choose>((next) => void set(next), [set])];
}
