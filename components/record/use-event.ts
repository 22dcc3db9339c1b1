'use client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { EventDetail } from '#lib/contracts/flows.ts';
import type { CoordinatesInput } from '#lib/core/timeline/input.ts';

type Coordinates = Pick<CoordinatesInput, 'source' | 'topic' | 'incarnation' | 'partition' | 'offset'>;

const parts = ({ source, topic, partition, offset }: Coordinates): string => [source, topic, partition, offset].map((part) => encodeURIComponent(String(part).toWellFormed())).join('/');

/** Of the API, without its query. */
export const eventPath = (at: Coordinates): string => `/api/v1/events/${parts(at)}`;

/** Of the page that shows it, wherever it belongs by then. */
export const eventHref = (at: Coordinates): string => `/events/${parts(at)}${at.incarnation === 0 ? '' : `?incarnation=${at.incarnation}`}`;

/** A message with its content; it is fetched when looked at. */
export function useEvent(at: Coordinates): UseQueryResult<EventDetail> {
  const path = `${eventPath(at)}?incarnation=${at.incarnation}`;
  return useQuery({ queryKey: ['event', path], queryFn: ({ signal }) => fetchJson<EventDetail>(path, { signal }), staleTime: 30_000 });
}
