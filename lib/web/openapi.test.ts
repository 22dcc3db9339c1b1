import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { routes } from '#lib/contracts/routes.ts';
import { openApiDocument } from '#lib/web/openapi.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
}

const document = openApiDocument() as { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, unknown> } };
const text = JSON.stringify(document);

test('it is a valid OpenAPI 3.1 document', async () => {
  const result = await new Validator().validate(JSON.parse(text) as Record<string, unknown>);
  expect(result).toMatchObject({ valid: true });
});

test('it has every route of the table', () => {
  const written = Object.entries(document.paths).flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`));
  expect(written.sort()).toEqual(Object.values(routes).map(({ method, path }) => `${method} ${path}`).sort());
});

test('every operation has a name of its own, and every part of its path as a parameter', () => {
  const all = Object.entries(document.paths).flatMap(([path, operations]) => Object.values(operations).map((operation) => ({ path, operation })));
  expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(all.length);
  for (const { path, operation } of all) {
    const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    expect(inPath.every(({ required }) => required)).toBe(true);
  }
});

test('every reference leads somewhere', () => {
  const references = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map((match) => match[1]!);
  expect(references.length).toBeGreaterThan(20);
  for (const reference of references) expect(document.components.schemas).toHaveProperty([reference.replace('#/components/schemas/', '')]);
});
