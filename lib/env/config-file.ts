/** The JSON file that `THROUGHLINE_CONFIG` names: what does not fit into variables. Unknown names are faults, so that a slip of the pen is seen. */
import { z } from 'zod';
import { CONVENTION_EXAMPLES, ConventionsConfig } from '#lib/env/conventions.ts';
import { isBroker, namePattern, type NamePattern } from '#lib/env/fields.ts';
import { MaskingConfig } from '#lib/env/masking.ts';
import type { Checked, Fault } from '#lib/env/settings.ts';

const Name = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, 'is not a short name of letters, digits, dots and dashes');

const Pattern = z.string().min(1).transform((item, context): NamePattern => {
  const pattern = namePattern(item);
  if (typeof pattern === 'string' || pattern instanceof RegExp) return pattern;
  context.addIssue({ code: 'custom', message: pattern.problem });
  return z.NEVER;
});
const Patterns = z.array(Pattern).readonly().default([]);

const Sasl = z.strictObject({
  mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
  username: z.string().min(1),
  password: z.string(),
});

/** Paths of PEM files. */
const Ssl = z.strictObject({ ca: z.string().optional(), cert: z.string().optional(), key: z.string().optional() });

const KafkaSource = z.strictObject({
  name: Name,
  brokers: z.array(z.string().refine(isBroker, 'is not host:port')).min(1).readonly(),
  ssl: z.union([z.boolean(), Ssl]).default(false),
  sasl: Sasl.nullable().default(null),
  clientId: z.string().min(1).default('throughline'),
  groupId: z.string().min(1).default('throughline'),
  start: z.enum(['earliest', 'latest']).default('earliest'),
  topics: Patterns,
  topicsExclude: Patterns,
});

/** Which type of event undoes which, besides those that end in cancelled, released, refunded or reverted. */
const Compensation = z.strictObject({ type: z.string().min(1), by: z.array(z.string().min(1)).min(1).readonly() });

const count = (min: number, max: number) => z.int().min(min).max(max).optional();

const Limits = z.strictObject({
  retentionDays: count(1, 3650),
  payloadLimitBytes: count(0, 64 * 1024 * 1024),
  hubLimit: count(10, 10_000_000),
  displayLimit: count(100, 100_000),
  lagIntervalSeconds: count(1, 3600),
  lagFloorMessages: count(0, Number.MAX_SAFE_INTEGER),
  lagFloorSeconds: count(0, 86_400 * 30),
  stallSeconds: count(1, 86_400 * 30),
});

/** To which topics replays may write, where that is not each one's own origin alone; and how long they wait at least for what they sent to fail again. */
const Replays = z.strictObject({
  targets: z.array(Pattern).readonly().nullable().default(null),
  watchSeconds: z.int().min(1).max(86_400).default(60),
});

const ConfigFile = z.strictObject({
  $schema: z.string().optional(),
  kafka: z.array(KafkaSource).readonly().default([]),
  conventions: ConventionsConfig.prefault({}),
  deadLetterTopics: Patterns,
  retryTopics: Patterns,
  masking: MaskingConfig.prefault({}),
  compensations: z.array(Compensation).readonly().default([]),
  replays: Replays.prefault({}),
  limits: Limits.prefault({}),
});
export type ConfigFile = z.output<typeof ConfigFile>;
export type KafkaSourceConfig = ConfigFile['kafka'][number];

/** `fileName` is only for the faults. No file is an empty one. */
export function parseConfigFile(fileName: string, text: string | null): Checked<ConfigFile> {
  let json: unknown;
  try {
    json = JSON.parse(text ?? '{}');
  } catch (error) {
    return { ok: false, faults: [{ name: fileName, problem: `is not JSON: ${error instanceof Error ? error.message : String(error)}`, example: '{"kafka": [{"name": "eu", "brokers": ["10.0.0.1:9092"]}]}' }] };
  }
  const parsed = ConfigFile.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, faults: parsed.error.issues.map((issue) => fileFault(fileName, issue)) };
}

function fileFault(fileName: string, issue: z.core.$ZodIssue): Fault {
  const at = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('').replace(/^\./, '');
  const field = issue.path.findLast((part) => typeof part === 'string' && Object.hasOwn(EXAMPLES, part));
  return { name: at === '' ? fileName : `${fileName}: ${at}`, problem: issue.message, example: field === undefined ? null : (EXAMPLES[String(field)] ?? null) };
}

const EXAMPLES: Readonly<Record<string, string>> = {
  kafka: '"kafka": [{"name": "eu", "brokers": ["10.0.0.1:9092"]}]',
  name: '"name": "orders-eu"',
  brokers: '"brokers": ["10.0.0.1:9092", "10.0.0.2:9092"]',
  ssl: '"ssl": true, or "ssl": {"ca": "/etc/ssl/kafka-ca.pem"}',
  sasl: '"sasl": {"mechanism": "scram-sha-256", "username": "throughline", "password": "…"}',
  mechanism: '"mechanism": "scram-sha-256"',
  start: '"start": "earliest"',
  topics: '"topics": ["orders", "/^payments\\\\./"]',
  topicsExclude: '"topicsExclude": ["/^tmp-/"]',
  ...CONVENTION_EXAMPLES,
  pointer: '"pointer": "/data/orderId"',
  deadLetterTopics: '"deadLetterTopics": ["/\\\\.failed$/"]',
  retryTopics: '"retryTopics": ["/\\\\.again$/"]',
  masking: '"masking": {"pointers": ["/customer/email"], "patterns": ["card", "email", "token"]}',
  payloadOff: '"payloadOff": ["hr.salaries", "/^medical\\\\./"]',
  pointers: '"pointers": ["/customer/email", "/cards/*/number"]',
  headers: '"headers": ["authorization", "x-user-*"]',
  attributes: '"attributes": ["enduser.id", "user.*"]',
  patterns: '"patterns": ["card", "email", {"name": "iban", "expression": "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"}]',
  expression: '"expression": "CUST-([0-9]{6})"',
  compensations: '"compensations": [{"type": "payment.captured", "by": ["payment.voided"]}]',
  by: '"by": ["payment.voided"]',
  replays: '"replays": {"targets": ["orders", "/^payments\\\\./"]}',
  targets: '"targets": ["orders", "/^payments\\\\./"]',
  watchSeconds: '"watchSeconds": 60',
  limits: '"limits": {"retentionDays": 14}',
};
