import { Button } from '@mantine/core';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import type { Rule } from '../../protocol/api/coverage.ts';
import { Card } from '../components/Card.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { useSaveDraft } from './ask.ts';
import { DraftFields } from './DraftFields.tsx';
import { RULES_PATH } from './paths.ts';
import styles from './Rules.module.css';
import { DRAFT_STEPS, type DraftFault, type DraftStep, readDraft, typedRule } from './rule-draft.ts';
import { differing } from './rule-fields.ts';
import { useTypedRule } from './use-typed-rule.ts';

/** A new version of a rule, point by point. `base` is the draft as it stands, or the newest published version. */
export function DraftEditor({ base, reason }: { base: Rule; reason: string }) {
  const { say } = useWords();
  const { account } = useMe();
  const [, navigate] = useLocation();
  const [query, setQuery] = useSearchParams();
  const { typed, set, drop } = useTypedRule(
    account.id,
    `${base.id}.${base.version}.${reason}`,
    typedRule(base, reason),
  );
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const save = useSaveDraft(base.id);
  const at = Math.min(Math.max(Number(query.get('buoc') ?? 1) || 1, 1), DRAFT_STEPS.length);
  const step = DRAFT_STEPS[at - 1] ?? 'name';
  const go = (to: number) => setQuery({ buoc: String(to) });
  const faultText = ({ what, name }: DraftFault) =>
    what === 'number'
      ? say('rules.fault.number', { label: name ? say(`rules.field.${name as 'horns'}`) : '' }) // a field's name
      : say(`rules.fault.${what}`);
  const submit = () => {
    const read = readDraft(base, typed);
    if ('faults' in read) {
      // The step of the first fault is shown, so that its field is there to be led to.
      const [first] = read.faults;
      if (first) go(DRAFT_STEPS.indexOf(first.step) + 1);
      return setErrors(read.faults.map((fault) => ({ field: fault.field, message: faultText(fault) })));
    }
    setErrors([]);
    save.mutate(read.draft, {
      onSuccess: () => {
        drop();
        navigate(RULES_PATH);
      },
      onError: (error) => setErrors([{ message: problemText(error, say) }]),
    });
  };
  const read = readDraft(base, { ...typed, reason: 'xxx' });
  const changed = 'draft' in read ? differing(base.numbers, read.draft.numbers).length : 0;
  return (
    <Card>
      <div className={styles.editor}>
        <nav aria-label={say('rules.steps')}>
          <ol className={styles.steps}>
            {DRAFT_STEPS.map((one, index) => (
              <li key={one}>
                <button type="button" aria-current={one === step ? 'step' : undefined} onClick={() => go(index + 1)}>
                  {stepTitle(one, say)}
                </button>
              </li>
            ))}
          </ol>
        </nav>
        <form
          noValidate
          className={styles.stack}
          onSubmit={(event) => {
            event.preventDefault();
            if (step === 'reason') submit();
            else go(at + 1);
          }}
        >
          <p>{say('rules.step-of', { n: at, of: DRAFT_STEPS.length, changed })}</p>
          <h2>{stepTitle(step, say)}</h2>
          <ErrorSummary errors={errors} />
          <DraftFields step={step} typed={typed} onChange={set} />
          <div className={styles.acts}>
            <Button type="submit" size="lg" loading={save.isPending}>
              {say(step === 'reason' ? 'rules.save-draft' : 'action.continue')}
            </Button>
            {at > 1 && (
              <Button size="lg" variant="default" onClick={() => go(at - 1)}>
                {say('rules.step-before')}
              </Button>
            )}
            {step !== 'reason' && (
              <Button size="lg" variant="default" onClick={() => go(DRAFT_STEPS.length)}>
                {say('rules.to-reason')}
              </Button>
            )}
          </div>
        </form>
      </div>
    </Card>
  );
}

function stepTitle(step: DraftStep, say: ReturnType<typeof useWords>['say']): string {
  return say(`rules.step.${step}`);
}
