import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Page } from '../../protocol/api/common.ts';
import type { Fault } from '../../protocol/api/faults.ts';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';
import { dateTimeText } from '../format/date.ts';
import { nodePath } from '../frame/page-paths.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRepair } from '../i18n/vi-repair.ts';
import { isWork } from './other-faults.ts';

knowWords(viRepair);

const ASKED = 500;
const SHOWN = 100;

/** What is wrong and is nobody's way to a pole: small things, things of a place, things held by a maintenance window. */
export function OtherFaults({ area }: { area: string | undefined }) {
  const { say, format, language } = useWords();
  const [all, setAll] = useState(false);
  const faults = useGet<Page<Fault>>(
    paths.faults,
    { open: all ? undefined : true, area, limit: ASKED },
    { keep: true },
  );
  const now = useServerNow(60_000);
  return (
    <Card>
      <Checkbox
        size="md"
        mb="md"
        label={say('faults.all')}
        checked={all}
        onChange={({ currentTarget: { checked } }) => setAll(checked)}
      />
      <Answer query={faults} rows={8}>
        {({ items }) => {
          const others = items.filter((fault) => !isWork(fault)).slice(0, SHOWN);
          if (others.length === 0) return <Empty sentence={say('faults.none')} />;
          return (
            <DataTable
              caption={say('case.view.others')}
              rows={others}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: say('node.code'),
                  cell: ({ node, nodeCode, communeName }) =>
                    node && nodeCode ? (
                      <Link href={nodePath(node)}>{nodeCode}</Link>
                    ) : (
                      <span>{nodeCode ?? node ?? communeName ?? say('fault.stranger')}</span>
                    ),
                },
                { title: say('area.hamlet'), cell: ({ hamletName }) => hamletName },
                { title: say('fault.kind'), cell: ({ kind }) => FAULT_WORDS[kind][language] },
                {
                  title: say('case.next'),
                  cell: ({ kind }) => FAULT_WORDS[kind][language === 'vi' ? 'stepVi' : 'stepEn'],
                },
                {
                  title: say('fault.state'),
                  cell: ({ until, maintenance }) => (
                    <StateTag
                      told={
                        until !== undefined
                          ? { meaning: 'good', word: 'fault.over' }
                          : maintenance
                            ? { meaning: 'excused', word: 'presence.maintenance' }
                            : { meaning: 'partial', word: 'fault.open' }
                      }
                    />
                  ),
                },
                {
                  title: say('fault.since'),
                  cell: ({ since, until }) => (until === undefined ? format.ago(since, now) : dateTimeText(since)),
                },
              ]}
            />
          );
        }}
      </Answer>
    </Card>
  );
}
