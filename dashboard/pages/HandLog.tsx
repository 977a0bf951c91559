import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { HandLogEntry } from '../../protocol/api/inspections.ts';
import { addDays, dayOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Card } from '../components/Card.tsx';
import { Filters } from '../components/Filters.tsx';
import { Page } from '../components/Page.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { dayText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viField } from '../i18n/vi-field.ts';
import { viInspection } from '../i18n/vi-inspection.ts';
import { viVisit } from '../i18n/vi-visit.ts';
import { useHandLog } from '../inspection/ask.ts';
import { CancelEntrySheet } from '../inspection/CancelEntrySheet.tsx';
import { EntrySheet } from '../inspection/EntrySheet.tsx';
import { HandLogTable } from '../inspection/HandLogTable.tsx';
import { LicenceCard } from '../inspection/LicenceCard.tsx';
import { useBoardArea } from '../schedule/board-area.ts';

knowWords(viField);
knowWords(viInspection);
knowWords(viVisit);

const PAGE_DAYS = 31;

/** «Đài FM, loa có dây đã phát gì, ai ghi?» */
export function HandLog() {
  const { say } = useWords();
  const { role } = useMe().account;
  const { area, choose, mustChoose } = useBoardArea();
  const today = dayOf(useServerNow(60_000));
  const [query, setQuery] = useSearchParams();
  const back = Number(query.get('lui') ?? 0);
  const to = addDays(today, -back * PAGE_DAYS);
  const from = addDays(to, 1 - PAGE_DAYS);
  const log = useHandLog(area, from, to);
  const [entering, setEntering] = useState(false);
  const [cancelling, setCancelling] = useState<HandLogEntry>();
  const keeps = may(role, 'keep-hand-log');
  const turn = (pages: number) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      if (pages > 0) after.set('lui', String(pages));
      else after.delete('lui');
      return after;
    });
  const counted = log.data?.items.filter(({ cancelledAt }) => cancelledAt === undefined).length;
  return (
    <Page
      title={say('menu.hand-log')}
      sentence={counted !== undefined && say('log.sentence', { n: counted, from: dayText(from), to: dayText(to) })}
      actions={
        keeps &&
        area && (
          <Button size="lg" onClick={() => setEntering(true)} data-primary>
            {say('log.enter')}
          </Button>
        )
      }
    >
      {mustChoose && (
        <Filters>
          <AreaSelect value={area} onChange={choose} mustChoose />
        </Filters>
      )}
      <Card title={say('log.title')}>
        <Answer query={log} rows={8}>
          {({ items }) => <HandLogTable entries={items} onCancel={keeps ? setCancelling : undefined} />}
        </Answer>
        <div style={{ display: 'flex', gap: 8, marginTop: 12 }}>
          <Button variant="default" onClick={() => turn(back + 1)}>
            {say('log.earlier')}
          </Button>
          {back > 0 && (
            <Button variant="default" onClick={() => turn(back - 1)}>
              {say('log.later')}
            </Button>
          )}
        </div>
      </Card>
      <LicenceCard area={area} />
      {entering && area && <EntrySheet commune={area} today={today} onClose={() => setEntering(false)} />}
      {cancelling && <CancelEntrySheet entry={cancelling} onClose={() => setCancelling(undefined)} />}
    </Page>
  );
}
