import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { HamletVerdict } from '../../protocol/api/coverage.ts';
import { hamletPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { type Column, DataTable } from './DataTable.tsx';
import { DayStrip } from './DayStrip.tsx';
import { tellHamlet } from './meaning.ts';
import { Percent } from './Percent.tsx';
import { StateTag } from './StateTag.tsx';

const STEP = 40;

/** Hamlets with verdict, interval and their last 14 days. */
export function HamletTable({
  hamlets,
  caption,
  withCommune,
  hrefOf = hamletPath,
}: {
  hamlets: readonly HamletVerdict[];
  caption: string;
  withCommune: boolean;
  hrefOf?: (hamlet: string) => string;
}) {
  const { say, format } = useWords();
  const [shown, setShown] = useState(STEP);
  const columns: Column<HamletVerdict>[] = [
    { title: say('area.hamlet'), cell: (row) => <Link href={hrefOf(row.hamlet)}>{row.name}</Link> },
    ...(withCommune ? [{ title: say('area.commune'), cell: (row: HamletVerdict) => row.communeName }] : []),
    { title: say('verdict.title'), cell: (row) => <StateTag told={tellHamlet(row)} /> },
    {
      title: say('verdict.heard'),
      cell: (row) =>
        row.nodes === 0 ? (
          say('verdict.no-horns')
        ) : (
          <Percent lower={row.lower} upper={row.upper} due={row.sessions.due} />
        ),
    },
    { title: say('verdict.strip'), cell: (row) => <DayStrip days={row.strip} /> },
    {
      title: say('node.technology'),
      cell: (row) => row.technologies.map((one) => say(`technology.${one}`)).join(', ') || undefined,
    },
    { title: say('node.count'), cell: (row) => format.number(row.nodes), numeric: true },
  ];
  return (
    <>
      <DataTable caption={caption} columns={columns} rows={hamlets.slice(0, shown)} keyOf={(row) => row.hamlet} />
      {hamlets.length > shown && (
        <Button variant="default" mt="sm" onClick={() => setShown(shown + STEP)}>
          {say('list.more', { n: Math.min(STEP, hamlets.length - shown) })}
        </Button>
      )}
    </>
  );
}
