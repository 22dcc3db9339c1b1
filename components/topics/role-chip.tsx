import { Chip } from '#components/ui/chip.tsx';
import type { TopicRole } from '#lib/contracts/topics.ts';

/** What a topic, or a message, is for; nothing where it is an ordinary one. */
export function RoleChip({ role }: { role: TopicRole }) {
  if (role === 'normal') return null;
  return role === 'dead-letter' ? <Chip tone="bad">dead letters</Chip> : <Chip tone="warn">retries</Chip>;
}
