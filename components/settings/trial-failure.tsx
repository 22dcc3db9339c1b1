import { Line } from '#components/settings/entries.tsx';
import { Part } from '#components/settings/part.tsx';
import { Absent, Said } from '#components/settings/said.tsx';
import { Time } from '#components/ui/time.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { MessageTrial } from '#lib/contracts/conventions.ts';

/** Where a dead letter or a retry came from and what failed, as its headers tell. */
export function TrialFailure({ failure }: { failure: NonNullable<MessageTrial['failure']> }) {
  const { framework, origin, type, message, failedAt, history, stacktrace } = failure;
  return (
    <Part title="The failure" does={framework === null ? undefined : framework === 'ad hoc' ? 'As ordinary headers tell.' : `As the headers of ${framework} tell.`}>
      <dl>
        <Line name="came from">
          {origin === null ? (
            <Absent />
          ) : (
            <span className="min-w-0">
              <bdi className="font-mono text-sm wrap-anywhere">{visibleText(origin.topic)}</bdi>
              <span className="text-muted">
                {origin.partition === null ? ', partition not said' : `, partition ${origin.partition}`}
                {origin.offset === null ? ', offset not said' : `, offset ${origin.offset}`}
              </span>
            </span>
          )}
        </Line>
        <Said name="consumer group" text={origin?.group ?? null} />
        <Said name="exception" text={type} />
        <Said name="message" text={message} />
        {failedAt !== null && <Line name="failed at">{<Time at={failedAt} style="millis" />}</Line>}
        {history.length > 0 && (
          <Line name="before that">
            <ol className="list-decimal pl-4 text-sm">
              {history.map((attempt, index) => (
                <li key={index} className="wrap-anywhere">
                  {visibleText([attempt.type, attempt.message].filter((text) => text !== null).join(': ') || 'not said')}
                </li>
              ))}
            </ol>
          </Line>
        )}
      </dl>
      {stacktrace !== null && (
        <pre tabIndex={0} aria-label="Stack trace" className="mt-1.5 max-h-60 overflow-auto rounded-md bg-sunken px-3 py-1.5 font-mono text-xs leading-relaxed">
          {visibleText(stacktrace, { lines: true })}
        </pre>
      )}
    </Part>
  );
}
