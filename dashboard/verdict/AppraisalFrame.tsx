import { Button } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Coverage } from '../../protocol/api/coverage.ts';
import { Filters } from '../components/Filters.tsx';
import { Page } from '../components/Page.tsx';
import { RuleLine } from '../components/RuleLine.tsx';
import { useReachable } from '../data/Gateway.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { CURRENT } from './period-of.ts';
import { PeriodNote, WindowPicker } from './WindowPicker.tsx';
import type { WindowChoice } from './window-choice.ts';

// Dialogs come when they are opened: the first page is to be there sooner.
const DossierSheet = lazy(async () => ({ default: (await import('./DossierSheet.tsx')).DossierSheet }));
const RuleSheet = lazy(async () => ({ default: (await import('./RuleSheet.tsx')).RuleSheet }));

interface Props {
  title: string;
  sentence: ReactNode;
  window: WindowChoice;
  data: Coverage | undefined;
  /** Communes a dossier may be made of, the first one chosen already. */
  communes: readonly { readonly id: string; readonly name: string; readonly hamlets: number }[];
  /** The period is of the path: it is chosen one page above. */
  fixed?: boolean;
  children: ReactNode;
}

/** What all tables of a period have: its choice, its rule on one page, and the way to take it home. */
export function AppraisalFrame({ title, sentence, window, data, communes, fixed = false, children }: Props) {
  const { say, format } = useWords();
  const [open, setOpen] = useState<'rule' | 'dossier'>();
  const reachable = useReachable();
  return (
    <Page
      title={title}
      sentence={sentence}
      actions={
        data && (
          <>
            <Button variant="default" size="md" onClick={() => setOpen('rule')}>
              {say('rule-page.open')}
            </Button>
            {reachable ? (
              <Button size="md" data-primary onClick={() => setOpen('dossier')}>
                {say('dossier.open')}
              </Button>
            ) : (
              <p>{say('dossier.no-network')}</p>
            )}
          </>
        )
      }
    >
      {!fixed && (
        <Filters>
          <WindowPicker choice={window} fallback={CURRENT} shown={data?.rule} />
        </Filters>
      )}
      <PeriodNote period={window.period} />
      {children}
      {data && (
        <>
          <RuleLine rule={data.rule} from={data.from} to={data.to} />
          {window.period?.closedAt === undefined && (
            <p>
              {say('appraisal.computed', {
                at: dateTimeText(data.computedAt),
                size: format.number(data.treeSize),
              })}
            </p>
          )}
        </>
      )}
      <Suspense fallback={null}>
        {data && open === 'rule' && <RuleSheet rule={data.rule} onClose={() => setOpen(undefined)} />}
        {data && open === 'dossier' && (
          <DossierSheet data={data} period={window.period} communes={communes} onClose={() => setOpen(undefined)} />
        )}
      </Suspense>
    </Page>
  );
}
