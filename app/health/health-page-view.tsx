'use client';
import type { ComponentProps } from 'react';
import { HealthView } from '#components/health/health-view.tsx';
import { eventHref } from '#components/record/use-event.ts';

/** Health, with links to the messages that it names. */
export const HealthPageView = (props: Omit<ComponentProps<typeof HealthView>, 'eventHref'>) => <HealthView {...props} eventHref={eventHref} />;
