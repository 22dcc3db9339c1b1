import { Line } from '#components/settings/entries.tsx';
import { Part } from '#components/settings/part.tsx';
import { Absent, Said } from '#components/settings/said.tsx';
import { TrialFailure } from '#components/settings/trial-failure.tsx';
import { TrialKeys } from '#components/settings/trial-keys.tsx';
import { Chip, type Tone } from '#components/ui/chip.tsx';
import { formatPlural } from '#components/ui/format.ts';
import { Time } from '#components/ui/time.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { MessageTrial } from '#lib/contracts/conventions.ts';

const roles: Readonly<Record<MessageTrial['role'], { readonly tone: Tone; readonly word: string }>> = {
  normal: { tone: 'idle', word: 'ordinary message' },
  retry: { tone: 'warn', word: 'retry' },
  'dead-letter': { tone: 'bad', word: 'dead letter' },
};

/** What was read out of the message, as a collector would read it. */
export function TrialResult({ trial }: { trial: MessageTrial }) {
  const { role, attempt, type, messageId, trace, eventTime, sequence, dueAt, causes, contentType, failure, replay, notes, masked, headers, size } = trial;
  return (
    <section aria-label="What is read" className="mt-5 border-t border-line pt-3">
      <div className="flex flex-wrap items-center gap-2 pb-1">
        <h2 className="text-lg font-semibold">What is read</h2>
        <Chip tone={roles[role].tone}>{roles[role].word}</Chip>
        {attempt > 1 && <Chip tone="warn">attempt {attempt}</Chip>}
        <span className="num ml-auto text-sm text-faint">
          {formatPlural(headers, 'header')}, {size === null ? 'no payload' : `${formatPlural(size, 'byte')} of payload`}
        </span>
      </div>
      {notes.length > 0 && (
        <Part title="Could not be read as it should be">
          <ul className="list-disc pl-4 text-warn">
            {notes.map((note) => (
              <li key={note} className="wrap-anywhere">
                {visibleText(note)}
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part title="Keys">
        <TrialKeys keys={trial.keys} />
      </Part>
      <Part title="The message">
        <dl>
          <Said name="type" text={type} />
          <Said name="message id" text={messageId} />
          {causes.length > 0 && <Said name="caused by" text={causes.join(', ')} />}
          <Line name="sent by">{trace === null ? <Absent /> : <TraceText trace={trace} />}</Line>
          {trace !== null && trace.state !== null && <Said name="tracestate" text={trace.state} />}
          <Line name="event time">{eventTime === null ? <Absent /> : <Time at={eventTime} style="millis" />}</Line>
          {sequence !== null && <Said name="sequence" text={sequence} />}
          {dueAt !== null && <Line name="due at">{<Time at={dueAt} style="millis" />}</Line>}
          <Said name="content type" text={contentType} />
          {replay !== null && <Said name="replay" text={`${replay.id}${replay.of === null ? '' : ` of ${replay.of}`}`} />}
          {masked.length > 0 && <Said name="masked by" text={masked.join(', ')} />}
        </dl>
      </Part>
      {failure !== null && <TrialFailure failure={failure} />}
    </section>
  );
}

function TraceText({ trace: { traceId, spanId, sampled, from } }: { trace: NonNullable<MessageTrial['trace']> }) {
  return (
    <span className="min-w-0">
      <bdi className="font-mono text-sm wrap-anywhere">{spanId === null ? visibleText(traceId) : `span ${spanId}`}</bdi>
      <span className="text-faint">
        {spanId === null ? ', no span named' : ` of trace ${traceId.slice(0, 8)}…`}
        {sampled !== null && (sampled ? ', sampled' : ', not sampled')}, from {from}
      </span>
    </span>
  );
}
