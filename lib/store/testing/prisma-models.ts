import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const NATIVE: Record<string, string> = { Uuid: 'uuid', Date: 'date', SmallInt: 'smallint' };
const SCALAR: Record<string, string> = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Boolean: 'boolean',
  Float: 'double precision',
  Bytes: 'bytea',
  Json: 'jsonb',
};

/** The tables that prisma/schema.prisma says there are: table -> column -> PostgreSQL's type, with ` not null` where it is. */
export async function readModels(): Promise<Record<string, Record<string, string>>> {
  const schema = await readFile(join(import.meta.dirname, '../../../prisma/schema.prisma'), 'utf8');
  const models = [...schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)].map(([, name, body]) => ({ name: name ?? '', body: body ?? '' }));
  const names = new Set(models.map(({ name }) => name));
  return Object.fromEntries(
    models.map(({ name, body }) => [/@@map\("(\w+)"\)/.exec(body)?.[1] ?? name, Object.fromEntries(fields(body, names).map(column))]),
  );
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly modifier: string;
  readonly attributes: string;
}

/** Fields that are columns: relations are not. */
function fields(body: string, models: ReadonlySet<string>): readonly Field[] {
  return [...body.matchAll(/^ {2}(\w+)\s+(\w+)(\[\]|\?)?(.*)$/gm)]
    .map(([, name, type, modifier, attributes]) => ({ name: name ?? '', type: type ?? '', modifier: modifier ?? '', attributes: attributes ?? '' }))
    .filter(({ type }) => !models.has(type));
}

function column({ name, type, modifier, attributes }: Field): [string, string] {
  const native = /@db\.(\w+)/.exec(attributes)?.[1];
  const base = native === undefined ? SCALAR[type] : NATIVE[native];
  if (base === undefined) throw new Error(`No PostgreSQL type is known for ${type} ${native ?? ''}: add it here.`);
  return [/@map\("(\w+)"\)/.exec(attributes)?.[1] ?? name, `${base}${modifier === '[]' ? '[]' : ''}${modifier === '?' ? '' : ' not null'}`];
}
