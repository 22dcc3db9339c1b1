/** What people decide about failure groups and dead letters: appended, never changed. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import { DEAD_LETTER_STATES, type DeadLetterState } from '#lib/core/dead-letters/states.ts';
import type { Micros } from '#lib/core/time.ts';
import { changeStates } from '#lib/store/dead-letters.ts';
import { lettersLock } from '#lib/store/letters-lock.ts';
import { pgText } from '#lib/store/text.ts';

export interface DecisionRow {
  readonly at: Micros;
  readonly actor: string;
  readonly kind: 'discard' | 'restore' | 'assign' | 'note';
  /** With the dashes of a uuid; null where it is about single dead letters. */
  readonly groupId: string | null;
  /** Of restore: the decision that it takes back. */
  readonly undoes: bigint | null;
  readonly reason: string | null;
  readonly owner: string | null;
}

/** Of a group it keeps the newest dead letter as an example, by which the group is found when fingerprints are made otherwise. */
export async function insertDecision(client: pg.ClientBase, { at, actor, kind, groupId, undoes, reason, owner }: DecisionRow): Promise<bigint> {
  const { rows } = await client.query<{ id: string }>({
    name: 'insert-decision',
    text: `INSERT INTO decision (at, actor, kind, group_id, example, undoes, reason, owner)
           VALUES ($1, $2, $3, $4::uuid, (SELECT id FROM dead_letter WHERE group_id = $4::uuid ORDER BY state, seen_at DESC, id LIMIT 1), $5, $6, $7) RETURNING id`,
    values: [at, pgText(actor), kind, groupId, undoes?.toString() ?? null, reason === null ? null : pgText(reason), owner === null ? null : pgText(owner)],
  });
  return BigInt(rows[0]?.id ?? 0);
}

const PAGE = 10_000;

/** Which dead letters a decision is about. */
export type Decided = { readonly groupId: string } | { readonly ids: readonly string[] } | { readonly undoes: bigint };

/**
 * Brings all that the decision is about from one state into another, and writes down which; answers how many. Which they are is fixed by one statement, which locks
 * them in the order of their ids; only then groups are locked, as the rollup does it, so that nothing deadlocks.
 */
export async function decideLetters(client: pg.ClientBase, decisionId: bigint, decided: Decided, from: DeadLetterState, to: DeadLetterState, at: Micros): Promise<number> {
  await lettersLock(client);
  const changed = await freeze(client, decisionId, decided, DEAD_LETTER_STATES.indexOf(from));
  let after: string | null = null;
  for (;;) {
    const page: { rows: { id: string }[] } = await client.query<{ id: string }>({
      name: 'page-of-decision',
      text: `SELECT dead_letter AS id FROM decided_letter WHERE decision_id = $1 AND ($2::uuid IS NULL OR dead_letter > $2) ORDER BY dead_letter LIMIT ${PAGE}`,
      values: [decisionId.toString(), after],
    });
    const ids = page.rows.map(({ id }) => id);
    await changeStates(client, ids, [from], to, at);
    if (ids.length < PAGE) return changed;
    after = ids.at(-1) ?? null;
  }
}

async function freeze(client: pg.ClientBase, decisionId: bigint, decided: Decided, state: number): Promise<number> {
  const text = (which: string): string => `INSERT INTO decided_letter (dead_letter, decision_id) SELECT id, $3::bigint FROM (SELECT d.id FROM dead_letter d WHERE d.state = $2 AND ${which} ORDER BY d.id FOR UPDATE) s`;
  const rest = [state, decisionId.toString()];
  const { rowCount } =
    'groupId' in decided
      ? await client.query({ name: 'decide-group', text: text('d.group_id = $1::uuid'), values: [decided.groupId, ...rest] })
      : 'ids' in decided
        ? await client.query({ name: 'decide-ids', text: text('d.id = ANY ($1::uuid[])'), values: [decided.ids, ...rest] })
        : await client.query({
            name: 'decide-again',
            // What somebody decided about again since is not taken back.
            text: text(`d.id IN (SELECT l.dead_letter FROM decided_letter l WHERE l.decision_id = $1::bigint AND NOT EXISTS (SELECT FROM decided_letter n WHERE n.dead_letter = l.dead_letter AND n.decision_id > l.decision_id))`),
            values: [decided.undoes.toString(), ...rest],
          });
  return rowCount ?? 0;
}

/** In which failure group each of them is; without those that are no dead letters. */
export async function groupsOfLetters(client: pg.ClientBase, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; group_id: string }>({ name: 'groups-of-letters', text: 'SELECT id, group_id FROM dead_letter WHERE id = ANY ($1::uuid[])', values: [ids] });
  return new Map(rows.map((row) => [row.id, row.group_id]));
}

/** Null where there is none of this id that discarded something. */
export async function readDiscard(client: pg.ClientBase, id: bigint): Promise<{ readonly groupId: string | null } | null> {
  const { rows } = await client.query<{ group_id: string | null }>({ name: 'read-discard', text: `SELECT group_id FROM decision WHERE id = $1 AND kind = 'discard'`, values: [id.toString()] });
  return rows[0] === undefined ? null : { groupId: rows[0].group_id };
}

export interface LetterDiscard {
  readonly id: bigint;
  readonly at: Micros;
  readonly actor: string;
  readonly reason: string | null;
}

/** The newest that discarded this dead letter; null where none did. */
export async function readDiscardOf(pool: pg.Pool, deadLetter: string): Promise<LetterDiscard | null> {
  const { rows } = await pool.query<{ id: string; at: string; actor: string; reason: string | null }>({
    name: 'read-discard-of-letter',
    text: `SELECT d.id, d.at, d.actor, d.reason FROM decided_letter l JOIN decision d ON d.id = l.decision_id WHERE l.dead_letter = $1 AND d.kind = 'discard' ORDER BY d.id DESC LIMIT 1`,
    values: [deadLetter],
  });
  const [row] = rows;
  return row === undefined ? null : { id: BigInt(row.id), at: brand<Micros>(Number(row.at)), actor: row.actor, reason: row.reason };
}
