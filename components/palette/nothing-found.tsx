import { Verbatim } from '#components/ui/verbatim.tsx';

/** What finds a flow, for who has typed what finds none. */
export const NothingFound = ({ text }: { text: string }) => (
  <p role="status" className="border-b border-line px-3.5 py-2.5 text-sm text-muted">
    <span className="block pb-1 text-ink">
      No flow has <Verbatim text={text.length > 60 ? `${text.slice(0, 60)}…` : text} mono />.
    </span>
    What finds a flow: a correlation id, a trace id or a whole traceparent, a message id, a business key such as <code className="text-xs">orderId=4711</code>, a flow id, or a message’s place such as{' '}
    <code className="text-xs">orders/0/42</code>. The beginning of an id is enough.
  </p>
);
