import { Button } from '@mantine/core';
import type { Source } from '../../protocol/api/sources.ts';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { AreaNames } from '../people/AreaNames.tsx';
import { FeedLine } from './FeedLine.tsx';
import styles from './Sources.module.css';
import { tellSource, whyText } from './tell-source.ts';

export const SOURCE_ACTS = ['calls', 'reports', 'change', 'renew', 'end'] as const;
export type SourceAct = (typeof SOURCE_ACTS)[number];

/** One source: does it speak, where it may, when it last called, what of ours waits for it. */
export function SourceRow({ one, onOpen }: { one: Source; onOpen: (act: SourceAct) => void }) {
  const { say, format } = useWords();
  const { kind, level, lastCalledAt, lastReportAt, waiting, failure, reportUrl, signers, mapping } = one;
  const isCap = kind === 'cap';
  const acts = SOURCE_ACTS.filter((act) => (isCap ? act !== 'reports' : true)).filter(
    (act) => one.state === 'active' || act === 'calls' || act === 'reports',
  );
  return (
    <li data-source={one.state}>
      <div className={styles.words}>
        <p className={styles.name}>
          <b>{one.name}</b> <StateTag told={tellSource(one)} />
        </p>
        <p className={styles.soft}>
          {say(`source.kind.${kind}`)} · {say(`level.${level === 'central' ? 'central' : 'province'}`)} ·{' '}
          <AreaNames areas={one.areas} />
        </p>
        <p>
          {lastCalledAt === undefined
            ? say(one.feed ? 'source.sends-not' : 'source.never-called')
            : say('source.called', { at: dateTimeText(lastCalledAt) })}
          {isCap
            ? ` · ${say(signers > 0 ? 'source.signed-by' : 'source.unsigned', { n: format.number(signers) })}`
            : ` · ${say('source.dialect', { mapping })}`}
        </p>
        <FeedLine feed={one.feed} feedState={one.feedState} />
        {!isCap && (
          <p>
            {reportUrl === undefined ? say('source.fetches') : say('source.reports-to', { url: reportUrl })} ·{' '}
            {lastReportAt === undefined
              ? say('source.never-reported')
              : say('source.reported', { at: dateTimeText(lastReportAt) })}
            {one.streamHosts.length > 0 && ` · ${say('source.streams-from', { hosts: one.streamHosts.join(', ') })}`}
            {waiting > 0 && ` · ${say('source.waiting', { n: format.number(waiting) })}`}
          </p>
        )}
        {failure !== undefined && (
          <p className={styles.failure}>{say('source.failure', { why: whyText(failure, say) })}</p>
        )}
      </div>
      <div className={styles.acts}>
        {acts.map((act) => (
          <Button key={act} size="md" h={44} variant="default" onClick={() => onOpen(act)}>
            {say(`source.${act}`)}
            <span className="visually-hidden">{`: ${one.name}`}</span>
          </Button>
        ))}
      </div>
    </li>
  );
}
