/**
 * A component that grows past the limit though none of its keys is a hub is no business action: chains of keys have tied many together.
 * It loses its weakest class of evidence: correlation ids and joining business keys first, and, where it is too large still, references.
 *
 * The loss is marked on the keys, once and for all, and it spreads: whoever is tied to a component that lost a class loses it too.
 * So the same keys are lost whether the component came at once or grew, and from whichever side.
 */
import type { Component } from '#lib/core/flows/correlate.ts';
import { eventKey, messageKey, traceKey } from '#lib/core/flows/keys.ts';
import { namedTraces } from '#lib/core/flows/named-traces.ts';
import { originOf, replayedOf } from '#lib/core/flows/origins.ts';
import { correlationsOf } from '#lib/core/flows/segment.ts';

export interface KnownMarks {
  /** Whether a key joins nothing any more. */
  readonly isHub: (text: string) => boolean;
  /** Whether it does so because a component lost it. */
  readonly isLost: (text: string) => boolean;
  /** Whether that is so of any key. */
  readonly hasLost: boolean;
}

export const sizeOf = ({ events, segments }: Component): number => events.length + segments.reduce((sum, segment) => sum + segment.spans.length, 0);

/** Join texts that the component has to lose now; none where it is as it should be. What it still has afterwards is asked again. */
export function keysToLose(component: Component, limit: number, { isHub, isLost, hasLost }: KnownMarks): string[] {
  const tooLarge = sizeOf(component) > limit;
  if (!tooLarge && !hasLost) return [];
  const weak = weakKeys(component);
  const strong = references(component);
  const lostStrong = strong.some(isLost);
  const joining = (texts: readonly string[]): string[] => texts.filter((text) => !isHub(text));
  const weakLeft = tooLarge || lostStrong || weak.some(isLost) ? joining(weak) : [];
  if (weakLeft.length > 0) return weakLeft;
  return tooLarge || lostStrong ? joining(strong) : [];
}

const weakKeys = ({ events, segments }: Component): string[] => [...new Set([...events.flatMap(({ reading }) => correlationsOf(reading.keys)), ...segments.flatMap(({ correlations }) => correlations)])];

/** All by which records refer to each other: messages, coordinates, traces. */
function references({ events, segments }: Component): string[] {
  const ofEvents = events.flatMap(({ at, reading }) => {
    const origin = originOf(reading);
    const replayed = replayedOf(reading);
    return [
      ...reading.keys.flatMap((key) => (key.kind === 'message' && key.join !== null ? [key.join] : [])),
      ...reading.causes,
      ...namedTraces(reading).map(({ traceId }) => traceKey(traceId)),
      messageKey(at),
      ...(origin === null ? [] : [messageKey(origin)]),
      ...(reading.role === 'dead-letter' ? [eventKey(at)] : []),
      ...(replayed === null ? [] : [replayed.key]),
    ];
  });
  const ofSegments = segments.flatMap(({ traceId, messages, upstream }) => [
    traceKey(traceId),
    ...messages,
    ...upstream.flatMap(({ span, message }) => [...(span === null ? [] : [traceKey(span.traceId)]), ...(message === null ? [] : [messageKey(message)])]),
  ]);
  return [...new Set([...ofEvents, ...ofSegments])];
}
