import type { Coordinates } from '#lib/contracts/wire.ts';
import { refId } from '#lib/core/timeline/input.ts';
import { encodedPart } from '#lib/core/encoded-part.ts';
import { pathPart } from '#lib/core/path-part.ts';

const part = (text: string | number): string => pathPart(String(text));

interface TopicName {
  readonly source: string;
  readonly name: string;
}

export const topicPath = ({ source, name }: TopicName): string => `/topics/${part(source)}/${part(name)}`;
export const topicApi = ({ source, name }: TopicName): string => `/api/v1/topics/${part(source)}/${part(name)}`;
export const eventApi = ({ source, topic, partition, offset }: Coordinates): string => `/api/v1/events/${[source, topic, partition, offset].map(part).join('/')}`;

/** The page of a flow with one of its messages chosen. */
export const flowWithMessage = (flowId: string, coordinates: Coordinates): string => `/flows/${part(flowId)}?record=${encodeURIComponent(refId({ event: coordinates }))}`;
export const flowsThrough = (name: string): string => `/flows?topic=${encodedPart(name)}`;
/** Those that stand on a dead-letter topic one by one; of any other topic the causes why its messages failed, settled ones too. */
export const deadLettersOf = (name: string, role: 'normal' | 'retry' | 'dead-letter'): string =>
  role === 'dead-letter' ? `/dead-letters?view=messages&deadLetterTopic=${encodedPart(name)}` : `/dead-letters?state=all&topic=${encodedPart(name)}`;
