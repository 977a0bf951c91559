import { Link } from 'wouter';
import type { Node } from '../../protocol/api/areas.ts';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { CLOCK_OFF_MS } from '../../protocol/nodes.ts';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { nodePath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Fleet.module.css';
import { isChosen, type Selection, toggled } from './selection.ts';
import { tellNode } from './tell-node.ts';

/** What a row of the fleet says, here and in the list of all rows. */
export function useFleetColumns(): readonly Column<Node>[] {
  const { say, format, language } = useWords();
  const now = useServerNow(15_000);
  return [
    {
      title: say('node.code'),
      cell: (row) => (
        <Link href={nodePath(row.id)} className={styles.short}>
          {row.code}
        </Link>
      ),
    },
    { title: say('node.where'), cell: (row) => `${row.hamletName}, ${row.communeName}` },
    { title: say('node.state'), cell: (row) => <StateTag told={tellNode(row)} /> },
    {
      title: say('fleet.fault'),
      cell: (row) => {
        const [worst, ...more] = row.faults ?? [];
        if (!worst) return undefined;
        const name = FAULT_WORDS[worst][language];
        return more.length === 0 ? name : say('fleet.and-more', { name, n: more.length });
      },
    },
    {
      title: say('node.last-seen'),
      cell: (row) => (row.lastSeenAt === undefined ? say('node.never-seen') : format.ago(row.lastSeenAt, now)),
    },
    {
      title: say('node.signal'),
      cell: (row) =>
        row.rssiDbm !== undefined && <span className={styles.short}>{`${format.number(row.rssiDbm)} dBm`}</span>,
      numeric: true,
    },
    {
      title: say('node.mains'),
      cell: (row) => row.mainsVolts !== undefined && `${format.number(row.mainsVolts)} V`,
      numeric: true,
    },
    { title: say('node.firmware'), cell: (row) => row.firmware },
    {
      title: say('fleet.clock'),
      cell: (row) =>
        row.clockErrorMs !== undefined &&
        Math.abs(row.clockErrorMs) > CLOCK_OFF_MS &&
        say('fleet.seconds', { n: format.number(row.clockErrorMs / 1_000, 1) }),
      numeric: true,
    },
  ];
}

interface Props {
  nodes: readonly Node[];
  /** Absent for who may ask nothing of nodes. */
  choosing?: { readonly selection: Selection; readonly onChange: (selection: Selection) => void } | undefined;
}

export function FleetTable({ nodes, choosing }: Props) {
  const { say } = useWords();
  const columns = useFleetColumns();
  const boxes: Column<Node>[] = choosing
    ? [
        {
          title: say('bulk.choose'),
          lead: false,
          cell: ({ id, code }) => (
            <input
              type="checkbox"
              className={styles.box}
              aria-label={say('bulk.choose-row', { code })}
              checked={isChosen(choosing.selection, id)}
              disabled={choosing.selection.kind === 'all'}
              onChange={({ currentTarget: { checked } }) =>
                choosing.onChange(toggled(choosing.selection, [id], checked))
              }
            />
          ),
        },
      ]
    : [];
  const [first, ...rest] = columns;
  const all = first ? [...boxes, { ...first, lead: true }, ...rest.map((one) => ({ ...one, lead: false }))] : boxes;
  return <DataTable caption={say('menu.nodes')} columns={all} rows={nodes} keyOf={(row) => row.id} />;
}
