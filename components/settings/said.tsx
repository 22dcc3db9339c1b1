import { Line } from '#components/settings/entries.tsx';
import { visibleText } from '#components/ui/visible-text.ts';

export const Absent = () => <span className="text-faint">not said</span>;

/** What the message says under this name. */
export function Said({ name, text }: { name: string; text: string | null }) {
  return <Line name={name}>{text === null ? <Absent /> : <bdi className="font-mono text-sm wrap-anywhere">{visibleText(text)}</bdi>}</Line>;
}
