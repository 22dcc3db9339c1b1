import { Connection, offsetCommitV8 } from '@platformatic/kafka';

export interface Committer {
  /** As a consumer that is in no group does, which also makes a group that nobody is in. */
  commit(group: string, topic: string, offsets: Readonly<Record<number, bigint>>): Promise<void>;
  close(): Promise<void>;
}

/** kafkajs joins the group for it, which takes seconds. `broker` coordinates the group: the only one of a local cluster does. */
export async function committer(broker: string): Promise<Committer> {
  const connection = new Connection('committer', { maxInflights: 50 });
  const [host = '', port = ''] = broker.split(':');
  await connection.connect(host, Number(port));
  return {
    commit: async (group, topic, offsets) => {
      const partitions = Object.entries(offsets).map(([partition, offset]) => ({ partitionIndex: Number(partition), committedOffset: offset, committedLeaderEpoch: -1, committedMetadata: '' }));
      await offsetCommitV8.api.async(connection, group, -1, '', null, [{ name: topic, partitions }]);
    },
    close: () => connection.close(),
  };
}
