import { Chip } from '#components/ui/chip.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { MessageTrial } from '#lib/contracts/conventions.ts';

/** Every key with where it was read, and whether records with the same key belong together. */
export function TrialKeys({ keys }: { keys: MessageTrial['keys'] }) {
  if (keys.length === 0) return <p className="text-muted">None: nothing finds this message but its topic, partition and offset.</p>;
  return (
    <table className="w-full border-collapse" aria-label="Keys">
      <thead>
        <tr className="border-b border-line text-left text-xs text-muted">
          {['Key', 'Value', 'Read from', 'Does'].map((heading) => (
            <th key={heading} scope="col" className="py-1 pr-3 font-medium last:pr-0">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {keys.map(({ kind, name, value, from, place, joins, why }) => (
          <tr key={`${kind} ${name ?? ''} ${value} ${from}`} className="border-b border-line align-top last:border-0">
            <td className="py-1.5 pr-3 whitespace-nowrap">{name ?? kind}</td>
            <td className="py-1.5 pr-3 font-mono text-sm wrap-anywhere">
              <bdi>{visibleText(value)}</bdi>
            </td>
            <td className="min-w-30 py-1.5 pr-3 text-sm">
              <bdi className="font-mono wrap-anywhere">{visibleText(from)}</bdi>
              <span className="block text-xs text-faint">{place}</span>
            </td>
            <td className="w-[30%] py-1">
              {joins ? <Chip tone="ok">joins</Chip> : <Chip tone="idle">only finds</Chip>}
              <span className="block pt-0.5 text-xs text-muted">{why}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
