import { NativeSelect, TextInput } from '@mantine/core';
import { TECHNOLOGIES } from '../../protocol/nodes.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { areaTitle } from '../components/area-title.ts';
import { Notice } from '../components/Notice.tsx';
import { Choice } from '../field/Choice.tsx';
import { usePlaces } from '../field/places.ts';
import { useWords } from '../i18n/Language.tsx';
import { faultsOfPlace, type LineDraft } from './draft.ts';
import { PositionButton } from './PositionButton.tsx';
import { StepForm } from './StepForm.tsx';

interface Props {
  commune: string;
  line: LineDraft;
  onChange: (change: Partial<LineDraft>) => void;
  onNext: () => void;
  onBack: () => void;
}

/** Which hamlet and which place one stands at. */
export function PlaceStep({ commune, line, onChange, onNext, onBack }: Props) {
  const { say } = useWords();
  const { hamlets, nodes, isKnown } = usePlaces(commune);
  const sorted = [...hamlets].sort((a, b) => vietnameseCollator.compare(a.name, b.name));
  const here = nodes.filter((node) => node.hamlet === line.hamlet);
  return (
    <StepForm
      title={say('inspection.step-place')}
      done={say('action.continue')}
      faults={() => faultsOfPlace(line)}
      onNext={onNext}
      onBack={onBack}
    >
      {(errorOf) => (
        <>
          {!isKnown && (
            <Notice meaning="unknown" role="status">
              {say('inspection.places-missing')}
            </Notice>
          )}
          <NativeSelect
            id="line-hamlet"
            label={say('filter.hamlet')}
            error={errorOf('hamlet')}
            value={line.hamlet}
            onChange={({ currentTarget: { value } }) => {
              const chosen = hamlets.find(({ id }) => id === value);
              onChange({ hamlet: value, hamletName: chosen ? areaTitle(chosen) : '', node: '' });
            }}
            data={[
              { value: '', label: say('inspection.hamlet-choose') },
              ...sorted.map((area) => ({ value: area.id, label: areaTitle(area) })),
            ]}
          />
          {here.length > 0 && (
            <NativeSelect
              id="line-node"
              label={say('inspection.node')}
              value={line.node}
              onChange={({ currentTarget: { value } }) => {
                const node = here.find(({ id }) => id === value);
                onChange({
                  node: value,
                  ...(node
                    ? { technology: node.technology, hornsThere: node.horns, place: line.place || node.place }
                    : {}),
                });
              }}
              data={[
                { value: '', label: say('inspection.node-none') },
                ...here.map((node) => ({ value: node.id, label: [node.code, node.place].filter(Boolean).join(', ') })),
              ]}
            />
          )}
          <TextInput
            id="line-place"
            label={say('inspection.place')}
            maxLength={120}
            value={line.place}
            onChange={({ currentTarget: { value } }) => onChange({ place: value })}
          />
          <PositionButton line={line} onChange={onChange} />
          <Choice
            id="line-technology"
            label={say('inspection.technology')}
            value={line.technology}
            error={errorOf('technology')}
            choices={TECHNOLOGIES.map((value) => ({ value, label: say(`technology.${value}`) }))}
            onChange={(technology) => onChange({ technology })}
          />
          <TextInput
            id="line-households"
            label={say('inspection.households')}
            inputMode="numeric"
            error={errorOf('households')}
            value={line.households}
            onChange={({ currentTarget: { value } }) => onChange({ households: value.trim() })}
          />
        </>
      )}
    </StepForm>
  );
}
