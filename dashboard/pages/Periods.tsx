import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Period } from '../../protocol/api/periods.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { dateTimeText, dayText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRules } from '../i18n/vi-rules.ts';
import { AddendaSheet } from '../rules/AddendaSheet.tsx';
import { useClosePeriod, usePeriods } from '../rules/ask.ts';
import { PeriodSheet } from '../rules/PeriodSheet.tsx';
import { closesFrom } from '../rules/period-form.ts';
import { RuleTabs } from '../rules/RuleTabs.tsx';

knowWords(viRules);

type Opened = { what: 'new' } | { what: 'close' | 'addenda'; period: Period };

/** «Kỳ nào còn mở, chốt ngày nào, chốt rồi có gì khác?» */
export function Periods() {
  const { say, format } = useWords();
  const { role } = useMe().account;
  const administers = may(role, 'administer');
  const periods = usePeriods();
  const today = dayOf(useServerNow(60_000));
  const [opened, setOpened] = useState<Opened | undefined>();
  const close = useClosePeriod();
  const shut = () => setOpened(undefined);
  const open = periods.data?.items.filter(({ closedAt }) => closedAt === undefined) ?? [];
  const next = [...open].sort((a, b) => (a.closesOn < b.closesOn ? -1 : 1))[0];
  return (
    <Page
      title={say('period.title')}
      sentence={
        periods.data &&
        (next
          ? say('period.sentence', { n: open.length, name: next.name, day: dayText(next.closesOn) })
          : say('period.sentence-none'))
      }
      actions={
        administers && (
          <Button size="lg" onClick={() => setOpened({ what: 'new' })} data-primary>
            {say('period.new')}
          </Button>
        )
      }
    >
      <RuleTabs />
      {!administers && <p>{say('period.only-province')}</p>}
      <Card>
        <Answer query={periods} rows={6}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty sentence={say('period.empty')} />
            ) : (
              <DataTable
                caption={say('period.title')}
                rows={items}
                keyOf={(row) => row.id}
                columns={[
                  { title: say('period.title'), cell: (row) => row.name },
                  { title: say('period.days'), cell: (row) => `${dayText(row.from)}–${dayText(row.to)}` },
                  { title: say('period.state'), cell: (row) => <PeriodState period={row} /> },
                  {
                    title: say('period.frozen'),
                    cell: (row) =>
                      row.frozen ? (
                        <span className="numeric">
                          {say('period.frozen-at', {
                            hash: row.frozen.sha256.slice(0, 12),
                            n: format.number(row.frozen.treeSize),
                          })}
                        </span>
                      ) : (
                        '–'
                      ),
                  },
                  {
                    title: say('action.actions'),
                    cell: (row) =>
                      row.closedAt !== undefined ? (
                        <Button
                          variant="default"
                          size="sm"
                          aria-label={say('period.addenda-of', { name: row.name })}
                          onClick={() => setOpened({ what: 'addenda', period: row })}
                        >
                          {say('period.addenda')}
                        </Button>
                      ) : administers && today >= closesFrom(row) ? (
                        <Button
                          variant="default"
                          size="sm"
                          aria-label={`${say('period.close')}: ${row.name}`}
                          onClick={() => setOpened({ what: 'close', period: row })}
                        >
                          {say('period.close')}
                        </Button>
                      ) : (
                        say('period.close-from', { day: dayText(closesFrom(row)) })
                      ),
                  },
                ]}
              />
            )
          }
        </Answer>
      </Card>
      {opened?.what === 'new' && <PeriodSheet periods={periods.data?.items ?? []} today={today} onClose={shut} />}
      {opened?.what === 'addenda' && <AddendaSheet period={opened.period} onClose={shut} />}
      {opened?.what === 'close' && (
        <ConfirmSheet
          title={say('period.close-of', { name: opened.period.name })}
          submit={say('period.close-yes')}
          act={close}
          onSubmit={() => close.mutate(opened.period.id, { onSuccess: shut })}
          onClose={shut}
        >
          <p>{say('period.close-what')}</p>
        </ConfirmSheet>
      )}
    </Page>
  );
}

function PeriodState({ period }: { period: Period }) {
  const { say } = useWords();
  if (period.closedAt === undefined)
    return (
      <span>
        <StateTag told={{ meaning: 'planned', word: 'period.is-open' }} bare />{' '}
        {say('period.closes', { day: dayText(period.closesOn) })}
      </span>
    );
  return (
    <span>
      <StateTag told={{ meaning: 'good', word: 'period.is-closed' }} bare /> {dateTimeText(period.closedAt)}
      {period.closedByName ? `, ${period.closedByName}` : `, ${say('period.by-itself')}`}
    </span>
  );
}
