import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { RelayStation } from '../../protocol/api/relays.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';
import { useRecordings } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { BULLETINS_PATH } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viLibrary } from '../i18n/vi-library.ts';
import { viRelay } from '../i18n/vi-relay.ts';
import { WAYS } from '../library/ways.ts';
import { useRelays } from '../relays/ask.ts';
import { EventsSheet } from '../relays/EventsSheet.tsx';
import styles from '../relays/Relays.module.css';
import { RemoveSheet } from '../relays/RemoveSheet.tsx';
import { type StationAct, StationRow } from '../relays/StationRow.tsx';
import { StationSheet } from '../relays/StationSheet.tsx';
import { stationsSentence } from '../relays/stations-sentence.ts';

knowWords(viRelay);
knowWords(viLibrary);

type Open = { do: 'add' } | { do: StationAct; one: RelayStation };

/** «Đài nào tiếp âm được, đài nào đang mất, đang dùng ở đâu?» */
export function Relays() {
  const { say, format } = useWords();
  const relays = useRelays();
  const recordings = useRecordings().data?.items ?? [];
  const mayChange = may(useMe().account.role, 'keep-relays');
  const [open, setOpen] = useState<Open | undefined>();
  const close = () => setOpen(undefined);
  const titleOf = (sha256: string | undefined) =>
    sha256 === undefined
      ? undefined
      : (recordings.find((one) => one.sha256 === sha256)?.title ?? say('relay.fallback-elsewhere'));
  const add = (
    <Button size="lg" data-primary onClick={() => setOpen({ do: 'add' })}>
      {say('relay.add')}
    </Button>
  );
  return (
    <Page
      title={say('relay.title')}
      sentence={relays.data && stationsSentence(relays.data.items, say, format)}
      actions={mayChange && relays.data && relays.data.items.length > 0 && add}
    >
      <Card title={say('relay.list')}>
        <Answer query={relays} rows={10}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty sentence={say('relay.none')}>{mayChange && add}</Empty>
            ) : (
              <ul className={styles.stations} data-stations>
                {items.map((one) => (
                  <StationRow
                    key={one.id}
                    one={one}
                    fallback={titleOf(one.fallback)}
                    mayChange={mayChange}
                    onOpen={(act) => setOpen({ do: act, one })}
                  />
                ))}
              </ul>
            )
          }
        </Answer>
        <p className={styles.soft}>
          {say('relay.how')} <Link href={`${BULLETINS_PATH}?tao=${WAYS.relay}`}>{say('relay.how-go')}</Link>
        </p>
      </Card>
      {open?.do === 'add' && <StationSheet one={undefined} onClose={close} />}
      {open?.do === 'change' && <StationSheet one={open.one} onClose={close} />}
      {open?.do === 'events' && <EventsSheet one={open.one} onClose={close} />}
      {open?.do === 'remove' && <RemoveSheet one={open.one} onClose={close} />}
    </Page>
  );
}
