import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'wouter';
import type { AlertDetail } from '../../protocol/api/sources.ts';
import { ALERT_STATES } from '../../protocol/sources.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { Page } from '../components/Page.tsx';
import { Pager } from '../components/Pager.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useMe } from '../data/session.ts';
import { bulletinPath } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viLibrary } from '../i18n/vi-library.ts';
import { viSources } from '../i18n/vi-sources.ts';
import { AlertFacts, Infos, RawXml } from '../sources/AlertBody.tsx';
import { AlertRow } from '../sources/AlertRow.tsx';
import styles from '../sources/Alerts.module.css';
import { alertSentence, stateOf, tellAlert } from '../sources/alert-words.ts';
import { useAlert, useAlerts } from '../sources/ask.ts';
import { Decide } from '../sources/Decide.tsx';
import { ALERTS_PATH, alertsOf, emergencyPath } from '../sources/paths.ts';
import { UnreadableCard } from '../sources/UnreadableCard.tsx';

knowWords(viSources);
knowWords(viLibrary);

/** «Đã nhận cảnh báo nào, cái nào đã phát, cái nào chờ quyết định, vì sao?» */
export function Alerts() {
  const { say, format } = useWords();
  const [query, setQuery] = useSearchParams();
  const [cursors, setCursors] = useState<string[]>([]);
  const state = stateOf(query.get('muc'));
  const alerts = useAlerts({ state, cursor: cursors.at(-1) });
  const held = useAlerts({ state: 'held', limit: 1 }).data?.total;
  return (
    <Page
      title={say('alert.title')}
      sentence={
        held !== undefined && say(held > 0 ? 'alert.sentence-held' : 'alert.sentence', { n: format.number(held) })
      }
    >
      {!!held && state !== 'held' && (
        <p>
          <Link href={alertsOf('held')} onClick={() => setCursors([])}>
            {say('alert.see-held')}
          </Link>
        </p>
      )}
      <Filters>
        <NativeSelect
          label={say('alert.filter')}
          value={state ?? ''}
          onChange={({ currentTarget: { value } }) => {
            setCursors([]);
            setQuery((before) => withChoice(before, 'muc', value));
          }}
          data={[
            { value: '', label: say('filter.all') },
            ...ALERT_STATES.map((value) => ({ value, label: say(`alert.state.${value}`) })),
          ]}
        />
      </Filters>
      <Card
        title={say('alert.list')}
        aside={alerts.data && <span>{say('alert.total', { n: format.number(alerts.data.total) })}</span>}
      >
        <Answer query={alerts} rows={10}>
          {({ items, next }) =>
            items.length === 0 ? (
              <Empty sentence={say(state ? 'alert.none-so' : 'alert.none')} />
            ) : (
              <>
                <ul className={styles.alerts} data-alerts>
                  {items.map((one) => (
                    <AlertRow key={one.id} one={one} />
                  ))}
                </ul>
                <Pager cursors={cursors} next={next} onChange={setCursors} />
              </>
            )
          }
        </Answer>
      </Card>
      {cursors.length === 0 && (state === undefined || state === 'refused') && <UnreadableCard />}
    </Page>
  );
}

/** One message with every word of it, what became of it, and where a person must decide, the decision. */
export function AlertOne() {
  const { say } = useWords();
  const { id = '' } = useParams();
  const alert = useAlert(id);
  const { role } = useMe().account;
  return (
    <Page
      title={alert.data ? alert.data.headline || alert.data.event : say('alert.title')}
      sentence={alert.data && <Became alert={alert.data} />}
    >
      <p>
        <Link href={ALERTS_PATH}>{say('alert.all')}</Link>
      </p>
      <Answer query={alert} rows={10}>
        {(found) => (
          <>
            {found.state === 'held' && may(role, 'emergency') && <Decide alert={found} />}
            <Infos infos={found.infos} />
            <AlertFacts alert={found} />
            <RawXml xml={found.xml} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Became({ alert }: { alert: AlertDetail }) {
  const { say } = useWords();
  return (
    <>
      <StateTag told={tellAlert(alert.state)} /> {alertSentence(alert, say)} {alert.detail}{' '}
      {alert.emergency !== undefined && <Link href={emergencyPath(alert.emergency)}>{say('alert.emergency')}</Link>}{' '}
      {alert.bulletin !== undefined && <Link href={bulletinPath(alert.bulletin)}>{say('alert.bulletin')}</Link>}
    </>
  );
}
