import { expect, test } from 'vitest';
import { parseCliSettings, parseStartSettings } from '#lib/env/cli.ts';
import { parseCollectorSettings } from '#lib/env/collector.ts';
import { SettingsError, type Environment, type Fault, type ReadText } from '#lib/env/settings.ts';
import { parseWebSettings } from '#lib/env/web.ts';

const DATABASE_URL = 'postgresql://u:hush@127.0.0.1:5432/throughline';

const noFiles: ReadText = (path) => {
  throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' });
};
const files = (known: Readonly<Record<string, string>>): ReadText => (path) => known[path] ?? noFiles(path);

function faultsOf(parse: () => unknown): readonly Fault[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  throw new Error('nothing was wrong');
}
const startFaults = (env: Environment, read: ReadText = noFiles) => faultsOf(() => parseStartSettings(env, read));

test('an empty environment gives the defaults of every process', () => {
  expect(parseStartSettings({}, noFiles)).toMatchObject({
    host: '127.0.0.1', port: 3000, url: 'http://127.0.0.1:3000', databaseUrl: null, token: null,
    collector: { host: '127.0.0.1', port: 4320, url: 'http://127.0.0.1:4320' },
    otlp: { host: '127.0.0.1', httpPort: 4318, grpcPort: 4317 }, kafka: [],
  });
  expect(parseCollectorSettings({ DATABASE_URL }, noFiles)).toMatchObject({
    api: { host: '127.0.0.1', port: 4320 }, logLevel: 'info', tracingEndpoint: null,
    replays: { targets: null, watchSeconds: 60 },
    limits: { retentionDays: 7, payloadLimitBytes: 65_536, hubLimit: 10_000, displayLimit: 10_000, lagIntervalSeconds: 10, lagFloorMessages: null, lagFloorSeconds: null, stallSeconds: 300 },
  });
  expect(parseWebSettings({ DATABASE_URL }, noFiles)).toMatchObject({ demoStatePath: null, collectorUrl: 'http://127.0.0.1:4320' });
});

test.each<[string, string, RegExp]>([
  ['PORT', 'http', /"http" is not a port/],
  ['PORT', '0', /not a port/],
  ['PORT', '65536', /not a port/],
  ['COLLECTOR_PORT', '0', /not a port/],
  ['OTLP_HTTP_PORT', '-1', /neither a port .* nor 0/],
  ['HOST', '127.0.0.1:3000', /not a host name/],
  ['HOST', 'http://localhost', /not a host name/],
  ['DATABASE_URL', 'mysql://root:hush@db/x', /not a URL that starts with postgresql/],
  ['DATABASE_URL', 'db.example', /not a URL/],
  ['KAFKA_BROKERS', 'kafka', /"kafka" is not host:port/],
  ['KAFKA_BROKERS', 'a:9092,b:99999', /"b:99999" is not host:port/],
  ['KAFKA_BROKERS', ',', /names no broker/],
  ['KAFKA_SSL', 'maybe', /neither true nor false/],
  ['KAFKA_START', 'now', /none of earliest, latest/],
  ['KAFKA_SASL_MECHANISM', 'gssapi', /none of plain/],
  ['KAFKA_TOPICS', '/orders', /does not end with/],
  ['KAFKA_TOPICS', '/(/', /not a regular expression/],
  ['RETENTION_DAYS', '0', /whole number of days from 1/],
  ['RETENTION_DAYS', '1.5', /whole number/],
  ['HUB_LIMIT', '1e4', /whole number of records/],
  ['THROUGHLINE_TOKEN', 'two words', /no header can carry/],
  ['THROUGHLINE_LOG_LEVEL', 'loud', /none of trace/],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', '127.0.0.1:4318', /not a URL/],
])('%s=%s is one fault with an example', (name, value, problem) => {
  const faults = startFaults({ [name]: value });
  expect(faults).toEqual([{ name, problem: expect.stringMatching(problem), example: expect.stringContaining(`${name}=`) }]);
});

test('every fault is listed at once, whatever part it is in', () => {
  const faults = startFaults({ PORT: 'x', HOST: '0.0.0.0', KAFKA_BROKERS: 'y', THROUGHLINE_CONFIG: '/nowhere.json' });
  expect(faults.map((fault) => fault.name).toSorted()).toEqual(['HOST', 'KAFKA_BROKERS', 'PORT', 'THROUGHLINE_CONFIG']);
  expect(new SettingsError(faults).message).toMatch(/^4 settings are wrong:\n {2}PORT: .*\n {4}for example PORT=3000\n/);
});

test('no fault repeats a password', () => {
  const { message } = new SettingsError(startFaults({ DATABASE_URL: 'http://root:hush@db/x', KAFKA_PASSWORD: 'hush' }));
  expect(message).not.toContain('hush');
});

test.each(['0.0.0.0', '::', '192.168.1.2', 'throughline.example', '127.0.0.1.evil.example'])('%s needs a token', (host) => {
  for (const name of ['HOST', 'OTLP_HOST', 'COLLECTOR_HOST']) {
    expect(startFaults({ [name]: host })).toMatchObject([{ name, problem: expect.stringContaining('THROUGHLINE_TOKEN') }]);
    expect(() => parseStartSettings({ [name]: host, THROUGHLINE_TOKEN: 'abcdefgh' }, noFiles)).not.toThrow();
  }
});

