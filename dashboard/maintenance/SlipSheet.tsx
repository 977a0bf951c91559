import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { MAINTENANCE_REASONS } from '../../protocol/faults.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { areaTitle } from '../components/area-title.ts';
import { DateField } from '../components/DateField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { TimeField } from '../components/TimeField.tsx';
import { useGateway, useReachable } from '../data/Gateway.tsx';
import { RefusedError } from '../data/gateway-client.ts';
import { paths } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { forgetDraft, handOver, type Waiting } from '../field/kept.ts';
import { useOwnPlaces } from '../field/places.ts';
import { useDraft } from '../field/use-draft.ts';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useCreateSlip, useTimetable } from './ask.ts';
import { faultsOf, inputOf, newSlip, periodOf, type TypedSlip, touched } from './slip-form.ts';

const SHOWN = 6;

interface Props {
  /** Under which name what is typed is kept. */
  draftKey: string;
  send: () => Promise<void>;
  onClose: () => void;
}

/** A slip: where, from when to when, why. Where no network is it waits on this phone and is sent later; the gateway stores it once. */
export function SlipSheet({ draftKey, send, onClose }: Props) {
  const { say } = useWords();
  const { freshness } = useGateway();
  const account = useMe().account.id;
  const places = useOwnPlaces('');
  const reachable = useReachable();
  const { draft, change } = useDraft(draftKey, newSlip);
  const create = useCreateSlip();
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  if (!draft) return null;
  const titleOf = ({ hamlet, commune, fromDay, fromTime }: TypedSlip) => {
    const area = [...places.hamlets, ...places.communes].find(({ id }) => id === (hamlet || commune));
    return [area && areaTitle(area), `${fromTime} ${fromDay}`].filter(Boolean).join(' · ');
  };
  const submit = () => {
    const found = faultsOf(draft);
    setErrors(found.map((fault) => ({ field: `slip-${fault}`, message: say(`rest.fault.${fault}`) })));
    const input = inputOf(draft);
    if (found.length > 0 || !input) return;
    const later = () => {
      const record: Waiting = {
        ...{ id: draft.key, account, kind: 'slip', title: titleOf(draft), savedAt: freshness.serverNow() },
        ...{ path: paths.maintenance, body: input, draft },
      };
      handOver(record, draftKey).then(
        () => {
          void send();
          onClose();
        },
        () => setErrors([{ message: say('case.keep-failed') }]),
      );
    };
    if (!reachable) return later();
    create.mutate(input, {
      onSuccess: () => void forgetDraft(draftKey).finally(onClose),
      // No answer is no refusal: perhaps it was stored, and the same key is stored once.
      onError: (error) => (error instanceof RefusedError ? setErrors([{ message: problemText(error, say) }]) : later()),
    });
  };
  return (
    <FormSheet
      title={say('rest.new')}
      errors={errors}
      submit={say('rest.save')}
      gap="sm"
      busy={create.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {draft.nodes.length > 0 && draft.hamlet === '' ? (
        <p>
          {say('rest.chosen-nodes', { n: draft.nodes.length })}{' '}
          <Button variant="default" size="md" onClick={() => change({ nodes: [] })}>
            {say('rest.choose-place')}
          </Button>
        </p>
      ) : (
        <Where typed={draft} onChange={change} />
      )}
      <DateField
        id="slip-from-day"
        label={say('rest.from-day')}
        value={draft.fromDay}
        onChange={(fromDay) => change({ fromDay })}
      />
      <TimeField
        id="slip-from-time"
        label={say('rest.from-time')}
        value={draft.fromTime}
        onChange={(fromTime) => change({ fromTime })}
      />
      <DateField
        id="slip-to-day"
        label={say('rest.to-day')}
        value={draft.toDay}
        onChange={(toDay) => change({ toDay })}
      />
      <TimeField
        id="slip-to-time"
        label={say('rest.to-time')}
        value={draft.toTime}
        onChange={(toTime) => change({ toTime })}
      />
      <NativeSelect
        id="slip-reason"
        label={say('rest.reason')}
        value={draft.reason}
        data={[
          { value: '', label: say('case.choose') },
          ...MAINTENANCE_REASONS.map((value) => ({ value, label: say(`rest.reason.${value}`) })),
        ]}
        onChange={({ currentTarget: { value } }) => change({ reason: value })}
      />
      <TextInput
        id="slip-note"
        label={say('rest.note')}
        maxLength={500}
        value={draft.note}
        onChange={({ currentTarget: { value } }) => change({ note: value })}
      />
      <Touched typed={draft} />
      <Checkbox
        size="md"
        label={say('rest.ask-excusal')}
        checked={draft.askExcusal}
        onChange={({ currentTarget: { checked } }) => change({ askExcusal: checked })}
      />
    </FormSheet>
  );
}

function Where({ typed, onChange }: { typed: TypedSlip; onChange: (change: Partial<TypedSlip>) => void }) {
  const { say } = useWords();
  const places = useOwnPlaces(typed.commune);
  const sorted = [...places.hamlets].sort((a, b) => vietnameseCollator.compare(a.name, b.name));
  const here = places.nodes.filter((node) => node.hamlet === typed.hamlet);
  return (
    <>
      {places.communes.length > 1 && (
        <NativeSelect
          label={say('filter.commune')}
          value={typed.commune}
          data={[
            { value: '', label: say('case.choose') },
            ...places.communes.map((area) => ({ value: area.id, label: areaTitle(area) })),
          ]}
          onChange={({ currentTarget: { value } }) => onChange({ commune: value, hamlet: '', nodes: [] })}
        />
      )}
      <NativeSelect
        id="slip-where"
        label={say('filter.hamlet')}
        value={typed.hamlet}
        data={[
          { value: '', label: say(typed.commune === '' ? 'case.choose' : 'rest.whole-commune') },
          ...sorted.map((area) => ({ value: area.id, label: areaTitle(area) })),
        ]}
        onChange={({ currentTarget: { value } }) => onChange({ hamlet: value, nodes: [] })}
      />
      {here.length > 0 && (
        <fieldset style={{ border: 'none', padding: 0, margin: 0 }}>
          <legend>{say('rest.nodes')}</legend>
          {here.map(({ id, code, place }) => (
            <Checkbox
              key={id}
              size="md"
              mt={8}
              label={`${code} · ${place}`}
              checked={typed.nodes.includes(id)}
              onChange={() =>
                onChange({
                  nodes: typed.nodes.includes(id) ? typed.nodes.filter((one) => one !== id) : [...typed.nodes, id],
                })
              }
            />
          ))}
        </fieldset>
      )}
    </>
  );
}

/** Which sessions of the registered timetable lie in it, as soon as that can be said. */
function Touched({ typed }: { typed: TypedSlip }) {
  const { say } = useWords();
  const place = typed.hamlet || typed.commune;
  const timetable = useTimetable(place === '' ? undefined : place);
  const period = periodOf(typed);
  if (!period || !timetable.data || period.to <= period.from) return null;
  const found = touched(timetable.data.items, period, SHOWN + 1);
  return (
    <Notice meaning="unknown" role="status">
      {found.length === 0
        ? say('rest.touches-none')
        : say('rest.touches', {
            list: found
              .slice(0, SHOWN)
              .map(({ day, from, to }) => `${from}–${to} ${dayText(day)}`)
              .join('; '),
            more: found.length > SHOWN ? '…' : '',
          })}{' '}
      {say('rest.both-figures')}
    </Notice>
  );
}
