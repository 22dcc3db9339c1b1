'use client';
import { useState, type FormEvent } from 'react';
import Link from 'next/link';
import { EventChanges } from '#components/record/event-changes.tsx';
import { Section } from '#components/record/facts.tsx';
import { SpanChanges } from '#components/record/span-changes.tsx';
import { useBase, type Base } from '#components/record/use-base.ts';
import { usePlace } from '#components/record/use-trail.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import { refId } from '#lib/core/timeline/input.ts';

/** Of a later attempt what changed is what one came for: it stands before all else that is told of the record. */
export function ChangesOfAttempt() {
  if (usePlace().bases.attempt === null) return null;
  return (
    <div className="mb-3 border-b border-line pb-3">
      <Difference title="What changed" />
    </div>
  );
}

/** Of any other record, for whoever asks. */
export function DifferenceSection() {
  return usePlace().bases.attempt === null ? <Difference title="Difference" /> : null;
}

/** What differs between this record and the attempt before, the one before it, or the same step in another flow. */
function Difference({ title }: { title: string }) {
  const { graph, record } = usePlace();
  const choice = useBase();
  const { bases, chosen, choose, base, isPending, error, missing } = choice;
  const node = graph.records[record]!;
  const isOther = chosen === 'other' || chosen.startsWith('flow:');
  const toggle = (name: string): void => choose(chosen === name ? 'none' : name);
  return (
    <Section title={title}>
      <div role="group" aria-label="Compare with" className="mb-1.5 flex flex-wrap gap-1">
        {bases.attempt !== null && (
          <Button look="quiet" pressed={chosen === 'attempt'} className="h-6 px-2" onClick={() => toggle('attempt')}>
            Previous attempt
          </Button>
        )}
        {bases.previous !== null && (
          <Button look="quiet" pressed={chosen === 'previous'} className="h-6 px-2" onClick={() => toggle('previous')}>
            {bases.previous.why === 'cause' ? 'What caused it' : 'The one before'}
          </Button>
        )}
        <Button look="quiet" pressed={isOther} className="h-6 px-2" onClick={() => choose(isOther ? 'none' : 'other')}>
          Another flow
        </Button>
      </div>
      {isOther && <FlowField key={chosen} chosen={chosen} onChoose={choose} />}
      {chosen === 'none' && <p className="text-muted">Choose what to compare it with.</p>}
      {isPending && <p className="text-muted">Reading the other flow…</p>}
      {error !== null && <p role="alert" className="text-bad [overflow-wrap:anywhere]">{problemOf(error).detail ?? problemOf(error).title}</p>}
      {missing !== null && <p className="text-muted">{missing}</p>}
      {base !== null && (
        <>
          <p className="mb-1.5 text-sm text-muted">
            Compared with <BaseName base={base} />
          </p>
          {'event' in base.step && node.kind === 'event' && <EventChanges before={base.step.event} after={node.event} />}
          {'span' in base.step && node.kind === 'span' && <SpanChanges before={base.step.span} after={node.span} />}
        </>
      )}
    </Section>
  );
}

function BaseName({ base: { step, at } }: { base: Base }) {
  const { trail } = usePlace();
  const label = 'event' in step ? `${step.event.type ?? 'message'} in ${step.event.coordinates.topic} ${step.event.coordinates.partition} · ${step.event.coordinates.offset}` : `${step.span.name} of ${step.span.service}`;
  const attempt = 'event' in step && step.event.attempt > 1 ? `, attempt ${step.event.attempt}` : '';
  const name = <bdi>{visibleText(label.slice(0, 160))}</bdi>;
  if ('record' in at) {
    return (
      <button type="button" className="text-left text-accent hover:underline" onClick={() => trail.follow(at.record)}>
        {name}
        {attempt}
      </button>
    );
  }
  const title = 'event' in step ? (step.event.type ?? step.event.coordinates.topic) : step.span.name;
  return (
    <>
      <Link className="text-accent hover:underline" href={trail.hrefTo({ flow: at.flow, record: refId('event' in step ? { event: step.event.coordinates } : { span: step.span }), label: title })}>
        {name}
      </Link>{' '}
      in flow <code className="font-mono text-xs">{visibleText(at.flow)}</code>
    </>
  );
}

/** Which other flow: by its id, or by any key that names one; the last of its kind that was completed where nothing is said. */
function FlowField({ chosen, onChoose }: { chosen: string; onChoose: (choice: string) => void }) {
  const asked = chosen.startsWith('flow:') ? chosen.slice('flow:'.length) : '';
  const [text, setText] = useState(asked);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onChoose(text.trim() === '' ? 'other' : `flow:${text.trim()}`);
  };
  return (
    <form className="mb-1.5 flex items-center gap-1" onSubmit={submit}>
      <Field aria-label="Flow to compare with" placeholder="The last completed one; or an id or key" className="min-w-0 flex-1" value={text} onChange={(event) => setText(event.target.value)} />
      <Button type="submit" className="h-7">
        Compare
      </Button>
    </form>
  );
}
