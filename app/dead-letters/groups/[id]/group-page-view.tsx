'use client';
import { GroupPage } from '#components/dead-letters/group-page.tsx';
import { PageCrumb } from '#components/shell/crumbs.tsx';
import type { FailureGroupDetail } from '#lib/contracts/dead-letters.ts';

export const GroupPageView = ({ id, first }: { id: string; first: FailureGroupDetail | null }) => <GroupPage id={id} first={first} Crumb={PageCrumb} />;
