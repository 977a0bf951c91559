import { useState } from 'react';
import type { AssetDue } from '../../protocol/api/cases.ts';
import { DateField } from '../components/DateField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { useGateway } from '../data/Gateway.tsx';
import { paths } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { newUlid } from '../data/ulid.ts';
import { forgetWaiting, keepWaiting } from '../field/kept.ts';
import { LongText } from '../field/LongText.tsx';
import { Photos } from '../field/Photos.tsx';
import { dayText, parseDay } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  asset: AssetDue;
  today: string;
  send: () => Promise<void>;
  onClose: () => void;
}

/** «Đã bảo dưỡng»: written at the pole, sent when there is a network. */
export function ServicedSheet({ asset, today, send, onClose }: Props) {
  const { say } = useWords();
  const { freshness } = useGateway();
  const account = useMe().account.id;
  const [key] = useState(() => newUlid(freshness.serverNow()));
  const [typed, setTyped] = useState({ on: dayText(today), note: '' });
  const [photos, setPhotos] = useState<readonly string[]>([]);
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = async () => {
    const on = parseDay(typed.on);
    if (!on || on > today) return setErrors([{ field: 'serviced-on', message: say('rest.fault.serviced-on') }]);
    try {
      await keepWaiting({
        ...{ id: key, account, kind: 'asset', title: asset.nodeCode, savedAt: freshness.serverNow() },
        path: paths.serviced(asset.node),
        body: { key, on, note: typed.note.trim(), photos: [...photos] },
      });
    } catch {
      return setErrors([{ message: say('case.keep-failed') }]);
    }
    void send();
    onClose();
  };
  return (
    <FormSheet
      title={say('rest.serviced-title', { name: asset.nodeCode })}
      errors={errors}
      submit={say('rest.serviced')}
      busy={false}
      onSubmit={() => void submit()}
      onClose={() => {
        void forgetWaiting(key).catch(() => undefined);
        onClose();
      }}
    >
      <DateField
        id="serviced-on"
        label={say('rest.serviced-on')}
        value={typed.on}
        onChange={(on) => setTyped((now) => ({ ...now, on }))}
      />
      <LongText
        id="serviced-note"
        label={say('rest.note')}
        maxLength={1_000}
        rows={2}
        value={typed.note}
        onChange={(note) => setTyped((now) => ({ ...now, note }))}
      />
      <Photos record={key} photos={photos} onChange={setPhotos} />
    </FormSheet>
  );
}
