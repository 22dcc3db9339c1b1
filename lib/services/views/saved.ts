/** A saved view as it is kept and as it is told, and what can be wrong with one. */
import type { SavedView } from '#lib/contracts/views.ts';
import { brand } from '#lib/core/brand.ts';
import { rfc3339, type Micros } from '#lib/core/time.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { Prisma, type SavedView as Row } from '#lib/store/prisma/client.ts';

export const toldView = ({ id, name, search, createdAt, updatedAt }: Row): SavedView => ({ id, name, search, createdAt: time(createdAt), updatedAt: time(updatedAt) });

const time = (micros: bigint): string => rfc3339(brand<Micros>(Number(micros)));

/** Two names that look the same are one: neither case nor characters without width tell them apart. */
export const nameKeyOf = (name: string): string => name.normalize('NFC').replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '').trim().toLowerCase();

/** Throws `conflict` where another view has the name, `not-found` where there is no such view, and what else came as it is. */
export function refuseView(error: unknown, name: string | undefined): never {
  const code = error instanceof Prisma.PrismaClientKnownRequestError ? error.code : null;
  if (code === 'P2002') throw new ServiceError('conflict', `There is a view called “${name}” already.`, { cause: error });
  if (code === 'P2025') throw new ServiceError('not-found', 'There is no such view: somebody may have deleted it.', { cause: error });
  throw error;
}
