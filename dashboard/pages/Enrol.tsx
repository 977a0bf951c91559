import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Answer } from '../components/Answer.tsx';
import { EnrolCheck } from '../components/EnrolCheck.tsx';
import { EnrolPlace } from '../components/EnrolPlace.tsx';
import { EnrolScan } from '../components/EnrolScan.tsx';
import { EnrolWait } from '../components/EnrolWait.tsx';
import { Page } from '../components/Page.tsx';
import { problemText } from '../components/problem-text.ts';
import { StepLine } from '../components/StepLine.tsx';
import { WaitingDevices } from '../components/WaitingDevices.tsx';
import { EMPTY_DRAFT, type EnrolDraft, keepDraft, keptDraft } from '../data/enrol-draft.ts';
import { useLabel } from '../data/queries.ts';
import { forgetWaiting } from '../field/kept.ts';
import { withChoice } from '../frame/query-choice.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viEnrol } from '../i18n/vi-enrol.ts';
import { viField } from '../i18n/vi-field.ts';
import { viRemote } from '../i18n/vi-remote.ts';
import { PhotosOfNode } from '../photos/PhotosOfNode.tsx';

knowWords(viEnrol);
knowWords(viField);
knowWords(viRemote);

/** «Thiết bị này đã vào hệ thống, đúng thôn chưa?» */
export function Enrol() {
  const { say } = useWords();
  const [draft, setDraft] = useState(keptDraft);
  const [query, setQuery] = useSearchParams();
  const change = (to: Partial<EnrolDraft>) =>
    setDraft((before) => {
      const after = { ...before, ...to };
      keepDraft(after);
      return after;
    });
  const go = (step: number) => setQuery((before) => withChoice(before, 'buoc', step === 1 ? '' : String(step)));
  const label = useLabel(draft.node === undefined ? draft.code : '');
  const step = stepOf(draft, label.isSuccess, Number(query.get('buoc')));
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    // A step is a page to a reader: it begins at the top, for eyes and screen readers alike.
    window.scrollTo(0, 0);
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [step]);
  const restart = () => {
    keepDraft(EMPTY_DRAFT);
    setDraft(EMPTY_DRAFT);
    go(1);
  };
  const takeCode = (code: string) => {
    if (draft.node === undefined && draft.photoKey !== '' && code !== draft.code)
      void forgetWaiting(draft.photoKey).catch(() => undefined);
    if (code === draft.code) void label.refetch();
    else change({ ...EMPTY_DRAFT, code });
    go(2);
  };

  return (
    <Page
      title={say('menu.enrol')}
      sentence={say('enrol.sentence')}
      actions={
        step === 1 && (
          <Button component={Link} href="/dang-ky-thiet-bi/nhan" size="md" variant="default">
            {say('labels.open')}
          </Button>
        )
      }
    >
      <StepLine
        label={say('enrol.steps')}
        at={step}
        steps={[say('enrol.step.scan'), say('enrol.step.place'), say('enrol.step.check'), say('enrol.step.wait')]}
      />
      {step === 1 && (
        <>
          <EnrolScan
            key={draft.code}
            code={draft.code}
            pending={label.isFetching}
            refused={label.error ? problemText(label.error, say) : undefined}
            onCode={takeCode}
          />
          <WaitingDevices />
        </>
      )}
      {(step === 2 || step === 3) && (
        <Answer query={label}>
          {(shown) =>
            shown.node !== undefined ? (
              <EnrolWait code={draft.code} node={shown.node} onNext={restart} />
            ) : step === 2 ? (
              <EnrolPlace label={shown} draft={draft} onChange={change} onNext={() => go(3)} />
            ) : (
              <EnrolCheck
                label={shown}
                draft={draft}
                onChange={change}
                onBack={() => go(2)}
                onConfirmed={(node) => {
                  change({ node });
                  go(4);
                }}
              />
            )
          }
        </Answer>
      )}
      {step === 4 && draft.node !== undefined && (
        <>
          <EnrolWait code={draft.code} node={draft.node} onNext={restart} />
          <PhotosOfNode node={draft.node} code={draft.nodeCode} />
        </>
      )}
    </Page>
  );
}

/** The step the address asks for, as far as the draft has come. */
function stepOf(draft: EnrolDraft, hasLabel: boolean, asked: number): 1 | 2 | 3 | 4 {
  if (draft.node !== undefined) return 4;
  if (!hasLabel) return 1;
  if (asked === 3 && draft.hamlet !== '' && draft.nodeCode !== '') return 3;
  return asked === 1 ? 1 : 2;
}
