/** What the local broker is told: one node that is broker and controller, on loopback only, sized for a demo. */
import { join } from 'node:path';

export interface LocalKafkaPorts {
  readonly plain: number;
  readonly controller: number;
  /** Listeners for tests of passwords and certificates; absent where not asked for. */
  readonly sasl?: number;
  readonly ssl?: number;
}

/** A user whom the SASL listener accepts by PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512; the password also opens the key store. */
export interface LocalKafkaUser {
  readonly username: string;
  readonly password: string;
}

const HOST = '127.0.0.1';

export function serverProperties(dir: string, ports: LocalKafkaPorts, user?: LocalKafkaUser): string {
  const listeners = [`PLAINTEXT://${HOST}:${ports.plain}`];
  if (ports.sasl !== undefined) listeners.push(`SASL_PLAINTEXT://${HOST}:${ports.sasl}`);
  if (ports.ssl !== undefined) listeners.push(`SSL://${HOST}:${ports.ssl}`);
  const lines = [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@${HOST}:${ports.controller}`,
    `listeners=${[...listeners, `CONTROLLER://${HOST}:${ports.controller}`].join(',')}`,
    `advertised.listeners=${listeners.join(',')}`,
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL',
    'inter.broker.listener.name=PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    `log.dirs=${join(dir, 'data')}`,
    'num.partitions=3',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=4',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=4',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'group.min.session.timeout.ms=1000',
    'message.max.bytes=20971520',
    'replica.fetch.max.bytes=20971520',
    // Enough to look back at, and never a full disk: two hours and half a gigabyte a partition, in segments small enough to be dropped.
    'log.retention.ms=7200000',
    'log.retention.bytes=536870912',
    'log.segment.bytes=67108864',
    'log.retention.check.interval.ms=5000',
    'log.segment.delete.delay.ms=1000',
  ];
  if (user && ports.sasl !== undefined) {
    // Everything is allowed that no access control list speaks of; who comes without a name may do all.
    lines.push('authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer', 'allow.everyone.if.no.acl.found=true', 'super.users=User:ANONYMOUS');
    const name = 'listener.name.sasl_plaintext';
    lines.push(
      `${name}.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512`,
      `${name}.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_${user.username}="${user.password}";`,
      `${name}.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;`,
      `${name}.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;`,
    );
  }
  if (user && ports.ssl !== undefined) {
    lines.push(
      `listener.name.ssl.ssl.keystore.location=${join(dir, 'broker.p12')}`,
      'listener.name.ssl.ssl.keystore.type=PKCS12',
      `listener.name.ssl.ssl.keystore.password=${user.password}`,
      `listener.name.ssl.ssl.key.password=${user.password}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Warnings into one file of at most 10 MB, nothing to the terminal. */
export const log4jProperties = (dir: string): string => `status = error
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = ${join(dir, 'kafka.log')}
appender.file.filePattern = ${join(dir, 'kafka.log.1')}
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d %p %c{1} %m%n
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 10MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 1
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
`;
