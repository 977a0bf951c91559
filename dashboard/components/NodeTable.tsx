import { Link } from 'wouter';
import type { Node } from '../../protocol/api/areas.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { nodePath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { type Column, DataTable } from './DataTable.tsx';
import { tellPresence } from './meaning.ts';
import { StateTag } from './StateTag.tsx';

/** Nodes with their state and, always, when they were last seen. */
export function NodeTable({
  nodes,
  caption,
  withHamlet,
}: {
  nodes: readonly Node[];
  caption: string;
  withHamlet: boolean;
}) {
  const { say, format } = useWords();
  const now = useServerNow(15_000);
  const columns: Column<Node>[] = [
    { title: say('node.code'), cell: (row) => <Link href={nodePath(row.id)}>{row.code}</Link> },
    ...(withHamlet
      ? [{ title: say('node.where'), cell: (row: Node) => `${row.hamletName}, ${row.communeName}` }]
      : [{ title: say('node.place'), cell: (row: Node) => row.place }]),
    { title: say('node.state'), cell: (row) => <StateTag told={tellPresence(row)} /> },
    {
      title: say('node.last-seen'),
      cell: (row) => (row.lastSeenAt === undefined ? say('node.never-seen') : format.ago(row.lastSeenAt, now)),
    },
    { title: say('node.horns'), cell: (row) => format.number(row.horns), numeric: true },
    {
      title: say('node.signal'),
      cell: (row) => row.rssiDbm !== undefined && `${format.number(row.rssiDbm)} dBm`,
      numeric: true,
    },
    {
      title: say('node.mains'),
      cell: (row) => row.mainsVolts !== undefined && `${format.number(row.mainsVolts)} V`,
      numeric: true,
    },
  ];
  return <DataTable caption={caption} columns={columns} rows={nodes} keyOf={(row) => row.id} />;
}
