import { Group } from '@mantine/core';
import { useState } from 'react';
import type { AuditEntry } from '../../protocol/api/coverage.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import type { Told } from '../components/meaning.ts';
import { Page } from '../components/Page.tsx';
import { Pager } from '../components/Pager.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useAudit } from '../data/queries.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import type { TextKey } from '../i18n/say.ts';
import { vi } from '../i18n/vi.ts';

const OUTCOME: Record<AuditEntry['outcome'], Told> = {
  done: { meaning: 'good', word: 'audit.done' },
  refused: { meaning: 'partial', word: 'audit.refused' },
  failed: { meaning: 'bad', word: 'audit.failed' },
};

/** «Ai đã đổi gì, lúc nào?» Nobody can edit or delete a line. */
export function Audit() {
  const { say, format } = useWords();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const audit = useAudit(cursors.at(-1));
  const actionText = (action: string) => {
    const key = `audit.action.${action.replaceAll('.', '-')}`;
    return key in vi ? say(key as TextKey) : action;
  };
  return (
    <Page
      title={say('menu.audit')}
      sentence={audit.data && say('audit.sentence', { total: format.number(audit.data.total) })}
    >
      <Card>
        <Answer query={audit} rows={12}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty sentence={say('audit.empty')} />
            ) : (
              <>
                <DataTable
                  caption={say('menu.audit')}
                  rows={page.items}
                  keyOf={(row) => row.id}
                  columns={[
                    { title: say('audit.at'), cell: (row) => <span className="numeric">{dateTimeText(row.at)}</span> },
                    {
                      title: say('audit.who'),
                      cell: (row) => row.byName ?? (row.by === 'system' ? say('audit.system') : row.by),
                    },
                    { title: say('audit.what'), cell: (row) => actionText(row.action) },
                    {
                      title: say('audit.subject'),
                      cell: (row) => titleOf(row.after) ?? titleOf(row.before) ?? row.subject,
                    },
                    { title: say('audit.outcome'), cell: (row) => <StateTag told={OUTCOME[row.outcome]} /> },
                  ]}
                />
                <Group justify="flex-end" mt="md">
                  <Pager cursors={cursors} next={page.next} onChange={setCursors} />
                </Group>
              </>
            )
          }
        </Answer>
      </Card>
    </Page>
  );
}

/** What people call the thing that was changed, where the log kept it. */
function titleOf(thing: unknown): string | undefined {
  const { title, name, code } = (thing ?? {}) as { title?: unknown; name?: unknown; code?: unknown };
  return [title, name, code].find((one): one is string => typeof one === 'string');
}
