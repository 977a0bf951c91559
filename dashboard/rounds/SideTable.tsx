import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { SideBySide } from '../../protocol/api/appraisal.ts';
import { DataTable } from '../components/DataTable.tsx';
import { tellVerdict } from '../components/meaning.ts';
import { Percent } from '../components/Percent.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { hamletPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Rounds.module.css';

type Row = SideBySide['hamlets'][number];
export interface Place {
  readonly id: string;
  readonly name: string;
}

interface Props {
  sides: SideBySide;
  onAssess: ((hamlet: Place) => void) | undefined;
  onConclude: ((hamlet: Place) => void) | undefined;
  onVisit: ((hamlet: Place) => void) | undefined;
}

/** Hamlet by hamlet the three opinions in three columns of their own; nothing is made of them together. */
export function SideTable({ sides, onAssess, onConclude, onVisit }: Props) {
  const { say } = useWords();
  const place = ({ computed }: Row): Place => ({ id: computed.hamlet, name: computed.name });
  const act = (row: Row, label: string, does: (hamlet: Place) => void) => (
    <Button variant="default" size="sm" aria-label={`${label}: ${row.computed.name}`} onClick={() => does(place(row))}>
      {label}
    </Button>
  );
  return (
    <div data-side-by-side className={styles.side}>
      <DataTable
        caption={say('round.side-by-side')}
        rows={sides.hamlets}
        keyOf={(row) => row.computed.hamlet}
        columns={[
          {
            title: say('filter.hamlet'),
            cell: (row) => <Link href={hamletPath(row.computed.hamlet)}>{row.computed.name}</Link>,
          },
          {
            title: say('round.self'),
            cell: (row) => (
              <span className={styles.cell} data-opinion="self">
                {row.self ? <StateTag told={tellVerdict(row.self)} /> : say('round.not-said')}
                {onAssess && act(row, say('round.assess'), onAssess)}
              </span>
            ),
          },
          {
            title: say('round.computed'),
            cell: ({ computed }) => (
              <span className={styles.cell} data-opinion="computed">
                <StateTag told={tellVerdict(computed.verdict)} />
                <Percent lower={computed.lower} upper={computed.upper} due={computed.sessions.due} />
                {computed.byInspection && <span>{say('round.by-inspection')}</span>}
              </span>
            ),
          },
          {
            title: say('round.council'),
            cell: (row) => (
              <span className={styles.cell} data-opinion="council">
                {row.council ? <StateTag told={tellVerdict(row.council.verdict)} /> : say('round.not-said')}
                {onConclude && act(row, say('round.conclude'), onConclude)}
              </span>
            ),
          },
          {
            title: say('round.visits'),
            cell: (row) => (
              <span className={styles.cell}>
                {row.visits}
                {onVisit && act(row, say('round.visit-short'), onVisit)}
              </span>
            ),
          },
        ]}
      />
    </div>
  );
}
