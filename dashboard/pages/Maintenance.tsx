import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Maintenance as Slip } from '../../protocol/api/cases.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { WaitingSteps } from '../cases/WaitingSteps.tsx';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { Page } from '../components/Page.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { KeptAnswer } from '../field/KeptAnswer.tsx';
import { useOutbox } from '../field/outbox.ts';
import { useAreaChoice } from '../frame/area-choice.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viCases } from '../i18n/vi-cases.ts';
import { viField } from '../i18n/vi-field.ts';
import { viRepair } from '../i18n/vi-repair.ts';
import { useSlips } from '../maintenance/ask.ts';
import { DueCard } from '../maintenance/DueCard.tsx';
import { SlipSheet } from '../maintenance/SlipSheet.tsx';
import { SlipTable } from '../maintenance/SlipTable.tsx';

knowWords(viCases);
knowWords(viField);
knowWords(viRepair);

/** «Lúc nào loa được nghỉ mà không bị tính lỗi?» */
export function Maintenance() {
  const { say } = useWords();
  const { role, id: account } = useMe().account;
  const { area, kind, choose } = useAreaChoice();
  const today = dayOf(useServerNow(60_000));
  const slips = useSlips(area);
  const { waiting, send } = useOutbox();
  /** The name of the draft in the form. */
  const [making, setMaking] = useState<string | undefined>(() =>
    new URLSearchParams(window.location.search).get('phieu') === 'moi' ? `${account} slip` : undefined,
  );
  const repairs = may(role, 'repair');
  return (
    <Page
      title={say('menu.maintenance')}
      sentence={slips.data && <Sentence slips={slips.data.items} />}
      actions={
        repairs && (
          <Button size="lg" data-primary onClick={() => setMaking(`${account} slip`)}>
            {say('rest.new')}
          </Button>
        )
      }
    >
      <WaitingSteps waiting={waiting} send={send} onMend={setMaking} />
      {(kind === 'province' || area) && (
        <Filters>
          <AreaSelect value={area} onChange={choose} />
        </Filters>
      )}
      <KeptAnswer asked={slips}>{({ items }) => <Slips slips={items} />}</KeptAnswer>
      {repairs && <DueCard area={area} today={today} send={send} />}
      {making && <SlipSheet key={making} draftKey={making} send={send} onClose={() => setMaking(undefined)} />}
    </Page>
  );
}

function Slips({ slips }: { slips: readonly Slip[] }) {
  const { say } = useWords();
  const open = slips.filter(({ state }) => state === 'planned' || state === 'active').sort((a, b) => a.from - b.from);
  const over = slips.filter(({ state }) => state === 'done' || state === 'cancelled').sort((a, b) => b.from - a.from);
  return (
    <>
      <Card title={say('rest.open')}>
        {open.length === 0 ? (
          <Empty sentence={say('rest.none')} />
        ) : (
          <SlipTable slips={open} caption={say('rest.open')} />
        )}
      </Card>
      {over.length > 0 && (
        <Card title={say('rest.over')}>
          <SlipTable slips={over} caption={say('rest.over')} />
        </Card>
      )}
    </>
  );
}

function Sentence({ slips }: { slips: readonly Slip[] }) {
  const { say } = useWords();
  const count = (state: Slip['state']) => slips.filter((slip) => slip.state === state).length;
  const asked = slips.filter(({ excusal }) => excusal === 'asked').length;
  return say('rest.sentence', { active: count('active'), planned: count('planned'), asked });
}
