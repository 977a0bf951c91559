import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import type { Round } from '../../protocol/api/appraisal.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { Answer } from '../components/Answer.tsx';
import { areaTitle } from '../components/area-title.ts';
import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { Page } from '../components/Page.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useAreas } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dayText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRules } from '../i18n/vi-rules.ts';
import { useRound } from '../rounds/ask.ts';
import { DrawSheet } from '../rounds/DrawSheet.tsx';
import { type DrawnItem, DrawsCard } from '../rounds/DrawsCard.tsx';
import { roundCommunePath } from '../rounds/paths.ts';
import { RoundChange } from '../rounds/RoundChange.tsx';
import { mayNotDraw, mayNotJudge } from '../rounds/rights.ts';
import { tellRound } from '../rounds/round-state.ts';
import type { Place } from '../rounds/SideTable.tsx';
import { useCommunes } from '../rounds/use-communes.ts';
import { VisitSheet } from '../rounds/VisitSheet.tsx';
import { VisitsCard } from '../rounds/VisitsCard.tsx';
import { WhyNotLine } from '../rounds/WhyNotLine.tsx';
import rows from '../schedule/Rows.module.css';

knowWords(viRules);

/** One round: who registered, who writes, where they were, what was drawn. */
export function RoundDetail() {
  const { say } = useWords();
  const round = useRound(useParams<{ id: string }>().id);
  return (
    <Page
      title={round.data?.title ?? say('menu.rounds')}
      sentence={
        round.data &&
        say('round.is-about', {
          n: round.data.communes.length,
          level: say(`round.level.${round.data.level}`),
          until: dayText(dayOf(round.data.until - 1)),
        })
      }
    >
      <Answer query={round} rows={10}>
        {(shown) => <OneRound round={shown} />}
      </Answer>
    </Page>
  );
}

function OneRound({ round }: { round: Round }) {
  const { say } = useWords();
  const { account } = useMe();
  const now = useServerNow(60_000);
  const { nameOf } = useCommunes();
  const whyNot = mayNotJudge(round, account, now);
  const [opened, setOpened] = useState<'draw' | 'visit' | DrawnItem | undefined>();
  const shut = () => setOpened(undefined);
  const communes = round.communes.map((id) => ({ id, name: nameOf(id) }));
  return (
    <>
      <WhyNotLine why={whyNot} />
      <Card title={say('round.facts')} aside={<StateTag told={tellRound(round, now)} />}>
        <Facts
          facts={[
            [say('round.year'), String(round.year)],
            [say('round.level'), say(`round.level.${round.level}`)],
            [say('round.kind'), say(`round.kind.${round.kind}`)],
            [say('period.days'), `${dayText(dayOf(round.from))}–${dayText(dayOf(round.until - 1))}`],
            [
              say('round.members'),
              round.members.length === 0 ? say('round.no-members') : round.members.map(({ name }) => name).join(', '),
            ],
          ]}
        />
        {may(account.role, 'administer') && <RoundChange round={round} />}
      </Card>
      <Card title={say('round.communes')}>
        <p>{say('round.communes-what')}</p>
        <ul className={rows.columns} style={{ listStyle: 'none', padding: 0, marginTop: 8 }} data-communes>
          {communes.map(({ id, name }) => (
            <li key={id}>
              <Link href={roundCommunePath(round.id, id)} className={rows.link}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </Card>
      <DrawsCard
        round={round.id}
        onDraw={mayNotDraw(round, account, now) === undefined ? () => setOpened('draw') : undefined}
        onVisit={whyNot === undefined ? setOpened : undefined}
      />
      <VisitsCard round={round.id} whyNot={whyNot} onVisit={() => setOpened('visit')} />
      {opened === 'draw' && <DrawSheet round={round.id} communes={communes} onClose={shut} />}
      {opened === 'visit' && <VisitAnywhere round={round.id} communes={communes} onClose={shut} />}
      {typeof opened === 'object' && (
        <VisitSheet
          round={round.id}
          commune={undefined}
          hamlets={[{ id: opened.hamlet, name: opened.hamletName }]}
          hamlet={opened.hamlet}
          draw={{ id: opened.draw, item: opened.item }}
          onClose={shut}
        />
      )}
    </>
  );
}

/** A visit to any hamlet of the round: its commune is chosen first, so that no list of a whole province is fetched. */
function VisitAnywhere({
  round,
  communes,
  onClose,
}: {
  round: string;
  communes: readonly Place[];
  onClose: () => void;
}) {
  const { say } = useWords();
  const [commune, setCommune] = useState(communes[0]?.id ?? '');
  const hamlets = useAreas({ parent: commune, kind: 'hamlet' }, commune !== '');
  const sorted = [...(hamlets.data?.items ?? [])].sort((a, b) => vietnameseCollator.compare(a.name, b.name));
  return (
    <VisitSheet
      round={round}
      commune={undefined}
      hamlets={sorted.map((area) => ({ id: area.id, name: areaTitle(area) }))}
      communeChoice={
        <NativeSelect
          id="visit-commune"
          label={say('filter.commune')}
          value={commune}
          onChange={({ currentTarget: { value } }) => setCommune(value)}
          data={communes.map(({ id, name }) => ({ value: id, label: name }))}
        />
      }
      onClose={onClose}
    />
  );
}
