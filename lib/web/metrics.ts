import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the web tells Prometheus of itself. Routes are labelled by their pattern, so that no key or id becomes a label. */
export class WebMetrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: 'throughline_web_request_duration_seconds',
    help: 'From the request to its answer; of an event stream until it begins.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [this.registry],
  });
  readonly errors = new Counter({
    name: 'throughline_web_errors_total',
    help: 'Requests that failed for a reason of the server.',
    labelNames: ['route'] as const,
    registers: [this.registry],
  });
  readonly streams = new Gauge({ name: 'throughline_web_streams', help: 'Event streams that are open.', registers: [this.registry] });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}
