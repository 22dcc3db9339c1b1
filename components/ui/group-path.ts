import { pathPart } from '#lib/core/path-part.ts';

interface GroupName {
  readonly source: string;
  readonly group: string;
}

interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

/** The page of a group, at one of its partitions where that is given. */
export function groupPath({ source, group }: GroupName, at?: PartitionName): string {
  const place = at === undefined ? '' : `?${new URLSearchParams({ tab: 'waiting', topic: at.topic.toWellFormed(), partition: String(at.partition) })}`;
  return `/lag/${pathPart(source)}/${pathPart(group)}${place}`;
}
