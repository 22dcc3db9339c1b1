/** What people ask of the list, some forty ways; the number of the asking chooses other values each time. */

export interface Question {
  readonly route: string;
  readonly name: string;
  /** Path and query of the asking with this number. */
  readonly path: (n: number, flows: number) => string;
}

const ROUTES = { list: '/api/v1/flows', facets: '/api/v1/flows/facets', histogram: '/api/v1/flows/histogram' } as const;

type Values = (n: number, flows: number) => Record<string, string>;

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const service = (n: number): string => `service-${(n * 7) % 40}`;
const topic = (n: number): string => `topic-${(n * 11) % 60}`;
const KINDS = ['order.created', 'payment.created', 'parcel.requested', 'invoice.completed', 'video.completed'];
const kind = (n: number): string => KINDS[n % KINDS.length]!;
const STATUSES = ['failed', 'stalled', 'compensated', 'completed', 'in-flight'] as const;
const orderOf = (n: number, flows: number): string => `O-${String(1 + ((n * 7919) % flows)).padStart(8, '0')}`;

/** The filters that all three routes take. */
const FILTERS: Readonly<Record<string, Values>> = {
  'no filter': () => ({}),
  ...Object.fromEntries(STATUSES.map((status): [string, Values] => [status, () => ({ status })])),
  'last 15 min': () => ({ from: 'now-15m' }),
  'last hour': () => ({ from: 'now-1h' }),
  'last 24 h': () => ({ from: 'now-24h' }),
  '3 days, no whole minutes': (n) => ({ from: minutesAgo(6000 + n), to: minutesAgo(1700 + n) }),
  kind: (n) => ({ kind: kind(n) }),
  service: (n) => ({ service: service(n) }),
  topic: (n) => ({ topic: topic(n) }),
  'service, failed': (n) => ({ service: service(n), status: 'failed' }),
  'service, stalled, 24 h': (n) => ({ service: service(n), status: 'stalled', from: 'now-24h' }),
  'kind, topic, failed': (n) => ({ kind: kind(n), topic: topic(n), status: 'failed' }),
  'service, topic': (n) => ({ service: service(n), topic: topic(n + 3) }),
  'over 5 s': () => ({ minDurationMs: '5000' }),
  'over 160 s': () => ({ minDurationMs: '160000' }),
  'with dead letters': () => ({ hasDeadLetters: 'true' }),
  'text: common word': (n) => ({ q: ['order', 'completed', 'service-1', 'topic'][n % 4]! }),
  'text: rare word': (n) => ({ q: ['zephyr', 'sku 4711', `sku ${(n * 37) % 5000}`][n % 3]! }),
  'text: two words': (n) => ({ q: ['declined service-7', 'timeout payment', 'peer order'][n % 3]! }),
  'text: part of an id': (n, flows) => ({ q: orderOf(n, flows).slice(3) }),
  'text: no match': (n) => ({ q: ['qqzzxx', 'no such thing', 'zephyr video.v9'][n % 3]! }),
  'key': (n, flows) => ({ key: orderOf(n, flows) }),
  'key by name': (n, flows) => ({ key: orderOf(n, flows), keyName: 'orderId' }),
};

/** What only the list takes. */
const LISTS: Readonly<Record<string, Values>> = {
  'longest first': () => ({ sort: 'duration' }),
  'longest first, service, 24 h': (n) => ({ sort: 'duration', service: service(n), from: 'now-24h' }),
  'last active first, failed': () => ({ sort: 'lastActivityAt', status: 'failed' }),
};

const question = (route: keyof typeof ROUTES, name: string, values: Values): Question => ({
  route: ROUTES[route],
  name,
  path: (n, flows) => `${ROUTES[route]}?${new URLSearchParams(values(n, flows)).toString()}`,
});

export const QUESTIONS: readonly Question[] = [
  ...(['list', 'facets', 'histogram'] as const).flatMap((route) => Object.entries(FILTERS).map(([name, values]) => question(route, name, values))),
  ...Object.entries(LISTS).map(([name, values]) => question('list', name, values)),
  ...(['kind', 'service', 'topic', 'keyName'] as const).map((field) => ({ route: '/api/v1/flows/completions', name: field, path: (n: number) => `/api/v1/flows/completions?field=${field}&text=${['', 'o', 'se', '1'][n % 4]}` })),
  { route: '/api/v1/flows/completions', name: 'key', path: (n, flows) => `/api/v1/flows/completions?field=key&keyName=orderId&text=${orderOf(n, flows).slice(0, 2 + (n % 8))}` },
  { route: '/api/v1/search', name: 'an id', path: (n, flows) => `/api/v1/search?q=${orderOf(n, flows)}` },
  { route: '/api/v1/search', name: 'beginning of an id', path: (n, flows) => `/api/v1/search?q=${orderOf(n, flows).slice(0, 6)}` },
  { route: '/api/v1/search', name: 'key by name', path: (n, flows) => `/api/v1/search?q=orderId%3D${orderOf(n, flows)}` },
  { route: '/api/v1/search', name: 'no match', path: (n) => `/api/v1/search?q=nothing-${n}` },
];

/** Asked one after the other: the second page begins where the first ends. */
export const PAGED: readonly { readonly name: string; readonly path: string }[] = [
  { name: 'second page', path: '/api/v1/flows?limit=50' },
  { name: 'second page, failed', path: '/api/v1/flows?limit=50&status=failed' },
  { name: 'second page, service', path: '/api/v1/flows?limit=50&service=service-7' },
];
