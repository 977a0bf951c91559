import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Firmware } from '../../protocol/api/firmware.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { areaTitle } from '../components/area-title.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useArea, useAreas } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { newUlid } from '../data/ulid.ts';
import { useWords } from '../i18n/Language.tsx';
import { useBeginRollout } from './ask.ts';
import { minutesOf, sharesOf } from './tell.ts';

/** Where, in which stages, with how much rest between. */
export function RolloutSheet({
  firmware,
  onDone,
  onClose,
}: {
  firmware: Firmware;
  onDone: () => void;
  onClose: () => void;
}) {
  const { say } = useWords();
  const begin = useBeginRollout();
  const now = useServerNow(60_000);
  const [key] = useState(() => newUlid(now));
  const home = useArea(useMe().account.areas[0]).data;
  const below = useAreas({ parent: home?.id, kind: 'commune' }, home?.kind === 'province');
  const [area, setArea] = useState<string | undefined>();
  const [stages, setStages] = useState('1, 10, 100');
  const [pause, setPause] = useState('60');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const communes = [...(below.data?.items ?? [])].sort((a, b) => vietnameseCollator.compare(a.name, b.name));
  const places = [...(home ? [home] : []), ...communes];
  const submit = () => {
    const shares = sharesOf(stages);
    const pauseMinutes = minutesOf(pause);
    const where = area ?? home?.id;
    setErrors([
      ...(shares ? [] : [{ field: 'rollout-stages', message: say('firmware.stages-bad') }]),
      ...(pauseMinutes === undefined ? [{ field: 'rollout-pause', message: say('firmware.pause-bad') }] : []),
    ]);
    if (!shares || pauseMinutes === undefined || where === undefined) return;
    begin.mutate(
      { key, firmware: firmware.sha256, area: where, stages: shares, pauseMinutes },
      { onSuccess: onDone, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say('firmware.roll-out-title', { name: `${firmware.model} ${firmware.version}` })}
      lead={<p>{say('firmware.roll-out-what')}</p>}
      errors={errors}
      submit={say('firmware.begin')}
      busy={begin.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <NativeSelect
        label={say('firmware.area')}
        value={area ?? home?.id ?? ''}
        onChange={(event) => setArea(event.currentTarget.value)}
        data={places.map((one) => ({ value: one.id, label: areaTitle(one) }))}
      />
      <TextInput
        id="rollout-stages"
        label={say('firmware.stages')}
        description={say('firmware.stages-what')}
        value={stages}
        onChange={(event) => setStages(event.currentTarget.value)}
      />
      <TextInput
        id="rollout-pause"
        label={say('firmware.pause')}
        description={say('firmware.pause-what')}
        inputMode="numeric"
        value={pause}
        onChange={(event) => setPause(event.currentTarget.value)}
      />
    </FormSheet>
  );
}
