import { microsFromMillis } from '#lib/core/time.ts';
import { type Arrival, problemAnswer, type Route } from '#lib/sources/http/answer.ts';
import { isBinaryMode, readBinary, traceHeaders } from '#lib/sources/http/cloud-events/binary.ts';
import { type CloudEvent, faultsOf, pushedEvent } from '#lib/sources/http/cloud-events/cloud-event.ts';
import { readBatch, readStructured } from '#lib/sources/http/cloud-events/structured.ts';
import type { Intake } from '#lib/sources/http/intake.ts';
import { Malformed } from '#lib/sources/http/malformed.ts';

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

/** CloudEvents 1.0 over HTTP: binary, structured and batch. Answers 200 with how many were taken, once they are durable. */
export function cloudEventsRoute(intake: Intake, now: () => number = Date.now): Route {
  return {
    path: '/v1/events',
    takes: `${STRUCTURED}, ${BATCH}, or any content with ce-* headers (CloudEvents 1.0)`,
    accepts: (mediaType, headers) => mediaType === STRUCTURED || mediaType === BATCH || (isBinaryMode(headers) && !mediaType.startsWith('application/cloudevents')),
    take: async (arrival) => {
      const events = readEvents(arrival);
      const receivedAt = microsFromMillis(now());
      await intake.events(events.map((event) => pushedEvent(event, receivedAt)), { origin: 'POST /v1/events', body: arrival.body });
      return { status: 200, contentType: 'application/json', body: JSON.stringify({ accepted: events.length }) };
    },
    refuse: problemAnswer,
  };
}

function readEvents({ headers, mediaType, body }: Arrival): readonly CloudEvent[] {
  if (mediaType === BATCH) return readBatch(body);
  if (mediaType === STRUCTURED) return [readStructured(body, traceHeaders(headers))];
  const event = readBinary(headers, body);
  const faults = faultsOf(event);
  if (faults.length > 0) throw new Malformed('this is no CloudEvent', faults);
  return [event];
}
