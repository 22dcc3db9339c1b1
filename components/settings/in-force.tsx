import { EntryLine, Line, Value } from '#components/settings/entries.tsx';
import { Part } from '#components/settings/part.tsx';
import { failureWords, limitWords, maskingWords, meaningWords } from '#components/settings/words.ts';
import { Chip } from '#components/ui/chip.tsx';
import { formatCount } from '#components/ui/format.ts';
import type { ConventionsInForce } from '#lib/contracts/conventions.ts';

/** Everything that is looked for, in the order in which it is believed. */
export function InForce({ conventions }: { conventions: ConventionsInForce }) {
  const { traceHeaders, meanings, businessKeys, deadLetters, masking, limits } = conventions;
  const masked = maskingWords.filter(({ name }) => masking[name].length > 0);
  return (
    <>
      <Part title="Trace" does="The first that is well-formed is believed; where others disagree, the message’s notes say so.">
        <dl>
          <Line name="headers">
            {traceHeaders.map((name) => (
              <Value key={name} text={name} />
            ))}
          </Line>
        </dl>
      </Part>
      {meanings.map(({ name, headers, baggage, pointers, attributes }) => (
        <Part key={name} title={meaningWords[name]?.title ?? name} does={meaningWords[name]?.does}>
          <dl>
            <EntryLine name="headers" entries={headers} />
            <EntryLine name="payload" entries={pointers} />
            <EntryLine name="baggage" entries={baggage} />
            <EntryLine name="span attributes" entries={attributes} />
          </dl>
        </Part>
      ))}
      <Part title="Business keys" does="They find flows, and join records only where the configuration says so.">
        <ul className="flex flex-col gap-1.5">
          {businessKeys.map(({ name, joins, configured, headers, pointers, attributes }) => (
            <li key={name}>
              <details className="group rounded-md border border-line">
                <summary className="flex h-7 items-center gap-2 px-2">
                  <span className="font-medium">{name}</span>
                  {joins ? <Chip tone="ok">joins</Chip> : <Chip tone="idle">only finds</Chip>}
                  {configured && <span className="text-xs text-accent">configured</span>}
                  <span className="num ml-auto text-xs text-faint">{headers.length + pointers.length + attributes.length} places</span>
                </summary>
                <dl className="border-t border-line px-2 py-1.5">
                  <EntryLine name="headers" entries={headers} />
                  <EntryLine name="payload" entries={pointers} />
                  <EntryLine name="span attributes" entries={attributes} />
                </dl>
              </details>
            </li>
          ))}
        </ul>
      </Part>
      <Part title="Dead letters and retries" does={`Known by the topic’s name, or by the headers of ${deadLetters.frameworks.join(', ')}.`}>
        <dl>
          <EntryLine name="dead letters" entries={deadLetters.topics} />
          <EntryLine name="retries" entries={deadLetters.retryTopics} />
          {deadLetters.headers.map(({ name, headers }) => (
            <EntryLine key={name} name={failureWords[name] ?? name} entries={headers} />
          ))}
        </dl>
      </Part>
      <Part title="Masking" does={masked.length === 0 ? 'Nothing is masked: messages and spans are stored as they are.' : 'Masked before anything is stored, read or logged; equal values stay equal.'}>
        <dl>
          {masked.map(({ name, word }) => (
            <EntryLine key={name} name={word} entries={masking[name].map((value) => ({ value, configured: true }))} />
          ))}
        </dl>
      </Part>
      <Part title="Limits">
        <dl>
          {limits.map(({ name, value, unit }) => (
            <Line key={name} name={limitWords[name] ?? name}>
              {formatCount(value)} {unit}
            </Line>
          ))}
        </dl>
      </Part>
    </>
  );
}
