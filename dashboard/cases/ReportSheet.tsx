import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { areaTitle } from '../components/area-title.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { useGateway } from '../data/Gateway.tsx';
import { paths } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { newUlid } from '../data/ulid.ts';
import { forgetWaiting, keepWaiting } from '../field/kept.ts';
import { LongText } from '../field/LongText.tsx';
import { Photos } from '../field/Photos.tsx';
import { useOwnPlaces } from '../field/places.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRepair } from '../i18n/vi-repair.ts';

knowWords(viRepair);

/** «Bà con báo loa hỏng»: where, what was said, by whom. Kept on this machine first, so that no call is lost. */
export function ReportSheet({ send, onClose }: { send: () => Promise<void>; onClose: () => void }) {
  const { say } = useWords();
  const { freshness } = useGateway();
  const account = useMe().account.id;
  const [key] = useState(() => newUlid(freshness.serverNow()));
  const [typed, setTyped] = useState({ commune: '', hamlet: '', node: '', note: '', reporter: '' });
  const [photos, setPhotos] = useState<readonly string[]>([]);
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const places = useOwnPlaces(typed.commune);
  const hamlet = places.only ?? typed.hamlet;
  const change = (given: Partial<typeof typed>) => setTyped((now) => ({ ...now, ...given }));
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message;
  const close = () => {
    void forgetWaiting(key).catch(() => undefined);
    onClose();
  };
  const submit = async () => {
    const note = typed.note.trim();
    const found: FormError[] = [
      ...(hamlet === '' ? [{ field: 'report-hamlet', message: say('case.report-fault-hamlet') }] : []),
      ...(note === '' ? [{ field: 'report-note', message: say('case.report-fault-note') }] : []),
    ];
    setErrors(found);
    if (found.length > 0) return;
    const now = freshness.serverNow();
    const title = places.hamlets.find(({ id }) => id === hamlet);
    try {
      await keepWaiting({
        ...{ id: key, account, kind: 'case', title: title ? areaTitle(title) : say('case.report'), savedAt: now },
        path: paths.cases,
        body: {
          ...{ key, hamlet, note, reporter: typed.reporter.trim(), happenedAt: now, photos: [...photos] },
          ...(typed.node === '' ? {} : { node: typed.node }),
        },
      });
    } catch {
      return setErrors([{ message: say('case.keep-failed') }]);
    }
    void send();
    onClose();
  };
  const sorted = [...places.hamlets].sort((a, b) => vietnameseCollator.compare(a.name, b.name));
  return (
    <FormSheet
      title={say('case.report')}
      errors={errors}
      submit={say('case.report-send')}
      gap="sm"
      busy={false}
      onSubmit={() => void submit()}
      onClose={close}
    >
      {places.communes.length > 1 && (
        <NativeSelect
          label={say('filter.commune')}
          value={typed.commune}
          data={[
            { value: '', label: say('case.choose') },
            ...places.communes.map((area) => ({ value: area.id, label: areaTitle(area) })),
          ]}
          onChange={({ currentTarget: { value } }) => change({ commune: value, hamlet: '', node: '' })}
        />
      )}
      {places.only === undefined && (
        <NativeSelect
          id="report-hamlet"
          label={say('filter.hamlet')}
          error={errorOf('report-hamlet')}
          value={typed.hamlet}
          data={[
            { value: '', label: say('case.choose') },
            ...sorted.map((area) => ({ value: area.id, label: areaTitle(area) })),
          ]}
          onChange={({ currentTarget: { value } }) => change({ hamlet: value, node: '' })}
        />
      )}
      <NativeSelect
        id="report-node"
        label={say('case.report-node')}
        value={typed.node}
        data={[
          { value: '', label: say('case.report-no-node') },
          ...places.nodes
            .filter((node) => node.hamlet === hamlet)
            .map((node) => ({ value: node.id, label: `${node.code} · ${node.place}` })),
        ]}
        onChange={({ currentTarget: { value } }) => change({ node: value })}
      />
      <LongText
        id="report-note"
        label={say('case.report-note')}
        maxLength={1_000}
        rows={2}
        value={typed.note}
        onChange={(note) => change({ note })}
      />
      <TextInput
        id="report-reporter"
        label={say('case.report-reporter')}
        maxLength={120}
        value={typed.reporter}
        onChange={({ currentTarget: { value } }) => change({ reporter: value })}
      />
      <Photos record={key} photos={photos} onChange={setPhotos} />
    </FormSheet>
  );
}
