import { NativeSelect } from '@mantine/core';
import { PART_CONDITIONS, POWER_SOURCES, SOUND_QUALITIES } from '../../protocol/inspections.ts';
import { Choice } from '../field/Choice.tsx';
import { LongText } from '../field/LongText.tsx';
import { Photos } from '../field/Photos.tsx';
import { useWords } from '../i18n/Language.tsx';
import { faultsOfSound, type LineDraft } from './draft.ts';
import { StepForm } from './StepForm.tsx';
import { Stepper } from './Stepper.tsx';

interface Props {
  record: string;
  line: LineDraft;
  onChange: (change: Partial<LineDraft>) => void;
  onNext: () => void;
  onBack: () => void;
}

/** What is heard and seen at one place. */
export function SoundStep({ record, line, onChange, onNext, onBack }: Props) {
  const { say } = useWords();
  return (
    <StepForm
      title={say('inspection.step-sound', { name: line.hamletName })}
      done={say('inspection.line-done')}
      faults={() => faultsOfSound(line)}
      onNext={onNext}
      onBack={onBack}
    >
      {(errorOf) => (
        <>
          <Choice
            id="line-session"
            label={say('inspection.session')}
            value={line.duringSession}
            error={errorOf('session')}
            choices={[
              { value: 'yes', label: say('inspection.session-yes') },
              { value: 'no', label: say('inspection.session-no') },
            ]}
            onChange={(duringSession) => onChange({ duringSession })}
          />
          <Stepper
            id="line-there"
            label={say('inspection.there')}
            value={line.hornsThere}
            error={errorOf('there')}
            onChange={(hornsThere) => onChange({ hornsThere, hornsSounding: Math.min(line.hornsSounding, hornsThere) })}
          />
          <Stepper
            id="line-sounding"
            label={say('inspection.sounding')}
            value={line.hornsSounding}
            most={line.hornsThere}
            error={errorOf('sounding')}
            onChange={(hornsSounding) => onChange({ hornsSounding })}
          />
          <Choice
            id="line-quality"
            label={say('inspection.quality')}
            value={line.quality}
            error={errorOf('quality')}
            choices={SOUND_QUALITIES.map((value) => ({ value, label: say(`inspection.quality-${value}`) }))}
            onChange={(quality) => onChange({ quality })}
          />
          {(['amplifier', 'wiring'] as const).map((part) => (
            <NativeSelect
              key={part}
              id={`line-${part}`}
              label={say(`inspection.${part}`)}
              value={line[part]}
              data={PART_CONDITIONS.map((value) => ({ value, label: say(`inspection.part-${value}`) }))}
              onChange={({ currentTarget: { value } }) => {
                const chosen = PART_CONDITIONS.find((one) => one === value);
                if (chosen) onChange({ [part]: chosen });
              }}
            />
          ))}
          <NativeSelect
            id="line-power"
            label={say('inspection.power')}
            value={line.power}
            data={POWER_SOURCES.map((value) => ({ value, label: say(`inspection.power-${value}`) }))}
            onChange={({ currentTarget: { value } }) => {
              const power = POWER_SOURCES.find((one) => one === value);
              if (power) onChange({ power });
            }}
          />
          <Photos record={record} photos={line.photos} onChange={(photos) => onChange({ photos })} />
          <LongText
            id="line-shortcomings"
            label={say('inspection.shortcomings')}
            maxLength={1_000}
            value={line.shortcomings}
            onChange={(shortcomings) => onChange({ shortcomings })}
          />
        </>
      )}
    </StepForm>
  );
}
