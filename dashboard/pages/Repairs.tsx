import { Button } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { REPAIR_ORDERS } from '../../protocol/faults.ts';
import { useRepairs } from '../cases/ask.ts';
import { RepairsSentence } from '../cases/RepairsSentence.tsx';
import { takenBy } from '../cases/steps.ts';
import { WhatToRepair } from '../cases/WhatToRepair.tsx';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Filters } from '../components/Filters.tsx';
import { Loading } from '../components/Loading.tsx';
import type { Position } from '../components/nearest.ts';
import { Page } from '../components/Page.tsx';
import tabs from '../components/Tabs.module.css';
import { useMe } from '../data/session.ts';
import { forgetCopies } from '../field/kept.ts';
import { useOutbox } from '../field/outbox.ts';
import { useAreaChoice } from '../frame/area-choice.ts';
import { may } from '../frame/permissions.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viCases } from '../i18n/vi-cases.ts';
import { viField } from '../i18n/vi-field.ts';

knowWords(viCases);
knowWords(viField);

const more = <Name extends 'OtherFaults' | 'ClosedCases' | 'ReportSheet' | 'WaitingSteps'>(name: Name) =>
  lazy(async () => ({ default: (await import('./to-repair.ts'))[name] }));
const [OtherFaults, ClosedCases] = [more('OtherFaults'), more('ClosedCases')];
const [ReportSheet, WaitingSteps] = [more('ReportSheet'), more('WaitingSteps')];

const VIEWS = ['repairs', 'others', 'closed'] as const;
const ASKED = { repairs: '', others: 'khac', closed: 'da-dong' } as const;
/** A copy that old misleads more than it helps. */
const COPY_MS = 60 * 86_400_000;

/** «Sửa cái nào trước thì nhiều thôn đạt nhất?» */
export function Repairs() {
  const { say } = useWords();
  const { role, id: account } = useMe().account;
  const [query] = useSearchParams();
  const { area, kind, choose } = useAreaChoice();
  const { waiting, send } = useOutbox();
  const [here, setHere] = useState<Position>();
  const [reporting, setReporting] = useState(false);
  const order = REPAIR_ORDERS.find((one) => one === query.get('xep')) ?? 'effect';
  const view = VIEWS.find((one) => ASKED[one] === (query.get('muc') ?? '')) ?? 'repairs';
  const mine = query.get('cua-toi') === '1' && may(role, 'repair');
  const taken = takenBy(waiting);
  const asked = useRepairs(area, order, here, mine ? { account, taken } : undefined);
  useEffect(() => {
    void forgetCopies(Date.now() - COPY_MS).catch(() => undefined);
  }, []);
  return (
    <Page
      title={say('menu.faults')}
      sentence={
        asked.data &&
        (mine ? (
          say('repair.mine-sentence', { n: asked.data.items.length + asked.data.left })
        ) : (
          <RepairsSentence repairs={asked.data} byEffect={order === 'effect'} />
        ))
      }
      actions={
        may(role, 'report-fault') && (
          <Button
            size="lg"
            variant={role === 'operator' || role === 'hamlet-head' ? 'filled' : 'default'}
            onClick={() => setReporting(true)}
          >
            {say('case.report')}
          </Button>
        )
      }
    >
      <Suspense fallback={null}>{waiting.length > 0 && <WaitingSteps waiting={waiting} send={send} />}</Suspense>
      <nav aria-label={say('menu.faults')} className={tabs.tabs}>
        {VIEWS.map((one) => (
          <Link
            key={one}
            href={`/su-co?${withChoice(query, 'muc', ASKED[one])}`}
            aria-current={one === view ? 'page' : undefined}
          >
            {say(`case.view.${one}`)}
          </Link>
        ))}
      </nav>
      {(kind === 'province' || area) && (
        <Filters>
          <AreaSelect value={area} onChange={choose} />
        </Filters>
      )}
      <Suspense fallback={<Loading rows={8} />}>
        {view === 'repairs' ? (
          <WhatToRepair asked={asked} order={order} mine={mine} onHere={setHere} waiting={waiting} send={send} />
        ) : view === 'others' ? (
          <OtherFaults area={area} />
        ) : (
          <ClosedCases area={area} />
        )}
      </Suspense>
      <Suspense fallback={null}>
        {reporting && <ReportSheet send={send} onClose={() => setReporting(false)} />}
      </Suspense>
    </Page>
  );
}
