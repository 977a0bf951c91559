import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AreaVerdict, Coverage } from '../../protocol/api/coverage.ts';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { tellVerdict } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { worstCommuneFirst } from '../components/verdict-order.ts';
import { withQuery } from '../data/paths.ts';
import { communeVerdictPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { metWithoutByCommune } from './commune-sentence.ts';
import type { WindowChoice } from './window-choice.ts';

const STEP = 40;

/** Communes of the province, those farthest from their threshold first. */
export function CommuneTable({ data, window }: { data: Coverage; window: WindowChoice }) {
  const { say, format } = useWords();
  const [shown, setShown] = useState(STEP);
  const rows = [...data.communes].sort(worstCommuneFirst);
  const without = metWithoutByCommune(data.hamlets);
  const columns: Column<AreaVerdict>[] = [
    {
      title: say('area.commune'),
      cell: (row) => (
        <Link href={withQuery(communeVerdictPath(window.ky, row.area), { 'quy-tac': window.rule })}>{row.name}</Link>
      ),
    },
    { title: say('verdict.title'), cell: (row) => <StateTag told={tellVerdict(row.verdict)} /> },
    {
      title: say('overview.column.met'),
      cell: (row) => say('overview.met-required', { met: row.met, total: row.hamlets, required: row.required }),
      numeric: true,
    },
    {
      title: say('verdict.without-met'),
      cell: (row) => say('count.of', { part: without.get(row.area) ?? 0, whole: row.hamlets }),
      numeric: true,
    },
    { title: say('verdict.not-met'), cell: (row) => format.number(row.notMet), numeric: true },
    { title: say('verdict.insufficient'), cell: (row) => format.number(row.insufficient), numeric: true },
    { title: say('verdict.no-horns-short'), cell: (row) => format.number(row.withoutNodes), numeric: true },
  ];
  return (
    <>
      <DataTable
        caption={say('appraisal.communes')}
        columns={columns}
        rows={rows.slice(0, shown)}
        keyOf={(row) => row.area}
      />
      {rows.length > shown && (
        <Button variant="default" mt="sm" onClick={() => setShown(shown + STEP)}>
          {say('list.more', { n: Math.min(STEP, rows.length - shown) })}
        </Button>
      )}
    </>
  );
}
