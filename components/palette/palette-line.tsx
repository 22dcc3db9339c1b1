import { Command as List } from 'cmdk';
import type { Line } from '#components/palette/lines.ts';
import { keyCaps } from '#components/ui/chord.ts';
import { isMac } from '#components/ui/is-mac.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';

interface PaletteLineProps {
  /** Its place: names of a system may be anything, and be equal. */
  value: string;
  line: Line;
  onChoose: () => void;
}

export function PaletteLine({ value, line: { label, detail, mono, keys, status }, onChoose }: PaletteLineProps) {
  const [first] = keys;
  return (
    <List.Item value={value} onSelect={onChoose} className="flex h-8 cursor-pointer items-center gap-3 rounded-sm px-2 data-[selected=true]:bg-accent-soft">
      <span className={`min-w-0 truncate ${mono ? 'font-mono text-sm' : 'first-letter:uppercase'}`}>{mono ? <Verbatim text={label.slice(0, 300)} /> : label}</span>
      <span className="ml-auto flex shrink-0 items-center gap-1.5 text-sm text-muted">
        {status !== undefined && <StatusChip status={status} />}
        {detail !== '' && <Verbatim text={detail.slice(0, 80)} />}
        {first !== undefined && keyCaps(first, isMac()).map((cap) => <Kbd key={cap}>{cap}</Kbd>)}
      </span>
    </List.Item>
  );
}
