import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Account } from '../../protocol/api/people.ts';
import { Answer } from '../components/Answer.tsx';
import { areaTitle } from '../components/area-title.ts';
import { Facts } from '../components/Facts.tsx';
import { ImportPanel } from '../components/ImportPanel.tsx';
import { Page } from '../components/Page.tsx';
import { ProvinceForm } from '../components/ProvinceForm.tsx';
import { SetupStep } from '../components/SetupStep.tsx';
import { useAccounts, useArea, useAreas, useNodes, useStations } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dayText } from '../format/date.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viSetup } from '../i18n/vi-setup.ts';
import { AccountForm } from '../people/AccountForm.tsx';
import { AccountTable } from '../people/AccountTable.tsx';

knowWords(viSetup);

/** What the installation holds already: each step is read from it, so that setting up can be left and taken up again. */
interface Holdings {
  readonly communes: number;
  readonly hamlets: number;
  readonly nodes: number;
  readonly stations: number;
  readonly accounts: readonly Account[];
}

/** «Còn thiếu gì để bắt đầu phát?» */
export function Setup() {
  const communes = useAreas({ kind: 'commune', limit: 1 });
  const hamlets = useAreas({ kind: 'hamlet', limit: 1 });
  const nodes = useNodes({ limit: 1 });
  const stations = useStations();
  const accounts = useAccounts();
  const { say } = useWords();
  const lists: readonly UseQueryResult<unknown>[] = [communes, hamlets, nodes, stations, accounts];
  const waiting = lists.find((one) => one.data === undefined);
  if (waiting)
    return (
      <Page title={say('menu.set-up')}>
        <Answer query={waiting}>{() => null}</Answer>
      </Page>
    );
  return (
    <Answer query={accounts}>
      {({ items }) => (
        <Steps
          holdings={{
            communes: communes.data?.total ?? 0,
            hamlets: hamlets.data?.total ?? 0,
            nodes: nodes.data?.total ?? 0,
            stations: stations.data?.total ?? 0,
            accounts: items,
          }}
        />
      )}
    </Answer>
  );
}

interface Step {
  readonly title: string;
  readonly done: boolean;
  readonly state: string;
  readonly blocked?: string | undefined;
  readonly body: ReactNode;
}

function Steps({ holdings }: { holdings: Holdings }) {
  const { say, format } = useWords();
  const steps = useSteps(holdings);
  const [query, setQuery] = useSearchParams();
  // Where it was taken up: a step that is finished meanwhile stays open with what it says.
  const [first] = useState(() => steps.findIndex((step) => !step.done) + 1);
  const open = Number(query.get('buoc') ?? first);
  const show = (step: number) => setQuery((before) => withChoice(before, 'buoc', String(step)), { replace: true });
  const done = steps.filter((step) => step.done).length;
  return (
    <Page
      title={say('menu.set-up')}
      sentence={
        done === steps.length
          ? say('setup.finished')
          : say('setup.sentence', { done: format.number(done), all: format.number(steps.length) })
      }
    >
      {steps.map(({ body, ...step }, index) => {
        const number = index + 1;
        const next = steps[number];
        return (
          <SetupStep
            key={step.title}
            {...step}
            number={number}
            open={open === number}
            onToggle={() => show(open === number ? 0 : number)}
          >
            {body}
            {step.done && next && !next.blocked && (
              <Button variant="default" size="lg" style={{ alignSelf: 'start' }} onClick={() => show(number + 1)}>
                {say('setup.next', { step: `${number + 1}. ${next.title}` })}
              </Button>
            )}
          </SetupStep>
        );
      })}
    </Page>
  );
}

function useSteps({ communes, hamlets, nodes, stations, accounts }: Holdings): Step[] {
  const { say, format } = useWords();
  const { areas } = useMe().account;
  const own = useArea(areas[0]).data;
  const province = own?.name ?? '';
  const needsProvince = areas.length === 0 ? say('setup.needs-province') : undefined;
  return [
    {
      title: say('setup.step.province'),
      done: areas.length > 0,
      state: own ? areaTitle(own) : say('setup.nothing'),
      body: areas.length > 0 ? <Provinces areas={areas} /> : <ProvinceForm />,
    },
    {
      title: say('setup.step.areas'),
      done: hamlets > 0,
      state:
        communes === 0
          ? say('setup.nothing')
          : say('setup.areas', { communes: format.number(communes), hamlets: format.number(hamlets) }),
      blocked: needsProvince,
      body: <ImportPanel table="areas" province={province} />,
    },
    {
      title: say('setup.step.nodes'),
      done: nodes > 0,
      state: nodes === 0 ? say('setup.nothing') : say('setup.nodes', { n: format.number(nodes) }),
      blocked: needsProvince ?? (hamlets === 0 ? say('setup.needs-areas') : undefined),
      body: (
        <>
          <ImportPanel table="nodes" province={province} />
          <p>{say('setup.nodes-next')}</p>
        </>
      ),
    },
    {
      title: say('setup.step.stations'),
      done: stations > 0,
      state: stations === 0 ? say('setup.nothing') : say('setup.stations', { n: format.number(stations) }),
      blocked: needsProvince ?? (communes === 0 ? say('setup.needs-areas') : undefined),
      body: <ImportPanel table="stations" province={province} />,
    },
    {
      title: say('setup.step.accounts'),
      // The administrator who is reading this is one.
      done: accounts.length > 1,
      state: accounts.length > 1 ? say('setup.accounts', { n: format.number(accounts.length) }) : say('setup.nothing'),
      blocked: needsProvince,
      body: (
        <>
          <AccountTable accounts={accounts} />
          <AccountForm />
        </>
      ),
    },
  ];
}

function Provinces({ areas }: { areas: readonly string[] }) {
  return areas.map((area) => <Province key={area} area={area} />);
}

function Province({ area }: { area: string }) {
  const { say } = useWords();
  const found = useArea(area).data;
  if (!found) return null;
  return (
    <Facts
      facts={[
        [say('setup.province-name'), areaTitle(found)],
        [say('setup.valid-from'), dayText(found.validFrom)],
      ]}
    />
  );
}
