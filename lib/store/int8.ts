import pg from 'pg';

/**
 * For the one query that asks: `pool.query({ text, values, types: int8AsBigInt })` gives `bigint` for every int8 column.
 * Everywhere else pg gives int8 as decimal text, as it does by default: the process-wide parsers are never changed,
 * because Prisma's adapter and pg share them.
 */
export const int8AsBigInt: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.INT8 && format !== 'binary') return BigInt;
    return pg.types.getTypeParser(oid, format);
  },
};
