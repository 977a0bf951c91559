import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { HamletVerdict } from '../../protocol/api/coverage.ts';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { tellHamlet } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { withQuery } from '../data/paths.ts';
import { hamletVerdictPath } from '../frame/page-paths.ts';
import { usePhone } from '../frame/phone.ts';
import { useWords } from '../i18n/Language.tsx';
import { missingText } from './missing-text.ts';
import styles from './Verdict.module.css';
import { VerdictPercent } from './VerdictPercent.tsx';
import type { WindowChoice } from './window-choice.ts';

const STEP = 40;

/** Hamlets of a period with every count the verdict rests on; unknown, excluded and cancelled each stand in their own column. */
export function VerdictTable({
  hamlets,
  window,
  caption,
  withCommune = false,
}: {
  hamlets: readonly HamletVerdict[];
  window: WindowChoice;
  caption: string;
  withCommune?: boolean;
}) {
  const { say, format } = useWords();
  const [shown, setShown] = useState(STEP);
  const phone = usePhone();
  const count = (title: string, value: (row: HamletVerdict) => number): Column<HamletVerdict> => ({
    title,
    cell: (row) => format.number(value(row)),
    numeric: true,
  });
  const columns: Column<HamletVerdict>[] = [
    {
      title: say('area.hamlet'),
      cell: (row) => (
        <Link href={withQuery(hamletVerdictPath(window.ky, row.hamlet), { 'quy-tac': window.rule })}>{row.name}</Link>
      ),
    },
    ...(withCommune ? [{ title: say('area.commune'), cell: (row: HamletVerdict) => row.communeName }] : []),
    {
      title: say('verdict.title'),
      cell: (row) => (
        <span>
          <StateTag told={tellHamlet(row)} />
          {missingText(row, say).map((sentence) => (
            <small key={sentence}>{sentence}</small>
          ))}
        </span>
      ),
    },
    count(say('verdict.owed'), (row) => row.owed),
    count(say('session.heard'), (row) => row.sessions.heard),
    count(say('verdict.partial'), (row) => row.sessions.partial),
    count(say('verdict.missed'), (row) => row.sessions.notHeard),
    count(say('session.unknown'), (row) => row.sessions.unknown),
    count(say('session.excluded'), (row) => row.sessions.excluded),
    count(say('verdict.cancelled'), (row) => row.sessions.cancelled),
    {
      title: say('verdict.rate'),
      cell: (row) => <VerdictPercent row={row} />,
      numeric: true,
    },
    {
      title: say('verdict.without-short'),
      cell: (row) => <VerdictPercent row={row} without />,
      numeric: true,
    },
  ];
  // On a phone the counts stand on the hamlet's own page, one touch away.
  const onPhone = [
    ...[say('area.hamlet'), say('area.commune'), say('verdict.title'), say('verdict.rate')],
    say('verdict.without-short'),
  ];
  const phoneColumns = columns.filter(({ title }) => onPhone.includes(title));
  return (
    <div className={styles.hamlets}>
      <DataTable
        caption={caption}
        columns={phone ? phoneColumns : columns}
        rows={hamlets.slice(0, shown)}
        keyOf={(row) => row.hamlet}
      />
      {hamlets.length > shown && (
        <Button variant="default" mt="sm" onClick={() => setShown(shown + STEP)}>
          {say('list.more', { n: Math.min(STEP, hamlets.length - shown) })}
        </Button>
      )}
    </div>
  );
}
