import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { AuditEntry } from '../../protocol/api/coverage.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';
import { Pager } from '../components/Pager.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { knownWords, knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import type { TextKey } from '../i18n/say.ts';
import { viAudit } from '../i18n/vi-audit.ts';
import { viReport } from '../i18n/vi-report.ts';
import { viSpeech } from '../i18n/vi-speech.ts';
import { useLog } from '../log/ask.ts';
import { ChainLine } from '../log/ChainLine.tsx';
import { EntrySheet } from '../log/EntrySheet.tsx';
import { LogFilters } from '../log/LogFilters.tsx';
import { logQuery } from '../log/log-query.ts';
import { OUTCOME } from '../log/outcome.ts';

knowWords(viAudit);

knowWords(viReport);
knowWords(viSpeech);

/** «Ai đã đổi gì, lúc nào?» Nobody can edit or delete a line. */
export function Audit() {
  const { say, format } = useWords();
  const [query] = useSearchParams();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [opened, setOpened] = useState<AuditEntry | undefined>();
  const asked = logQuery(query);
  const log = useLog(asked, cursors.at(-1));
  const actionText = (action: string) => {
    const key = `audit.action.${action.replaceAll('.', '-')}`;
    return key in knownWords ? say(key as TextKey) : action; // just looked up
  };
  return (
    <Page
      title={say('menu.audit')}
      sentence={log.data && say('audit.sentence', { total: format.number(log.data.total) })}
    >
      <ChainLine />
      <LogFilters onChange={() => setCursors([])} />
      {asked.about !== undefined && asked.from === undefined && <p>{say('log.about-days')}</p>}
      <Card>
        <Answer query={log} rows={12}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty sentence={say('audit.empty')} />
            ) : (
              <div data-log>
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
                      cell: (row) => (
                        <span style={{ overflowWrap: 'anywhere' }}>
                          {titleOf(row.after) ?? titleOf(row.before) ?? row.subject}
                        </span>
                      ),
                    },
                    { title: say('audit.outcome'), cell: (row) => <StateTag told={OUTCOME[row.outcome]} bare /> },
                    {
                      title: say('log.values-short'),
                      cell: (row) =>
                        row.before !== undefined || row.after !== undefined ? (
                          <Button
                            variant="default"
                            size="sm"
                            aria-label={say('log.open', { what: actionText(row.action), at: dateTimeText(row.at) })}
                            onClick={() => setOpened(row)}
                          >
                            {say('log.before-after')}
                          </Button>
                        ) : (
                          '–'
                        ),
                    },
                  ]}
                />
                <nav aria-label={say('log.pages')}>
                  <Group justify="flex-end" mt="md">
                    <Pager cursors={cursors} next={page.next} onChange={setCursors} />
                  </Group>
                </nav>
              </div>
            )
          }
        </Answer>
      </Card>
      {opened && <EntrySheet entry={opened} action={actionText(opened.action)} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}

/** What people call the thing that was changed, where the log kept it. */
function titleOf(thing: unknown): string | undefined {
  const { title, name, code } = (thing ?? {}) as { title?: unknown; name?: unknown; code?: unknown };
  return [title, name, code].find((one): one is string => typeof one === 'string');
}
