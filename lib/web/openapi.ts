/** The OpenAPI 3.1 document, made from the table of routes and the schemas that check the requests. */
import { z } from 'zod';
import { routes } from '#lib/contracts/routes.ts';
import type { RouteSpec } from '#lib/contracts/routes/define.ts';
import { Problem } from '#lib/contracts/wire.ts';

type Json = Record<string, unknown>;

let made: Json | null = null;

export function openApiDocument(): Json {
  return (made ??= document(Object.values(routes)));
}

/** Routes of unlike types: only what the document shows of them matters. */
type AnyRoute = Pick<RouteSpec, 'id' | 'method' | 'path' | 'summary' | 'access' | 'also' | 'status' | 'forms'> & {
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodType | null;
  readonly answer: z.ZodType | string;
};

function document(table: readonly AnyRoute[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of table) paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  return {
    openapi: '3.1.0',
    info: { title: 'Throughline', version: '1', description: 'What happened to this one, end to end? Times are RFC 3339 in UTC, durations milliseconds, 64-bit integers strings.' },
    servers: [{ url: '/' }],
    security: [{ token: [] }, {}],
    paths,
    components: {
      schemas: components(table),
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'THROUGHLINE_TOKEN, where it is set.' } },
    },
  };
}

function operation({ id, summary, access, params, query, body, answer, status, forms, also }: AnyRoute): Json {
  const success = typeof answer === 'string' ? { [answer.split(';')[0]!]: {} } : { ...content(answer), ...Object.fromEntries(forms.map((form) => [form, {}])) };
  const others = Object.entries(also).map(([code, { description, schema }]) => [code, { description, ...(schema === null ? {} : { content: content(schema) }) }] as const);
  return {
    operationId: id,
    summary,
    ...(access === 'public' ? { security: [] } : {}),
    parameters: [...parameters('path', params), ...parameters('query', query)],
    ...(body === null ? {} : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: {
      [status]: { description: 'As asked.', content: success },
      ...Object.fromEntries(others),
      default: { description: 'Any other: what is wrong.', content: content(Problem) },
    },
  };
}

function parameters(place: 'path' | 'query', schema: z.ZodObject): Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, { description, ...shape }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: shape,
  }));
}

const isProblem = (schema: z.ZodType): boolean => idOf(schema) === 'Problem' || idOf(schema) === 'AmbiguousKey';

const content = (schema: z.ZodType): Json => ({ [isProblem(schema) ? 'application/problem+json' : 'application/json']: { schema: reference(schema) } });

const reference = (schema: z.ZodType): Json => (idOf(schema) === undefined ? schemaOf(schema, 'output') : { $ref: uri(idOf(schema)!) });

const uri = (id: string): string => `#/components/schemas/${id}`;

const idOf = (schema: z.ZodType): string | undefined => z.globalRegistry.get(schema)?.id;

/** A schema with an id of its own is written once, under `components`; what uses it refers to it. */
function components(table: readonly AnyRoute[]): Json {
  const named = z.registry<{ id?: string | undefined }>();
  const add = (schema: z.ZodType | string | null) => {
    if (schema !== null && typeof schema !== 'string') addNamed(schema, named);
  };
  for (const { params, query, body, answer, also } of table) {
    [params, query, body, answer, ...Object.values(also).map((other) => other.schema)].forEach(add);
  }
  add(Problem);
  const { schemas } = z.toJSONSchema(named, { uri, io: 'output', unrepresentable: 'any' });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutOwnName(schema)]));
}

/** The schema and all that it is made of, as far as they have an id. */
function addNamed(schema: z.ZodType, named: ReturnType<typeof z.registry<{ id?: string | undefined }>>, seen = new Set<z.ZodType>()): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  const id = idOf(schema);
  if (id !== undefined && !named.has(schema)) named.add(schema, { id });
  for (const part of Object.values(schema.def as unknown as Json)) for (const child of schemasIn(part)) addNamed(child, named, seen);
}

function schemasIn(part: unknown): z.ZodType[] {
  if (part instanceof z.ZodType) return [part];
  if (Array.isArray(part)) return part.flatMap(schemasIn);
  return part !== null && typeof part === 'object' && Object.getPrototypeOf(part) === Object.prototype ? Object.values(part).flatMap(schemasIn) : [];
}

/** A schema that stands where it is used; the named ones within it stand under `components`. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const whole = withoutOwnName(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
  return JSON.parse(JSON.stringify(whole).replaceAll('"#/$defs/', `"${uri('')}`)) as Json;
}

/** OpenAPI 3.1 is JSON Schema 2020-12 already, and names its schemas by their place. */
function withoutOwnName({ $schema: _schema, $id: _id, id: _own, $defs: _defs, ...rest }: Json): Json {
  return rest;
}