test.each(['127.0.0.1', '127.9.9.9', 'localhost', '::1', '[::1]'])('%s needs none', (host) => {
  expect(() => parseStartSettings({ HOST: host, OTLP_HOST: host, COLLECTOR_HOST: host }, noFiles)).not.toThrow();
});

test('an OTLP port of 0 turns it off, and two of the same are a fault', () => {
  expect(parseStartSettings({ OTLP_HTTP_PORT: '0', OTLP_GRPC_PORT: '0' }, noFiles).otlp).toMatchObject({ httpPort: null, grpcPort: null });
  expect(startFaults({ PORT: '4318' })).toMatchObject([{ name: 'OTLP_HTTP_PORT', problem: '4318 is the port that PORT has already' }]);
});

test('a wildcard host is reached by loopback', () => {
  expect(parseWebSettings({ DATABASE_URL, COLLECTOR_HOST: '::', THROUGHLINE_TOKEN: 'abcdefgh' }, noFiles).collectorUrl).toBe('http://[::1]:4320');
});

test('the variables are the short form of one source', () => {
  const env = {
    DATABASE_URL, KAFKA_BROKERS: ' a:9092 , [::1]:9093', KAFKA_SSL: 'true', KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', KAFKA_USERNAME: 'u', KAFKA_PASSWORD: 'p',
    KAFKA_TOPICS: 'orders,/^pay{1,2}\\./', KAFKA_TOPICS_EXCLUDE: '/^tmp/i', KAFKA_START: 'latest',
  };
  expect(parseCollectorSettings(env, noFiles).kafka).toEqual([
    {
      name: 'kafka', brokers: ['a:9092', '[::1]:9093'], ssl: true, sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' },
      clientId: 'throughline', groupId: 'throughline', start: 'latest', topics: ['orders', /^pay{1,2}\./], topicsExclude: [/^tmp/i],
    },
  ]);
});

test('half of a login is a fault for each missing half', () => {
  expect(startFaults({ KAFKA_BROKERS: 'a:1', KAFKA_USERNAME: 'u' }).map((fault) => fault.name)).toEqual(['KAFKA_SASL_MECHANISM', 'KAFKA_PASSWORD']);
});

test('the file brings sources, conventions and limits; variables win', () => {
  const json = JSON.stringify({
    kafka: [{ name: 'eu', brokers: ['eu:9092'], ssl: { ca: '/ca.pem' } }],
    conventions: { correlationHeaders: ['x-order'], businessKeys: [{ name: 'orderId', pointer: '/data/orderId' }] },
    deadLetterTopics: ['/\\.failed$/'],
    limits: { retentionDays: 3, stallSeconds: 9 },
    replays: { targets: ['orders', '/^payments\\./'] },
  });
  const read = files({ 'throughline.config.json': json, '/ca.pem': 'PEM' });
  const settings = parseCollectorSettings({ DATABASE_URL, KAFKA_BROKERS: 'a:1', RETENTION_DAYS: '5' }, read);
  expect(settings.kafka.map(({ name, ssl }) => [name, ssl])).toEqual([['kafka', false], ['eu', { ca: 'PEM' }]]);
  expect(settings.conventions).toMatchObject({
    correlationHeaders: ['x-order'], typeHeaders: [], businessKeys: [{ name: 'orderId', pointers: ['/data/orderId'], headers: [], attributes: [] }],
    deadLetterTopics: [/\.failed$/], retryTopics: [],
  });
  expect(settings.limits).toMatchObject({ retentionDays: 5, stallSeconds: 9 });
  expect(settings.replays).toEqual({ targets: ['orders', /^payments\./], watchSeconds: 60 });
});

test.each<[string, string, RegExp]>([
  ['{"kafka": [', 'throughline.config.json', /is not JSON/],
  ['{"kafak": []}', 'throughline.config.json', /kafak/],
  ['{"kafka": [{"name": "eu", "brokers": ["eu"]}]}', 'throughline.config.json: kafka[0].brokers[0]', /host:port/],
  ['{"conventions": {"businessKeys": [{"name": "a", "pointer": "orderId"}]}}', 'throughline.config.json: conventions.businessKeys[0].pointer', /JSON pointer/],
  ['{"compensations": [{"type": "payment.captured", "by": []}]}', 'throughline.config.json: compensations[0].by', /Too small|at least/i],
  ['{"replays": {"targets": ["/(/"]}}', 'throughline.config.json: replays.targets[0]', /regular expression/],
  ['{"deadLetterTopics": ["/(/"]}', 'throughline.config.json: deadLetterTopics[0]', /regular expression/],
  ['{"kafka": [{"name": "eu", "brokers": ["eu:1"]}, {"name": "eu", "brokers": ["eu:1"]}]}', 'kafka source "eu"', /twice/],
  ['{"kafka": [{"name": "eu", "brokers": ["eu:1"], "ssl": {"ca": "/none.pem"}}]}', 'kafka source "eu": ssl.ca', /cannot be read/],
])('the file %s is told with its place', (json, name, problem) => {
  expect(startFaults({}, files({ 'throughline.config.json': json }))).toMatchObject([{ name, problem: expect.stringMatching(problem) }]);
});

test('a file that is named must be there', () => {
  expect(startFaults({ THROUGHLINE_CONFIG: '/x.json' })).toMatchObject([{ name: 'THROUGHLINE_CONFIG', problem: expect.stringContaining('ENOENT') }]);
});

test('any CI that is not false counts', () => {
  expect(['', 'false', '0', '1', 'woodpecker'].map((CI) => parseCliSettings({ CI }).ci)).toEqual([false, false, false, true, true]);
});
