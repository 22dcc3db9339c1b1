import { keepsItsPromises } from '#lib/sources/contract.ts';
import { createTopic, producer, sourceFor, unique } from '#lib/sources/kafka/testing/fixture.ts';

keepsItsPromises(async (sink) => {
  const topic = unique('contract');
  await createTopic(topic, 2);
  const send = await producer();
  return {
    source: sourceFor(sink, topic),
    deliver: async (text) => {
      await send.send({ topic, messages: [{ value: text }] });
    },
  };
});
