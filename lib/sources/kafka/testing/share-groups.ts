/** Share groups (KIP-932), which no client here speaks: made by the one heartbeat with which a member joins. */
import { Connection, updateFeaturesV1, Writer, type Reader } from '@platformatic/kafka';

export interface ShareGroups {
  /** Resolves when the group has a member that reads the topic; the broker drops it after its session. */
  share(group: string, topic: string): Promise<void>;
  close(): Promise<void>;
}

const [HEARTBEAT, VERSION, JOINING] = [76, 1, 0];
const UPGRADE = 1;

/** Turns them on, as one must on Kafka 4.1. `broker` coordinates the groups: the only one of a local cluster does. */
export async function shareGroups(broker: string): Promise<ShareGroups> {
  const connection = new Connection('share-groups');
  const [host = '', port = ''] = broker.split(':');
  await connection.connect(host, Number(port));
  await updateFeaturesV1.api.async(connection, 10_000, [{ feature: 'share.version', maxVersionLevel: 1, upgradeType: UPGRADE }], false);
  return {
    share: (group, topic) =>
      new Promise((resolve, reject) => {
        const request = (): Writer =>
          Writer.create().appendString(group).appendString(crypto.randomUUID()).appendInt32(JOINING).appendString(null).appendArray([topic], (writer, name) => writer.appendString(name), true, false).appendTaggedFields();
        const codeOf = (_id: number, _key: number, _version: number, reader: Reader): number => {
          reader.readInt32(); // by how much the broker throttles
          return reader.readInt16();
        };
        connection.send(HEARTBEAT, VERSION, request, codeOf, true, true, (error, code) => {
          if (error === null && code === 0) resolve();
          else reject(error ?? new Error(`the heartbeat was answered with error ${code}`));
        });
      }),
    close: () => connection.close(),
  };
}
