/** `Throwable.printStackTrace`: the outermost first, `Caused by:`, `Suppressed:`, `... 12 more`. */
import { addToMessage, typeAndMessage, type OpenException, type StackFrame } from '#lib/core/dead-letters/stack-trace/stack-trace.ts';

/** `at app//shop.Pay.charge(Pay.java:41) ~[shop.jar:1.2]`, with what class loader and module stand before it. */
const FRAME = /^at (?:[\w.$@-]*\/){0,2}([\p{L}_$][\p{L}\p{N}_$.<>/-]*)\(([^)]*)\)/u;
const PLACE = /^(?:[^:()]*\.(?:java|kt|kts|scala|groovy|clj)(?::\d+)?|Native Method|Unknown Source|<generated>)$/;
const MORE = /^\.\.\. \d+ (?:more|common frames omitted|frames|characters left out)/;
const RELATED = /^(?:Caused by|Suppressed|Wrapped by): /;

const FRAMEWORKS = new RegExp(
  `^(?:${[
    'java', 'javax', 'jakarta', 'jdk', 'sun', 'com\\.sun', 'kotlin', 'kotlinx', 'scala', 'groovy', 'clojure',
    'org\\.(?:springframework|apache|hibernate|jboss|aopalliance|postgresql|slf4j|eclipse|glassfish|codehaus|aspectj|mockito|junit|reactivestreams|quartz|objectweb)',
    'io\\.(?:netty|micrometer|opentelemetry|smallrye|vertx|quarkus|confluent|grpc|micronaut|reactivex|lettuce|projectreactor|debezium|cloudevents|github\\.resilience4j)',
    'com\\.(?:fasterxml|google|zaxxer|mysql|oracle|mongodb|datastax|netflix|rabbitmq|squareup|intellij|ibm|microsoft)',
    'net\\.(?:bytebuddy|sf|logstash)', 'reactor', 'ch\\.qos', 'lombok', 'akka', 'feign', 'okhttp3', 'okio', 'retrofit2', 'tools\\.jackson', 'redis\\.clients', 'rx', 'zipkin2', 'brave',
  ].join('|')})\\.`,
);

export const isJavaFrame = (line: string): boolean => PLACE.test(FRAME.exec(line)?.[2] ?? '-');

/** The lines are trimmed. Null where no exception is among them. */
export function parseJava(lines: readonly string[]): OpenException[] | null {
  const exceptions: OpenException[] = [];
  for (const line of lines) {
    const current = exceptions.at(-1);
    const frame = frameOf(line);
    if (frame !== null) {
      current?.frames.push(frame);
      continue;
    }
    const related = RELATED.exec(line);
    const named = typeAndMessage(related === null ? line.replace(/^Exception in thread "[^"]*" /, '') : line.slice(related[0].length));
    if (related !== null && named !== null) exceptions.push({ ...named, relation: line.startsWith('Suppressed') ? 'suppressed' : 'cause', frames: [] });
    else if (current === undefined) {
      if (named !== null) exceptions.push({ ...named, relation: 'outermost', frames: [] });
    } else if (current.frames.length === 0 && line !== '') addToMessage(current, line);
  }
  return exceptions.length === 0 ? null : exceptions;
}

function frameOf(line: string): StackFrame | null {
  if (MORE.test(line)) return { text: line, symbol: '', kind: 'omitted' };
  const found = FRAME.exec(line);
  if (found === null) return null;
  const symbol = javaSymbol(found[1] ?? '');
  return { text: line, symbol, kind: FRAMEWORKS.test(symbol) || /^(?:com\.sun\.proxy\.|jdk\.proxy)?\$Proxy/.test(symbol) ? 'framework' : 'application' };
}

/** By which a method is called through reflection: natively at first, then by code that the JVM makes and numbers, `GeneratedMethodAccessor17`. Which of them it was says nothing. */
const REFLECTION = /^(?:jdk\.internal|sun)\.reflect\.(\w+)\..*$/;
const isAccessor = (name: string): boolean => /(?:Method|Constructor)/.test(name) && name.lastIndexOf('Accessor') > name.search(/Method|Constructor/);

/** Without what compilers, proxies and the JVM number anew: `lambda$handle$3`, `Pay$$SpringCGLIB$$0`, `Pay$$Lambda$14/0x00…`, `LambdaForm$MH/0x00…`, `$Proxy123`, `Pay$1`. */
const javaSymbol = (name: string): string =>
  name
    .replace(/\$\$Lambda[^.]*/g, '$$$$Lambda')
    .replace(/\$\$(?:Enhancer|FastClass|SpringCGLIB|EnhancerBy|ByteBuddy|Proxy)[^.]*/g, '')
    .replace(/lambda\$(\w{0,200}?)\$\d+/g, 'lambda$$$1')
    .replace(REFLECTION, (whole, name: string) => (isAccessor(name) ? 'jdk.internal.reflect.Accessor.invoke' : whole))
    .replace(/\/(?:0x)?[0-9a-f]{4,}(?=\.)/gi, '')
    .replace(/(Proxy|Accessor|Impl\$)\d+/g, '$1')
    .replace(/\$\d+/g, '$$');
