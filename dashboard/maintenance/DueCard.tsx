import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AssetDue } from '../../protocol/api/cases.ts';
import { addDays } from '../../protocol/vietnam-time.ts';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { KeptAnswer } from '../field/KeptAnswer.tsx';
import { dayText } from '../format/date.ts';
import { nodePath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { useAssetsDue } from './ask.ts';
import { ServicedSheet } from './ServicedSheet.tsx';

/** What is due is shown this far ahead. */
const AHEAD_DAYS = 30;

/** Preventive maintenance that is due or soon will be. */
export function DueCard({ area, today, send }: { area: string | undefined; today: string; send: () => Promise<void> }) {
  const { say } = useWords();
  const due = useAssetsDue(area, addDays(today, AHEAD_DAYS), true);
  const [done, setDone] = useState<AssetDue>();
  return (
    <Card title={say('rest.due')}>
      <KeptAnswer asked={due}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty sentence={say('rest.due-none', { n: AHEAD_DAYS })} />
          ) : (
            <DataTable
              caption={say('rest.due')}
              rows={items}
              keyOf={({ node }) => node}
              columns={[
                {
                  title: say('node.code'),
                  cell: ({ node, nodeCode }) => <Link href={nodePath(node)}>{nodeCode}</Link>,
                },
                { title: say('node.where'), cell: (row) => `${row.hamletName}, ${row.communeName}` },
                {
                  title: say('rest.due-on'),
                  cell: ({ nextServiceOn, daysLeft }) => (
                    <span>
                      {dayText(nextServiceOn)}{' '}
                      <StateTag
                        told={
                          daysLeft < 0
                            ? { meaning: 'bad', word: 'rest.overdue' }
                            : { meaning: 'planned', word: 'rest.soon' }
                        }
                      />
                    </span>
                  ),
                },
                {
                  title: say('rest.last-service'),
                  cell: ({ servicedOn }) => (servicedOn ? dayText(servicedOn) : say('rest.never')),
                },
                { title: say('case.keeper'), cell: ({ keeper }) => keeper && `${keeper.name} · ${keeper.phone}` },
                {
                  title: say('action.actions'),
                  cell: (row) => (
                    <Button size="md" variant="default" onClick={() => setDone(row)}>
                      {say('rest.serviced')}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </KeptAnswer>
      {done && <ServicedSheet asset={done} today={today} send={send} onClose={() => setDone(undefined)} />}
    </Card>
  );
}
