/** Which groups a cluster has: each broker tells those that it coordinates. */
import type { GroupProtocol } from '#lib/sources/commit-observer.ts';
import { WireError } from '#lib/sources/kafka/wire/errors.ts';
import { LIST_GROUPS, type ListedGroups } from '#lib/sources/kafka/wire/requests.ts';
import type { Wire } from '#lib/sources/kafka/wire/wire.ts';

export interface ListedGroup {
  readonly group: string;
  readonly protocol: GroupProtocol;
  readonly state: string | null;
  /** The broker that coordinates it. */
  readonly node: number;
}

export class GroupList {
  readonly #wire: Pick<Wire, 'nodes' | 'ask'>;
  /** By broker, what it told last. */
  #told = new Map<number, readonly ListedGroup[]>();

  constructor(wire: Pick<Wire, 'nodes' | 'ask'>) {
    this.#wire = wire;
  }

  /**
   * By name. What a broker told before is taken for its answer where it gives none now: its groups are not gone because it is silent.
   * Throws where no broker answers.
   */
  async read(): Promise<readonly ListedGroup[]> {
    const nodes = this.#wire.nodes;
    const answers = await Promise.allSettled(nodes.map((node) => this.#ask(node)));
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed !== undefined && answers.every(({ status }) => status === 'rejected')) throw failed.reason;
    const fresh = new Map<number, readonly ListedGroup[]>();
    for (const [index, node] of nodes.entries()) {
      const answer = answers[index];
      if (answer?.status === 'fulfilled') fresh.set(node, answer.value);
    }
    const silent = [...this.#told].filter(([node]) => !fresh.has(node));
    // A group that moved is told by its new broker.
    const listed = new Map([...silent, ...fresh].flatMap(([, groups]) => groups.map((group) => [group.group, group] as const)));
    this.#told = new Map([...silent.filter(([node]) => nodes.includes(node)), ...fresh]);
    return [...listed.values()].toSorted((a, b) => (a.group < b.group ? -1 : 1));
  }

  async #ask(node: number): Promise<readonly ListedGroup[]> {
    const { errorCode, groups } = await this.#wire.ask(node, LIST_GROUPS, [], []);
    if (errorCode !== 0) throw new WireError(errorCode);
    return groups.map((group) => ({ group: group.groupId, protocol: protocolOf(group), state: textOf(group.groupState), node }));
  }
}

const PROTOCOLS: readonly GroupProtocol[] = ['classic', 'consumer', 'share', 'streams'];

/** Brokers before Kafka 3.8 do not tell. */
const protocolOf = ({ groupType }: ListedGroups['groups'][number]): GroupProtocol => PROTOCOLS.find((protocol) => protocol === groupType?.toLowerCase()) ?? 'unknown';

const textOf = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);
