/**
 * A server that hangs, or a network that swallows what is sent, says nothing: no statement timeout of PostgreSQL is heard then, and whoever asked would wait for ever.
 * So each connection is watched from here. One that owes an answer and is silent is closed when the server answers nobody else either, or when the answer is overdue.
 * A long statement on a server that is well is left alone.
 */
import type { Socket } from 'node:net';
import pg from 'pg';
import { databaseAnswers } from '#lib/store/database-answers.ts';

export interface Patience {
  /** For an answer, until the server is asked whether it is there at all. */
  readonly silenceMs: number;
  /** For it to say so. */
  readonly probeMs: number;
  /** After its statement timeout a server that is well has said so. */
  readonly overdueMs: number;
}

/** Together less than the 10 s that a sender of spans waits. */
const PATIENCE: Patience = { silenceMs: 4000, probeMs: 4000, overdueMs: 5000 };

interface Watched {
  readonly usualMs: number;
  /** The statement timeout that holds now; 0 is none. */
  statementTimeoutMs: number;
}

const watched = new WeakMap<pg.ClientBase, Watched>();

/** Of a connection that is made. `statementTimeoutMs` is what the session has; 0 is none. */
export function watchSilence(client: pg.ClientBase, statementTimeoutMs: number, { silenceMs, probeMs, overdueMs } = PATIENCE): void {
  if (!(client instanceof pg.Client)) throw new TypeError('Only a connection to PostgreSQL can be watched');
  const state: Watched = { usualMs: statementTimeoutMs, statementTimeoutMs };
  watched.set(client, state);
  const socket = client.connection.stream as Socket; // TLS has one of its own kind
  let answered = socket.bytesWritten;
  client.on('drain', () => (answered = socket.bytesWritten));
  let silentMs = 0;
  let [read, written] = [0, 0];

  const silent = async (): Promise<void> => {
    if (socket.bytesWritten === answered || socket.destroyed) return; // nothing is owed
    silentMs = socket.bytesRead === read && socket.bytesWritten === written ? silentMs + silenceMs : silenceMs;
    [read, written] = [socket.bytesRead, socket.bytesWritten];
    const answers = await databaseAnswers(client, probeMs);
    if (socket.bytesRead !== read || socket.bytesWritten === answered || socket.destroyed) return;
    const overdue = state.statementTimeoutMs > 0 && silentMs > state.statementTimeoutMs + overdueMs;
    if (answers && !overdue) socket.setTimeout(silenceMs);
    else socket.destroy(Object.assign(new Error(answers ? `PostgreSQL has not answered for ${silentMs / 1000} s on this connection` : 'PostgreSQL does not answer'), { code: 'ETIMEDOUT' }));
  };
  socket.on('timeout', () => void silent());
  socket.setTimeout(silenceMs);
}

/** Until the caller's transaction ends statements may take so long, and are awaited as long. */
export async function allowStatements(client: pg.ClientBase, ms: number): Promise<void> {
  awaitStatements(client, ms);
  await client.query(`SET LOCAL statement_timeout = ${ms}`);
}

/** The statement timeout of this connection has changed to so much, or is again what it was. */
export function awaitStatements(client: pg.ClientBase, ms: number | 'as usual'): void {
  const state = watched.get(client);
  if (state !== undefined) state.statementTimeoutMs = ms === 'as usual' ? state.usualMs : ms;
}
