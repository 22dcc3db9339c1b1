'use client';
import { Copy } from '#components/ui/copy.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { formatCount } from '#components/ui/format.ts';
import { Table, TableCell, TableRow } from '#components/ui/table.tsx';
import { Ago } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { ConsumerGroupDetail, GroupMember } from '#lib/contracts/lag.ts';

const MOST_PARTITIONS = 30;
const MOST_MEMBERS = 500;

/** Who reads what for the group. */
export function MembersTable({ members, memberCount, state, status }: Pick<ConsumerGroupDetail, 'members' | 'memberCount' | 'state' | 'status'>) {
  if (members.length === 0) return <NoMembers memberCount={memberCount} state={state} status={status} />;
  return (
    <>
      <Table label="Members" headings={[{ name: 'Client' }, { name: 'Host' }, { name: 'Lag', right: true }, { name: 'Last commit', right: true }, { name: 'Partitions' }, { name: 'Member id' }]}>
        {members.slice(0, MOST_MEMBERS).map((member) => (
          <TableRow key={member.id}>
            <TableCell>
              <Verbatim text={member.clientId} className="font-medium" />
              {member.instanceId !== null && <span className="text-sm text-muted"> static, as <Verbatim text={member.instanceId} mono /></span>}
            </TableCell>
            <TableCell><Verbatim text={member.host} mono /></TableCell>
            <TableCell right>{member.lag === null ? <span className="text-faint">not known</span> : formatCount(member.lag)}</TableCell>
            <TableCell right>{member.lastCommitAt === null ? <span className="text-faint">–</span> : <Ago at={member.lastCommitAt} />}</TableCell>
            <TableCell wrap><Assignment member={member} /></TableCell>
            <TableCell>
              <span className="flex items-center gap-1.5">
                <Verbatim text={member.id} mono className="max-w-60 truncate text-muted" />
                <Copy text={member.id} label="member id" />
              </span>
            </TableCell>
          </TableRow>
        ))}
      </Table>
      {members.length > MOST_MEMBERS && <p className="num px-4.5 py-2 text-sm text-muted">{formatCount(members.length - MOST_MEMBERS)} further members are not listed.</p>}
    </>
  );
}

function Assignment({ member: { partitions } }: { member: GroupMember }) {
  if (partitions.length === 0) return <span className="text-faint">none: it waits for one to become free</span>;
  const shown = [...Map.groupBy(partitions.slice(0, MOST_PARTITIONS), ({ topic }) => topic)];
  return (
    <span className="num text-sm">
      {shown.map(([topic, assigned], index) => (
        <span key={topic}>
          {index > 0 && ' · '}
          <Verbatim text={topic} mono className="text-muted" /> {assigned.map(({ partition }) => partition).sort((a, b) => a - b).join(', ')}
        </span>
      ))}
      {partitions.length > MOST_PARTITIONS && <span className="text-faint"> and {formatCount(partitions.length - MOST_PARTITIONS)} more</span>}
    </span>
  );
}

function NoMembers({ memberCount, state, status }: Pick<ConsumerGroupDetail, 'memberCount' | 'state' | 'status'>) {
  if (status === 'forbidden') {
    return (
      <EmptyState title="The broker does not let Throughline see the members">
        <p>It needs Describe on the group. Everything else of the group stays hidden with it.</p>
      </EmptyState>
    );
  }
  if (memberCount === null) {
    return (
      <EmptyState title="The broker does not tell of members">
        <p>It answered nothing that can be read about this group{state === null ? '' : `; it calls its state ${state}`}. Its committed offsets are known all the same.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="The group has no members">
      <p>Nobody reads for it now. Where messages wait, a consumer with this group id has to be started; where nobody needs it any more, the group can be deleted on the broker.</p>
    </EmptyState>
  );
}
