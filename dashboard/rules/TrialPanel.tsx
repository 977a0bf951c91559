import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Period, Trial } from '../../protocol/api/periods.ts';
import { addDays } from '../../protocol/vietnam-time.ts';
import { DataTable } from '../components/DataTable.tsx';
import { DateField } from '../components/DateField.tsx';
import { tellVerdict } from '../components/meaning.ts';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dayText, parseDay } from '../format/date.ts';
import { hamletPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { useTrial } from './ask.ts';
import styles from './Rules.module.css';

interface Props {
  rule: string;
  periods: readonly Period[];
  today: string;
  /** It ran: what it changes is known to the reader. */
  onRun: () => void;
}

/** The draft on days that are over: which hamlets it would judge otherwise. Nothing is written. */
export function TrialPanel({ rule, periods, today, onRun }: Props) {
  const { say, format } = useWords();
  const past = periods.filter(({ to }) => to < today);
  const [picked, setPicked] = useState<string | undefined>();
  // The newest period that is over, until somebody picks another: the list may come later than the form.
  const period = picked ?? past[0]?.id ?? '';
  const [from, setFrom] = useState(dayText(addDays(today, -90)));
  const [to, setTo] = useState(dayText(addDays(today, -1)));
  const [wrong, setWrong] = useState(false);
  const trial = useTrial(rule);
  const chosen = past.find(({ id }) => id === period);
  const run = () => {
    const window = chosen ?? { from: parseDay(from), to: parseDay(to) };
    const bad = !window.from || !window.to || window.from > window.to;
    setWrong(bad);
    if (bad || !window.from || !window.to) return;
    trial.mutate({ from: window.from, to: window.to }, { onSuccess: onRun });
  };
  return (
    <div className={styles.stack}>
      <div className={styles.pair}>
        <NativeSelect
          id="trial-period"
          label={say('rules.trial-on')}
          value={period}
          onChange={({ currentTarget: { value } }) => setPicked(value)}
          data={[
            ...past.map(({ id, name }) => ({ value: id, label: name })),
            { value: '', label: say('rules.trial-own-days') },
          ]}
        />
        {!chosen && <DateField id="trial-from" label={say('office.from')} value={from} onChange={setFrom} />}
        {!chosen && <DateField id="trial-to" label={say('office.to')} value={to} onChange={setTo} />}
      </div>
      <div>
        <Button size="md" variant="light" loading={trial.isPending} onClick={run} data-primary>
          {say('rules.trial-run')}
        </Button>
      </div>
      {wrong && <p role="alert">{say('office.fault.days')}</p>}
      <ProblemNotice error={trial.error} />
      {trial.data && (
        <TrialResult
          trial={trial.data}
          name={chosen?.name ?? `${dayText(trial.data.from)}–${dayText(trial.data.to)}`}
          percent={format.percent}
        />
      )}
    </div>
  );
}

function TrialResult({ trial, name, percent }: { trial: Trial; name: string; percent: (share: number) => string }) {
  const { say, format } = useWords();
  return (
    <div className={styles.stack} data-trial>
      <p role="status">
        <b>
          {say('rules.trial-result', {
            name,
            n: format.number(trial.changes.length),
            of: format.number(trial.judged),
            version: trial.against.version,
          })}
        </b>
      </p>
      {trial.changes.length > 0 && (
        <DataTable
          caption={say('rules.trial-hamlets')}
          rows={trial.changes}
          keyOf={(row) => row.hamlet}
          columns={[
            { title: say('filter.hamlet'), cell: (row) => <Link href={hamletPath(row.hamlet)}>{row.name}</Link> },
            { title: say('filter.commune'), cell: (row) => row.communeName },
            { title: say('rules.before'), cell: (row) => <StateTag told={tellVerdict(row.before)} /> },
            { title: say('rules.after'), cell: (row) => <StateTag told={tellVerdict(row.after)} /> },
            {
              title: say('rules.lower'),
              cell: (row) => `${percent(row.lowerBefore)} → ${percent(row.lowerAfter)}`,
              numeric: true,
            },
          ]}
        />
      )}
      {trial.communes.length > 0 && (
        <DataTable
          caption={say('rules.trial-communes')}
          rows={trial.communes}
          keyOf={(row) => row.commune}
          columns={[
            { title: say('filter.commune'), cell: (row) => row.name },
            { title: say('rules.before'), cell: (row) => <StateTag told={tellVerdict(row.before)} /> },
            { title: say('rules.after'), cell: (row) => <StateTag told={tellVerdict(row.after)} /> },
          ]}
        />
      )}
    </div>
  );
}
