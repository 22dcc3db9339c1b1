/** Consumer groups and their lag. */
import { z } from 'zod';
import { ConsumerGroupDetail, ConsumerGroupList, ConsumerGroupListQuery, GroupHistory, GroupHistoryQuery, GroupWaiting, GroupWaitingQuery } from '#lib/contracts/lag.ts';
import { define, problem } from '#lib/contracts/routes/define.ts';

const GroupPath = z.object({ source: z.string().min(1).max(200), group: z.string().min(1).max(1000).describe('URL-encoded. No address can hold `.` and `..`: they are written `~.` and `~..`, and a name that looks so has one more tilde.') });
const noGroup = problem('No consumer group of this name was seen on this source.');

export const lagRoutes = {
  listConsumerGroups: define({
    id: 'listConsumerGroups',
    method: 'get',
    path: '/api/v1/consumer-groups',
    summary: 'Consumer groups with how far behind they are, the worst first.',
    query: ConsumerGroupListQuery,
    answer: ConsumerGroupList,
  }),
  readConsumerGroup: define({
    id: 'getConsumerGroup',
    method: 'get',
    path: '/api/v1/consumer-groups/{source}/{group}',
    summary: 'One consumer group with its partitions and members.',
    params: GroupPath,
    answer: ConsumerGroupDetail,
    also: { 404: noGroup },
  }),
  groupHistory: define({
    id: 'getConsumerGroupHistory',
    method: 'get',
    path: '/api/v1/consumer-groups/{source}/{group}/history',
    summary: 'How the lag of a group, or of one topic or partition that it reads, went over time.',
    params: GroupPath,
    query: GroupHistoryQuery,
    answer: GroupHistory,
    also: { 404: noGroup },
  }),
  groupWaiting: define({
    id: 'getConsumerGroupWaiting',
    method: 'get',
    path: '/api/v1/consumer-groups/{source}/{group}/waiting',
    summary: 'The flows that wait in the lag of a group, oldest first.',
    params: GroupPath,
    query: GroupWaitingQuery,
    answer: GroupWaiting,
    also: { 404: noGroup },
  }),
} as const;
