'use client';
import { useQuery } from '@tanstack/react-query';
import { isFiltered } from '#components/flow-list/api-query.ts';
import { useFilters } from '#components/flow-list/use-filters.ts';
import { Widen } from '#components/flow-list/widen.tsx';
import { CopyBlock } from '#components/ui/copy.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Ago, Time } from '#components/ui/time.tsx';
import type { FlowList } from '#lib/contracts/flows.ts';

/** Why the list is empty, and the way out: another filter, another time, or something to collect from. */
export function NoFlows() {
  const [filters] = useFilters();
  const { data, error } = useQuery({
    queryKey: ['flows', 'newest'],
    queryFn: ({ signal }) => fetchJson<FlowList>('/api/v1/flows?limit=1', { signal }),
    refetchInterval: 5000,
  });
  const newest = data?.flows[0];
  if (!data && !error) return <SkeletonRows rows={3} label="Reading flows" />;
  if (data && !newest) return <NothingCollected />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <EmptyState title={isFiltered(filters) ? 'No flow matches' : 'No flow started in this time'}>
        {newest && (
          <p>
            The newest flow of all started <Ago at={newest.startedAt} />, at <Time at={newest.startedAt} />.
          </p>
        )}
        <Widen />
      </EmptyState>
    </div>
  );
}

const ways: readonly { title: string; words: string; command: string }[] = [
  { title: 'Your Kafka', words: 'Restart with its address. Throughline reads with a consumer group of its own and commits for nobody else.', command: 'KAFKA_BROKERS=broker-1:9092,broker-2:9092 npm start' },
  {
    title: 'Your OpenTelemetry exporter',
    words: 'Set this where your services run; gRPC is taken on port 4317.',
    command: 'export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
  },
  {
    title: 'One event, to try it',
    words: 'A CloudEvent over HTTP; its flow is here within a second.',
    command: [
      "curl -i http://127.0.0.1:4318/v1/events -H 'content-type: application/json' \\",
      "  -H 'ce-specversion: 1.0' -H 'ce-id: 1' -H 'ce-source: /me' \\",
      "  -H 'ce-type: order.created' -H 'ce-correlationid: ord-1' \\",
      "  -d '{\"orderId\": 1}'",
    ].join('\n'),
  },
  { title: 'The demo', words: 'Small services on a local Kafka, with faults to find.', command: 'npm run demo' },
];

function NothingCollected() {
  return (
    <div className="overflow-y-auto">
      <EmptyState title="Nothing has been collected yet">
        <p>Flows appear here by themselves as soon as messages or spans arrive. Point something at Throughline:</p>
        {ways.map(({ title, words, command }) => (
          <div key={title} className="flex flex-col gap-1">
            <h3 className="font-semibold text-ink">{title}</h3>
            <p>{words}</p>
            <CopyBlock text={command} label={`the command for ${title.toLowerCase()}`} />
          </div>
        ))}
      </EmptyState>
    </div>
  );
}
