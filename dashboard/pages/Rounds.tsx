import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { dayText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRules } from '../i18n/vi-rules.ts';
import { useRounds } from '../rounds/ask.ts';
import { NEW_ROUND_PATH, roundPath } from '../rounds/paths.ts';
import { shutBecause } from '../rounds/rights.ts';
import { tellRound } from '../rounds/round-state.ts';

knowWords(viRules);

/** «Năm nay thẩm định xã nào, ai ghi, đến khi nào?» */
export function Rounds() {
  const { say } = useWords();
  const { role } = useMe().account;
  const now = useServerNow(60_000);
  const rounds = useRounds();
  const open = rounds.data?.items.filter((one) => shutBecause(one, now) === undefined).length;
  return (
    <Page
      title={say('menu.rounds')}
      sentence={open !== undefined && say('round.sentence', { n: open })}
      actions={
        may(role, 'administer') && (
          <Button component={Link} href={NEW_ROUND_PATH} size="lg" data-primary>
            {say('round.new')}
          </Button>
        )
      }
    >
      <Card>
        <Answer query={rounds} rows={5}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty sentence={say('round.empty')} />
            ) : (
              <DataTable
                caption={say('menu.rounds')}
                rows={items}
                keyOf={(row) => row.id}
                columns={[
                  { title: say('round.title-field'), cell: (row) => <Link href={roundPath(row.id)}>{row.title}</Link> },
                  { title: say('round.year'), cell: (row) => row.year, numeric: true },
                  { title: say('round.level'), cell: (row) => say(`round.level.${row.level}`) },
                  { title: say('round.kind'), cell: (row) => say(`round.kind.${row.kind}`) },
                  { title: say('round.communes-n'), cell: (row) => row.communes.length, numeric: true },
                  {
                    title: say('period.days'),
                    cell: (row) => `${dayText(dayOf(row.from))}–${dayText(dayOf(row.until - 1))}`,
                  },
                  { title: say('period.state'), cell: (row) => <StateTag told={tellRound(row, now)} /> },
                ]}
              />
            )
          }
        </Answer>
      </Card>
    </Page>
  );
}
