import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { Loading } from '../components/Loading.tsx';
import { Notice } from '../components/Notice.tsx';
import { Page } from '../components/Page.tsx';
import { StepLine } from '../components/StepLine.tsx';
import { useReachable } from '../data/Gateway.tsx';
import { paths } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { handOver } from '../field/kept.ts';
import { useOutbox } from '../field/outbox.ts';
import { useDraft } from '../field/use-draft.ts';
import { INSPECTIONS_PATH } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viField } from '../i18n/vi-field.ts';
import { viInspection } from '../i18n/vi-inspection.ts';
import { viVisit } from '../i18n/vi-visit.ts';
import { useOwnRounds } from '../inspection/ask.ts';
import {
  faultsOfPlace,
  faultsOfSound,
  faultsOfVisit,
  type InspectionDraft,
  inputOf,
  type LineDraft,
  NEW_LINE,
  newDraft,
} from '../inspection/draft.ts';
import { CheckStep, EndStep, PlacesStep } from '../inspection/EndSteps.tsx';
import { PlaceStep } from '../inspection/PlaceStep.tsx';
import { SoundStep } from '../inspection/SoundStep.tsx';
import { VisitStep } from '../inspection/VisitStep.tsx';
import { Forbidden } from './Forbidden.tsx';

knowWords(viField);
knowWords(viInspection);
knowWords(viVisit);

const STEPS = ['visit', 'places', 'end', 'check'] as const;
type Step = (typeof STEPS)[number] | 'place' | 'sound';
/** The steps of one place stand within the places. */
const STAGE: Record<Step, number> = { visit: 1, places: 2, place: 2, sound: 2, end: 3, check: 4 };

/** «Loa ở đây có kêu không?»: the biên bản, one question after the other, with or without a network. */
export function NewInspection() {
  const { say } = useWords();
  const { role, id } = useMe().account;
  const { draft, failed, change } = useDraft(id, newDraft);
  const reachable = useReachable();
  if (!may(role, 'inspect')) return <Forbidden />;
  return (
    <Page title={say('inspection.new')} sentence={say(reachable ? 'inspection.new-online' : 'inspection.new-offline')}>
      {failed && (
        <Notice meaning="bad" role="alert">
          {say('inspection.keep-failed')}
        </Notice>
      )}
      {draft ? <Steps draft={draft} change={change} /> : <Loading rows={8} />}
    </Page>
  );
}

function Steps({
  draft,
  change,
}: {
  draft: InspectionDraft;
  change: ReturnType<typeof useDraft<InspectionDraft>>['change'];
}) {
  const { say } = useWords();
  const { id: account, role } = useMe().account;
  const open = useOwnRounds();
  const rounds = role === 'appraiser' ? open : undefined;
  const { send } = useOutbox();
  const [, navigate] = useLocation();
  const [query, setQuery] = useSearchParams();
  const [unkept, setUnkept] = useState(false);
  const at = Number(query.get('diem') ?? 0);
  const line = draft.lines[at];
  const asked = [...STEPS, 'place', 'sound'].find((one) => one === query.get('buoc')) as Step | undefined;
  // An address that is older than the draft leads to where the draft stands.
  const step: Step = (asked === 'place' || asked === 'sound') && !line ? 'places' : (asked ?? 'visit');
  const go = (next: Step, place?: number) => {
    setQuery(place === undefined ? { buoc: next } : { buoc: next, diem: String(place) });
    window.scrollTo(0, 0);
  };
  const changeLine = (given: Partial<LineDraft>) =>
    change(({ lines }) => ({ lines: lines.map((one, index) => (index === at ? { ...one, ...given } : one)) }));
  const save = async () => {
    // Whoever came to the last step by an address is led back to what is missing.
    const unfinished = draft.lines.findIndex((one) => faultsOfPlace(one).length + faultsOfSound(one).length > 0);
    if (faultsOfVisit(draft, rounds !== undefined).length > 0) return go('visit');
    if (draft.lines.length === 0) return go('places');
    if (unfinished >= 0) return go('place', unfinished);
    try {
      const { communeName } = draft;
      const what = { path: paths.inspections, body: inputOf(draft), title: communeName };
      await handOver({ ...what, id: draft.id, account, kind: 'inspection', savedAt: Date.now(), draft }, account);
    } catch {
      return setUnkept(true);
    }
    void send();
    navigate(INSPECTIONS_PATH);
  };
  const shown = {
    visit: () => <VisitStep draft={draft} rounds={rounds} onChange={change} onNext={() => go('places')} />,
    places: () => (
      <PlacesStep
        draft={draft}
        onEdit={(place) => go('place', place)}
        onRemove={(place) => change(({ lines }) => ({ lines: lines.filter((_, index) => index !== place) }))}
        onAdd={() => {
          const last = draft.lines.at(-1);
          change(({ lines }) => ({ lines: [...lines, { ...NEW_LINE, technology: last?.technology ?? '' }] }));
          go('place', draft.lines.length);
        }}
        onNext={() => go('end')}
        onBack={() => go('visit')}
      />
    ),
    place: () =>
      line && (
        <PlaceStep
          commune={draft.commune}
          line={line}
          onChange={changeLine}
          onNext={() => go('sound', at)}
          onBack={() => go('places')}
        />
      ),
    sound: () =>
      line && (
        <SoundStep
          record={draft.id}
          line={line}
          onChange={changeLine}
          onNext={() => go('places')}
          onBack={() => go('place', at)}
        />
      ),
    end: () => <EndStep draft={draft} onChange={change} onNext={() => go('check')} onBack={() => go('places')} />,
    check: () => (
      <CheckStep
        draft={draft}
        failed={unkept}
        onEdit={(place) => go('place', place)}
        onNext={() => void save()}
        onBack={() => go('end')}
      />
    ),
  };
  return (
    <>
      <StepLine
        label={say('inspection.steps')}
        steps={STEPS.map((one) => say(`inspection.stage-${one}`))}
        at={STAGE[step]}
      />
      <div key={`${step} ${at}`}>{shown[step]()}</div>
    </>
  );
}
