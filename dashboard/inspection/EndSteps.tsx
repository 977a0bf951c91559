import { Button } from '@mantine/core';
import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { Notice } from '../components/Notice.tsx';
import styles from '../field/Field.module.css';
import { LongText } from '../field/LongText.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import type { InspectionDraft } from './draft.ts';
import { LineList } from './LineList.tsx';
import { StepForm } from './StepForm.tsx';

interface Props {
  draft: InspectionDraft;
  onNext: () => void;
  onBack: () => void;
}

/** The places of the record, and one more. */
export function PlacesStep({
  draft,
  onEdit,
  onRemove,
  onAdd,
  onNext,
  onBack,
}: Props & { onEdit: (line: number) => void; onRemove: (line: number) => void; onAdd: () => void }) {
  const { say } = useWords();
  return (
    <Card title={say('inspection.step-places')}>
      <div className={styles.stack}>
        {draft.lines.length === 0 ? (
          <p>{say('inspection.no-lines')}</p>
        ) : (
          <LineList lines={draft.lines} onEdit={onEdit} onRemove={onRemove} />
        )}
        <div className={styles.acts}>
          <Button size="lg" variant={draft.lines.length === 0 ? 'filled' : 'default'} onClick={onAdd}>
            {say('inspection.line-add')}
          </Button>
          {draft.lines.length > 0 && (
            <Button size="lg" onClick={onNext}>
              {say('action.continue')}
            </Button>
          )}
          <Button size="lg" variant="default" onClick={onBack}>
            {say('action.back')}
          </Button>
        </div>
      </div>
    </Card>
  );
}

/** Kiến nghị; Kết luận. */
export function EndStep({
  draft,
  onChange,
  onNext,
  onBack,
}: Props & { onChange: (change: Partial<InspectionDraft>) => void }) {
  const { say } = useWords();
  return (
    <StepForm title={say('inspection.step-end')} done={say('action.continue')} onNext={onNext} onBack={onBack}>
      {() =>
        (['proposals', 'conclusion'] as const).map((field) => (
          <LongText
            key={field}
            id={`inspection-${field}`}
            label={say(`inspection.${field}`)}
            maxLength={2_000}
            value={draft[field]}
            onChange={(text) => onChange({ [field]: text })}
          />
        ))
      }
    </StepForm>
  );
}

/** Everything once more before it is saved for good. */
export function CheckStep({
  draft,
  failed,
  onEdit,
  onNext,
  onBack,
}: Props & { failed: boolean; onEdit: (line: number) => void }) {
  const { say } = useWords();
  const written = (text: string) => (text.trim() === '' ? '–' : text);
  return (
    <Card title={say('inspection.step-check')}>
      <div className={styles.stack}>
        <Facts
          facts={[
            [say('filter.commune'), draft.communeName],
            [say('inspection.time'), dateTimeText(draft.at)],
            [
              say('inspection.unannounced'),
              say(draft.unannounced === 'yes' ? 'inspection.unannounced-yes' : 'inspection.unannounced-no'),
            ],
            [say('inspection.form-basis'), written(draft.basis)],
            [say('inspection.form-present'), written(draft.present)],
            [say('licence.frequency-mhz'), written(draft.frequency)],
            [say('licence.number'), written(draft.licence)],
            [say('inspection.proposals'), written(draft.proposals)],
            [say('inspection.conclusion'), written(draft.conclusion)],
          ]}
        />
        <LineList lines={draft.lines} onEdit={onEdit} />
        <p>{say('inspection.check-sentence')}</p>
        {failed && (
          <Notice meaning="bad" role="alert">
            {say('inspection.keep-failed')}
          </Notice>
        )}
        <div className={styles.acts}>
          <Button size="lg" onClick={onNext}>
            {say('inspection.save')}
          </Button>
          <Button size="lg" variant="default" onClick={onBack}>
            {say('action.back')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
