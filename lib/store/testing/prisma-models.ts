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

export interface Model {
  readonly table: string;
  /** Column -> PostgreSQL's type, with ` not null` where it is. */
  readonly columns: Readonly<Record<string, string>>;
  /** The columns of its primary key and of each unique index, as `table(column,column)`. */
  readonly unique: readonly string[];
}

/** The tables that prisma/schema.prisma says there are. */
export async function readModels(): Promise<readonly Model[]> {
  const schema = await readFile(join(import.meta.dirname, '../../../prisma/schema.prisma'), 'utf8');
  const models = [...schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)].map(([, name, body]) => ({ name: name ?? '', body: body ?? '' }));
  const names = new Set(models.map(({ name }) => name));
  return models.map(({ name, body }) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name;
    const own = fields(body, names);
    const columnOf = (field: string): string => mapped(own.find((each) => each.name === field) ?? { name: field, attributes: '' });
    const single = own.filter(({ attributes }) => /@(id|unique)\b/.test(attributes)).map(mapped);
    const several = [...body.matchAll(/@@(?:id|unique)\(\[([^\]]+)\]/g)].map(([, list]) => (list ?? '').split(/,\s*/).map(columnOf).join(','));
    return { table, columns: Object.fromEntries(own.map(column)), unique: [...single, ...several].map((columns) => `${table}(${columns})`) };
  });
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
  return [mapped({ name, attributes }), `${base}${modifier === '[]' ? '[]' : ''}${modifier === '?' ? '' : ' not null'}`];
}

const mapped = ({ name, attributes }: Pick<Field, 'name' | 'attributes'>): string => /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? name;
