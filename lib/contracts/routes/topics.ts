/** Topics, and what runs between them and services. */
import { z } from 'zod';
import { define, problem } from '#lib/contracts/routes/define.ts';
import { TopicDetail, TopicList, TopicListQuery, TopicMessages, TopicMessagesQuery, TopicQuery } from '#lib/contracts/topics.ts';
import { Topology, TopologyQuery } from '#lib/contracts/topology.ts';

const TopicPath = z.object({ source: z.string().min(1).max(200), topic: z.string().min(1).max(1000) });
const noTopic = problem('No topic of this name was seen on this source.');

export const topicRoutes = {
  topology: define({
    id: 'getTopology',
    method: 'get',
    path: '/api/v1/topology',
    summary: 'Services, topics and groups as they were seen, and what ran between them.',
    query: TopologyQuery,
    answer: Topology,
  }),
  listTopics: define({ id: 'listTopics', method: 'get', path: '/api/v1/topics', summary: 'Topics with what is written to them and who reads them.', query: TopicListQuery, answer: TopicList }),
  readTopic: define({
    id: 'getTopic',
    method: 'get',
    path: '/api/v1/topics/{source}/{topic}',
    summary: 'One topic: rate and types over a range of time, partitions, consumer groups, services.',
    params: TopicPath,
    query: TopicQuery,
    answer: TopicDetail,
    also: { 404: noTopic },
  }),
  topicMessages: define({
    id: 'getTopicMessages',
    method: 'get',
    path: '/api/v1/topics/{source}/{topic}/messages',
    summary: 'Messages of one topic, newest first. A search looks at a bounded number of them, and says how far it came.',
    params: TopicPath,
    query: TopicMessagesQuery,
    answer: TopicMessages,
    also: { 404: noTopic },
  }),
} as const;
