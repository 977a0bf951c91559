import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'wouter';
import type { SideBySide } from '../../protocol/api/appraisal.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Filters } from '../components/Filters.tsx';
import { Page } from '../components/Page.tsx';
import { RuleLine } from '../components/RuleLine.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRules } from '../i18n/vi-rules.ts';
import { useSideBySide } from '../rounds/ask.ts';
import { ConclusionSheet } from '../rounds/ConclusionSheet.tsx';
import { Opinions } from '../rounds/Opinions.tsx';
import { PartsCard } from '../rounds/PartsCard.tsx';
import { roundPath } from '../rounds/paths.ts';
import { mayNotAssess, mayNotJudge, mayNotWriteParts } from '../rounds/rights.ts';
import { SelfSheet } from '../rounds/SelfSheet.tsx';
import { type Place, SideTable } from '../rounds/SideTable.tsx';
import { VisitSheet } from '../rounds/VisitSheet.tsx';
import { WhyNotLine } from '../rounds/WhyNotLine.tsx';
import { usePeriods } from '../rules/ask.ts';

knowWords(viRules);

/** A commune in a round: its own word, the data, the council's conclusion, side by side. */
export function RoundCommune() {
  const { say } = useWords();
  const { id, xa } = useParams<{ id: string; xa: string }>();
  const [query, setQuery] = useSearchParams();
  const period = query.get('ky') ?? '';
  const sides = useSideBySide(id, xa, { period: period || undefined });
  const periods = usePeriods().data?.items ?? [];
  return (
    <Page
      title={sides.data?.commune.name ?? say('round.commune')}
      sentence={sides.data && <Sentence sides={sides.data} />}
    >
      <p>
        <Link href={roundPath(id)}>{sides.data?.round.title ?? say('menu.rounds')}</Link>
      </p>
      {periods.length > 0 && (
        <Filters>
          <NativeSelect
            label={say('round.computed-in')}
            value={period}
            onChange={({ currentTarget: { value } }) =>
              setQuery((before) => withChoice(before, 'ky', value), { replace: true })
            }
            data={[
              { value: '', label: say('round.rule-window') },
              ...periods.map((one) => ({
                value: one.id,
                label: one.closedAt ? say('round.period-closed', { name: one.name }) : one.name,
              })),
            ]}
          />
        </Filters>
      )}
      <Answer query={sides} rows={12}>
        {(shown) => <Sides sides={shown} />}
      </Answer>
    </Page>
  );
}

function Sentence({ sides }: { sides: SideBySide }) {
  const { say } = useWords();
  const { computed, self, council } = sides;
  return say('round.three', {
    self: self
      ? say('round.three-self', { n: self.hamlets.filter(({ verdict }) => verdict === 'met').length })
      : say('round.not-said'),
    met: computed.met,
    of: computed.hamlets,
    council: council ? say(`verdict.${council.verdict}`) : say('round.not-said'),
  });
}

type Opened = { what: 'self' | 'council' | 'visit'; place: Place | undefined };

function Sides({ sides }: { sides: SideBySide }) {
  const { say } = useWords();
  const { account } = useMe();
  const now = useServerNow(60_000);
  const { round, commune } = sides;
  const [opened, setOpened] = useState<Opened | undefined>();
  const shut = () => setOpened(undefined);
  const notJudge = mayNotJudge(round, account, now);
  const notAssess = mayNotAssess(round, commune.id, account, now);
  const opens = (what: Opened['what'], not: unknown) =>
    not === undefined ? (place: Place) => setOpened({ what, place }) : undefined;
  const hamlets = sides.hamlets.map(({ computed }) => ({ id: computed.hamlet, name: computed.name }));
  return (
    <>
      <Opinions
        sides={sides}
        onAssess={notAssess === undefined ? () => setOpened({ what: 'self', place: undefined }) : undefined}
        onConclude={notJudge === undefined ? () => setOpened({ what: 'council', place: undefined }) : undefined}
      />
      {notJudge !== undefined && notAssess !== undefined && (
        <WhyNotLine why={notJudge === 'council-only' && account.role === 'approver' ? notAssess : notJudge} />
      )}
      <Card title={say('round.side-by-side')}>
        <RuleLine rule={sides.rule} from={sides.from} to={sides.to} />
        <SideTable
          sides={sides}
          onAssess={opens('self', notAssess)}
          onConclude={opens('council', notJudge)}
          onVisit={opens('visit', notJudge)}
        />
      </Card>
      <PartsCard sides={sides} whyNot={mayNotWriteParts(round, commune.id, account, now)} />
      {opened?.what === 'self' && <SelfSheet sides={sides} hamlet={opened.place} onClose={shut} />}
      {opened?.what === 'council' && (
        <ConclusionSheet round={round.id} commune={commune.id} place={opened.place ?? commune} onClose={shut} />
      )}
      {opened?.what === 'visit' && (
        <VisitSheet round={round.id} commune={commune.id} hamlets={hamlets} hamlet={opened.place?.id} onClose={shut} />
      )}
    </>
  );
}
