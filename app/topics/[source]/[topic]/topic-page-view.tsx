'use client';
import type { ComponentProps } from 'react';
import { TopicView } from '#components/topics/topic-view.tsx';
import { MessageDetail } from './message-detail.tsx';

/** The topic's page with the parts of a record that messages unfold to. */
export function TopicPageView({ first }: Pick<ComponentProps<typeof TopicView>, 'first'>) {
  return <TopicView first={first} renderMessage={(message) => <MessageDetail message={message} />} />;
}
