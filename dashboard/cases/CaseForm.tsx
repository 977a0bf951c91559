import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { CASE_CAUSES } from '../../protocol/faults.ts';
import { Card } from '../components/Card.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { Notice } from '../components/Notice.tsx';
import { Choice } from '../field/Choice.tsx';
import styles from '../field/Field.module.css';
import { LongText } from '../field/LongText.tsx';
import { Photos } from '../field/Photos.tsx';
import { useWords } from '../i18n/Language.tsx';
import { type CaseDraft, type DraftFault, faultsOf } from './case-draft.ts';

interface Props {
  draft: CaseDraft;
  /** The browser keeps nothing: said before somebody relies on it. */
  failed: boolean;
  onChange: (change: Partial<CaseDraft>) => void;
  onSave: () => void;
}

/** A note, or what was found and done: the few things that must be said first, the rest behind a fold. */
export function CaseForm({ draft, failed, onChange, onSave }: Props) {
  const { say } = useWords();
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const errorOf = (fault: DraftFault) => errors.find(({ field }) => field === `case-${fault}`)?.message;
  const result = draft.form === 'result';
  const submit = () => {
    const found = faultsOf(draft);
    setErrors(found.map((fault) => ({ field: `case-${fault}`, message: say(`case.fault.${fault}`) })));
    if (found.length === 0) onSave();
  };
  return (
    <Card title={say(result ? 'case.result' : 'case.note')}>
      <form
        noValidate
        className={styles.stack}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <ErrorSummary errors={errors} />
        {failed && (
          <Notice meaning="bad" role="alert">
            {say('case.keep-failed')}
          </Notice>
        )}
        {result && (
          <Choice
            id="case-cause"
            label={say('case.cause')}
            value={draft.cause}
            error={errorOf('cause')}
            choices={CASE_CAUSES.map((value) => ({ value, label: say(`case.cause.${value}`) }))}
            onChange={(cause) => onChange({ cause })}
          />
        )}
        {!result && <Note draft={draft} onChange={onChange} />}
        <Photos record={draft.key} photos={draft.photos} onChange={(photos) => onChange({ photos })} />
        {result && (
          <>
            <Choice
              id="case-heard"
              label={say('case.heard')}
              value={draft.heard}
              error={errorOf('heard')}
              choices={[
                { value: 'yes', label: say('case.yes') },
                { value: 'no', label: say('case.no') },
              ]}
              onChange={(heard) => onChange({ heard })}
            />
            <details open={errors.length > 0 || undefined}>
              <summary>{say('case.more-fields')}</summary>
              <div className={styles.stack}>
                <LongText
                  id="case-measure"
                  label={say('case.measure')}
                  maxLength={1_000}
                  rows={2}
                  value={draft.measure}
                  onChange={(measure) => onChange({ measure })}
                />
                <TextInput
                  id="case-parts"
                  label={say('case.parts')}
                  maxLength={500}
                  value={draft.parts}
                  onChange={({ currentTarget: { value } }) => onChange({ parts: value })}
                />
                {(['cost', 'minutes'] as const).map((field) => (
                  <TextInput
                    key={field}
                    id={`case-${field}`}
                    label={say(`case.${field}`)}
                    inputMode="numeric"
                    error={errorOf(field)}
                    value={draft[field]}
                    onChange={({ currentTarget: { value } }) => onChange({ [field]: value })}
                  />
                ))}
                <Note draft={draft} onChange={onChange} />
              </div>
            </details>
          </>
        )}
        <div className={styles.acts}>
          <Button type="submit" size="lg" data-primary>
            {say(result ? 'case.resolve' : 'case.save-note')}
          </Button>
          <Button size="lg" variant="default" onClick={() => onChange({ form: '' })}>
            {say('action.back')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Note({ draft, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  const { say } = useWords();
  return (
    <LongText
      id="case-note"
      label={say(draft.form === 'result' ? 'case.note-more' : 'case.note')}
      maxLength={2_000}
      value={draft.note}
      onChange={(note) => onChange({ note })}
    />
  );
}
