import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Round } from '../../protocol/api/appraisal.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { areaTitle } from '../components/area-title.ts';
import { Card } from '../components/Card.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { Choice } from '../field/Choice.tsx';
import styles from '../field/Field.module.css';
import { LongText } from '../field/LongText.tsx';
import { usePlaces } from '../field/places.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { faultsOfVisit, type InspectionDraft, type VisitFault } from './draft.ts';

interface Props {
  draft: InspectionDraft;
  onChange: (change: Partial<InspectionDraft>) => void;
  onNext: () => void;
  /** The open rounds of an appraiser, whose records are of one of them; undefined for everybody else. */
  rounds: readonly Round[] | undefined;
}

/** The head of the record: where, when, on what ground, who was there. */
export function VisitStep({ draft, onChange, onNext, rounds }: Props) {
  const { say } = useWords();
  const { communes } = usePlaces(draft.commune);
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const round = rounds?.find(({ id }) => id === draft.round);
  const offered = rounds ? communes.filter(({ id }) => round?.communes.includes(id)) : communes;
  const sorted = [...offered].sort((a, b) => vietnameseCollator.compare(a.name, b.name));
  const errorOf = (fault: VisitFault) => errors.find(({ field }) => field === `inspection-${fault}`)?.message;
  const fixed = draft.lines.length > 0 || draft.corrects !== undefined;
  return (
    <Card title={say('inspection.step-visit')}>
      <form
        noValidate
        className={styles.stack}
        onSubmit={(event) => {
          event.preventDefault();
          const found = faultsOfVisit(draft, rounds !== undefined);
          setErrors(
            found.map((fault) => ({ field: `inspection-${fault}`, message: say(`inspection.fault.${fault}`) })),
          );
          if (found.length === 0) onNext();
        }}
      >
        <ErrorSummary errors={errors} />
        {rounds &&
          (fixed ? (
            round && <p>{say('inspection.round-fixed', { title: round.title })}</p>
          ) : (
            <NativeSelect
              id="inspection-round"
              label={say('inspection.round')}
              description={rounds.length === 0 ? say('inspection.round-none') : undefined}
              error={errorOf('round')}
              value={draft.round ?? ''}
              onChange={({ currentTarget: { value } }) => onChange({ round: value, commune: '', communeName: '' })}
              data={[
                { value: '', label: say('inspection.round-choose') },
                ...rounds.map(({ id, title }) => ({ value: id, label: title })),
              ]}
            />
          ))}
        {fixed ? (
          <p>{say('inspection.commune-fixed', { name: draft.communeName })}</p>
        ) : (
          <NativeSelect
            id="inspection-commune"
            label={say('filter.commune')}
            error={errorOf('commune')}
            value={draft.commune}
            onChange={({ currentTarget: { value } }) => {
              const chosen = communes.find(({ id }) => id === value);
              onChange({ commune: value, communeName: chosen ? areaTitle(chosen) : '' });
            }}
            data={[
              { value: '', label: say('inspection.commune-choose') },
              ...sorted.map((area) => ({ value: area.id, label: areaTitle(area) })),
            ]}
          />
        )}
        <p>{say('inspection.at', { when: dateTimeText(draft.at) })}</p>
        <Choice
          id="inspection-unannounced"
          label={say('inspection.unannounced')}
          value={draft.unannounced}
          error={errorOf('unannounced')}
          choices={[
            { value: 'yes', label: say('inspection.unannounced-yes') },
            { value: 'no', label: say('inspection.unannounced-no') },
          ]}
          onChange={(unannounced) => onChange({ unannounced })}
        />
        <TextInput
          id="inspection-basis"
          label={say('inspection.basis')}
          maxLength={500}
          value={draft.basis}
          onChange={({ currentTarget: { value } }) => onChange({ basis: value })}
        />
        <LongText
          id="inspection-present"
          label={say('inspection.present')}
          maxLength={500}
          rows={2}
          value={draft.present}
          onChange={(present) => onChange({ present })}
        />
        <TextInput
          id="inspection-frequency"
          label={say('inspection.frequency')}
          inputMode="decimal"
          error={errorOf('frequency')}
          value={draft.frequency}
          onChange={({ currentTarget: { value } }) => onChange({ frequency: value })}
        />
        <TextInput
          id="inspection-licence"
          label={say('inspection.licence')}
          maxLength={120}
          value={draft.licence}
          onChange={({ currentTarget: { value } }) => onChange({ licence: value })}
        />
        <Button type="submit" size="lg">
          {say('action.continue')}
        </Button>
      </form>
    </Card>
  );
}
