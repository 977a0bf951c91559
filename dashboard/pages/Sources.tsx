import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Source } from '../../protocol/api/sources.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viSources } from '../i18n/vi-sources.ts';
import { EndSheet, NewSecretSheet } from '../sources/Acts.tsx';
import { useAlerts, useSources } from '../sources/ask.ts';
import { CallsSheet, ReportsSheet } from '../sources/LogSheets.tsx';
import { ALERTS_PATH } from '../sources/paths.ts';
import { type SourceAct, SourceRow } from '../sources/SourceRow.tsx';
import { SourceSheet } from '../sources/SourceSheet.tsx';
import styles from '../sources/Sources.module.css';

knowWords(viSources);

type Open = { do: 'add' } | { do: SourceAct; one: Source };

/** «Ai từ trên được phát qua loa xã, và báo cáo của xã có tới họ không?» */
export function Sources() {
  const { say } = useWords();
  const sources = useSources();
  const [open, setOpen] = useState<Open | undefined>();
  const close = () => setOpen(undefined);
  const add = (
    <Button size="lg" data-primary onClick={() => setOpen({ do: 'add' })}>
      {say('source.add')}
    </Button>
  );
  return (
    <Page
      title={say('source.title')}
      sentence={sources.data && <Sentence sources={sources.data.items} />}
      actions={sources.data && sources.data.items.length > 0 && add}
    >
      <AlertsLink />
      <Card title={say('source.list')}>
        <Answer query={sources} rows={8}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty sentence={say('source.none')}>{add}</Empty>
            ) : (
              <ul className={styles.sources} data-sources>
                {[...items].sort(endedLast).map((one) => (
                  <SourceRow key={one.id} one={one} onOpen={(act) => setOpen({ do: act, one })} />
                ))}
              </ul>
            )
          }
        </Answer>
      </Card>
      <Card title={say('source.shapes')}>
        <p>{say('source.shapes-what')}</p>
        <p>{say('source.shapes-mapping')}</p>
      </Card>
      {open?.do === 'add' && <SourceSheet one={undefined} onClose={close} />}
      {open?.do === 'change' && <SourceSheet one={open.one} onClose={close} />}
      {open?.do === 'renew' && <NewSecretSheet one={open.one} onClose={close} />}
      {open?.do === 'end' && <EndSheet one={open.one} onClose={close} />}
      {open?.do === 'calls' && <CallsSheet one={open.one} onClose={close} />}
      {open?.do === 'reports' && <ReportsSheet one={open.one} onClose={close} />}
    </Page>
  );
}

function Sentence({ sources }: { sources: readonly Source[] }) {
  const { say, format } = useWords();
  const active = sources.filter(({ state }) => state === 'active');
  if (active.length === 0) return say('source.sentence-none');
  const failing = active.filter(({ failure, feedState }) => (failure ?? feedState?.failure) !== undefined);
  const waiting = active.reduce((sum, one) => sum + one.waiting, 0);
  return [
    say('source.sentence', { n: format.number(active.length) }),
    ...(failing.length > 0
      ? [say('source.sentence-failing', { names: failing.map(({ name }) => name).join(', ') })]
      : []),
    ...(waiting > 0 ? [say('source.sentence-waiting', { n: format.number(waiting) })] : []),
  ].join(' ');
}

/** What they warned of, with how many wait for a person. */
function AlertsLink() {
  const { say, format } = useWords();
  const held = useAlerts({ state: 'held', limit: 1 }).data?.total;
  return (
    <p>
      <Link href={ALERTS_PATH}>{say('alert.see')}</Link>
      {held ? ` · ${say('alert.held-n', { n: format.number(held) })}` : ''}
    </p>
  );
}

function endedLast(a: Source, b: Source): number {
  return Number(a.state === 'ended') - Number(b.state === 'ended');
}
