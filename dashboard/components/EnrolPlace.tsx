import { Button, Group, NativeSelect, NumberInput, Radio, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { OpenLabel } from '../../protocol/api/enrolment.ts';
import type { EnrolDraft } from '../data/enrol-draft.ts';
import type { Format } from '../format/format.ts';
import { useWords } from '../i18n/Language.tsx';
import { areaTitle } from './area-title.ts';
import { Card } from './Card.tsx';
import { ErrorSummary, type FormError } from './ErrorSummary.tsx';
import { useEnrolPlaces } from './enrol-places.ts';
import { Loading } from './Loading.tsx';
import { NearestHamlet } from './NearestHamlet.tsx';

interface Props {
  label: OpenLabel;
  draft: EnrolDraft;
  onChange: (change: Partial<EnrolDraft>) => void;
  onNext: () => void;
}

/** Where the device hangs: a new node of a hamlet, or one whose device is replaced. */
export function EnrolPlace({ label, draft, onChange, onNext }: Props) {
  const { say, format } = useWords();
  const places = useEnrolPlaces(label.area, draft);
  const [replacing, setReplacing] = useState(draft.replaces !== '');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  if (places.loading) return <Loading />;
  const { hamlets, metresTo } = places;
  const hamlet = draft.hamlet || (hamlets.length === 1 ? (hamlets[0]?.id ?? '') : '');
  const replaceable = places.nodes.filter((node) => node.hamlet === hamlet);
  const nodeCode = draft.nodeCode || places.suggestedCode;
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const horns = Number(draft.horns);
    const found: FormError[] = [];
    if (hamlet === '') found.push({ field: 'enrol-hamlet', message: say('enrol.hamlet-missing') });
    if (replacing && !replaceable.some(({ id }) => id === draft.replaces))
      found.push({ field: 'enrol-replaces', message: say('enrol.replaces-missing') });
    if (!replacing && nodeCode.trim() === '')
      found.push({ field: 'enrol-node-code', message: say('enrol.node-code-missing') });
    if (!replacing && !(Number.isInteger(horns) && horns >= 1 && horns <= 64))
      found.push({ field: 'enrol-horns', message: say('enrol.horns-wrong') });
    setErrors(found);
    if (found.length > 0) return;
    onChange({ hamlet, nodeCode: nodeCode.trim(), replaces: replacing ? draft.replaces : '' });
    onNext();
  };
  const hamletText = (id: string, title: string) => {
    const metres = metresTo.get(id);
    return metres === undefined ? title : say('enrol.hamlet-near', { name: title, far: farText(metres, format) });
  };

  return (
    <Card title={say('enrol.step.place')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md" maw={460}>
          <ErrorSummary errors={errors} />
          {places.communes.length > 0 && (
            <NativeSelect
              id="enrol-commune"
              label={say('filter.commune')}
              value={draft.commune}
              onChange={(event) => onChange({ commune: event.currentTarget.value, hamlet: '', nodeCode: '' })}
              data={[
                { value: '', label: say('enrol.commune-choose') },
                ...places.communes.map((area) => ({ value: area.id, label: areaTitle(area) })),
              ]}
            />
          )}
          {places.commune && (
            <>
              <NativeSelect
                id="enrol-hamlet"
                label={say('enrol.hamlet', { commune: areaTitle(places.commune) })}
                error={errorOf('enrol-hamlet')}
                value={hamlet}
                onChange={(event) => onChange({ hamlet: event.currentTarget.value, replaces: '' })}
                data={[
                  { value: '', label: say('enrol.hamlet-choose') },
                  ...hamlets.map((area) => ({ value: area.id, label: hamletText(area.id, areaTitle(area)) })),
                ]}
              />
              <NearestHamlet draft={draft} nodes={places.nodes} onChange={onChange} />
            </>
          )}
          {replaceable.length > 0 && (
            <Radio.Group
              label={say('enrol.kind')}
              value={replacing ? 'replace' : 'new'}
              onChange={(value) => setReplacing(value === 'replace')}
            >
              <Group mt={6} gap="lg">
                <Radio size="md" value="new" label={say('enrol.kind-new')} />
                <Radio size="md" value="replace" label={say('enrol.kind-replace')} />
              </Group>
            </Radio.Group>
          )}
          {replacing ? (
            <NativeSelect
              id="enrol-replaces"
              label={say('enrol.replaces')}
              description={say('enrol.replaces-hint')}
              error={errorOf('enrol-replaces')}
              value={draft.replaces}
              onChange={(event) => onChange({ replaces: event.currentTarget.value })}
              data={[
                { value: '', label: say('enrol.replaces-choose') },
                ...replaceable.map(({ id, code, place }) => ({
                  value: id,
                  label: place ? `${code} (${place})` : code,
                })),
              ]}
            />
          ) : (
            <>
              <TextInput
                id="enrol-place"
                label={say('enrol.place')}
                description={say('enrol.place-hint')}
                maxLength={120}
                value={draft.place}
                onChange={(event) => onChange({ place: event.currentTarget.value })}
              />
              <Group grow align="flex-end">
                <TextInput
                  id="enrol-node-code"
                  label={say('enrol.node-code')}
                  error={errorOf('enrol-node-code')}
                  maxLength={32}
                  value={nodeCode}
                  onChange={(event) => onChange({ nodeCode: event.currentTarget.value })}
                />
                <NumberInput
                  id="enrol-horns"
                  label={say('enrol.horns')}
                  error={errorOf('enrol-horns')}
                  min={1}
                  max={64}
                  allowDecimal={false}
                  hideControls
                  value={draft.horns}
                  onChange={(value) => onChange({ horns: String(value) })}
                />
              </Group>
            </>
          )}
          <Button type="submit" size="lg">
            {say('enrol.next')}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}

function farText(metres: number, format: Format): string {
  return metres < 950 ? `${format.number(Math.round(metres / 10) * 10)} m` : `${format.number(metres / 1_000, 1)} km`;
}
