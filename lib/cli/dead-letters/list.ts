import { DeadLetterList, FailureGroupList, type DeadLetter, type FailureGroup } from '#lib/contracts/dead-letters.ts';
import type { Api } from './api.ts';
import { EXIT } from './exit-codes.ts';
import type { ListCommand } from './options.ts';
import { jsonLine, seen, table, type Output } from './say.ts';

const PAGE = 500;

/** Page by page: with `--json` each is written before the next is read. */
export async function list(api: Api, { what, filter, most, json }: ListCommand, out: Output): Promise<number> {
  const rows: string[][] = [];
  let left = most;
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ ...filter, limit: String(Math.min(PAGE, left)), ...(cursor === null ? {} : { cursor }) });
    const page: { readonly items: readonly (FailureGroup | DeadLetter)[]; readonly next: string | null } = what === 'failure-groups' ? await groups(api, query) : await letters(api, query);
    for (const item of page.items) {
      if (json) out.write(jsonLine(item));
      else rows.push('title' in item ? groupRow(item) : letterRow(item));
    }
    left -= page.items.length;
    cursor = page.next;
  } while (cursor !== null && left > 0);
  if (json) return EXIT.ok;
  const headings = what === 'failure-groups' ? ['ID', 'STATE', 'OPEN', 'ALL', 'LAST SEEN', 'TOPIC', 'GROUP', 'FAILURE'] : ['ID', 'STATE', 'SEEN', 'TOPIC', 'PARTITION', 'OFFSET', 'FAILURE'];
  out.write(rows.length === 0 ? 'There are none.' : table(headings, rows));
  if (cursor !== null) out.write(`There are more: --limit all shows them.`);
  return EXIT.ok;
}

async function groups(api: Api, query: URLSearchParams): Promise<{ items: FailureGroup[]; next: string | null }> {
  const { failureGroups, nextCursor } = await api.ask(FailureGroupList, `/failure-groups?${query}`);
  return { items: failureGroups, next: nextCursor };
}

async function letters(api: Api, query: URLSearchParams): Promise<{ items: DeadLetter[]; next: string | null }> {
  const { deadLetters, nextCursor } = await api.ask(DeadLetterList, `/dead-letters?${query}`);
  return { items: deadLetters, next: nextCursor };
}

const groupRow = ({ id, state, open, count, lastSeenAt, originTopic, consumerGroup, title }: FailureGroup): string[] => [id, state, String(open), String(count), lastSeenAt, seen(originTopic, 40), seen(consumerGroup, 40), seen(title)];

const letterRow = ({ id, state, seenAt, coordinates, failure }: DeadLetter): string[] => [id, state, seenAt, seen(coordinates.topic, 40), String(coordinates.partition), coordinates.offset, seen([failure.type, failure.message].filter((text) => text !== null).join(': '))];
