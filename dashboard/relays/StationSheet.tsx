import { NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RelayStation } from '../../protocol/api/relays.ts';
import { RELAY_FORMATS, RELAY_WAYS } from '../../protocol/relays.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useArea } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { AreaField } from '../notify/AreaField.tsx';
import { useSaveRelay } from './ask.ts';
import { FallbackField } from './FallbackField.tsx';
import { formatOf, readStation, type TypedStation, typedStation } from './station-form.ts';

/** A station, new or changed; what each way costs is said beside it. */
export function StationSheet({ one, onClose }: { one: RelayStation | undefined; onClose: () => void }) {
  const { say } = useWords();
  const save = useSaveRelay(one?.id);
  const [own = ''] = useMe().account.areas;
  const home = useArea(own || undefined).data;
  const [area, setArea] = useState(own);
  const [typed, setTyped] = useState(() => typedStation(one));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const set = (part: Partial<TypedStation>) => setTyped((before) => ({ ...before, ...part }));
  const submit = () => {
    const read = readStation(typed, one ? undefined : area);
    setErrors('faults' in read ? read.faults.map(({ field, word }) => ({ field, message: say(word) })) : []);
    if ('faults' in read) return;
    save.mutate(read.input, {
      onSuccess: onClose,
      onError: (error) => setErrors([{ message: problemText(error, say) }]),
    });
  };
  return (
    <FormSheet
      title={one ? say('relay.change-title', { name: one.name }) : say('relay.add')}
      errors={errors}
      submit={say('relay.save')}
      gap="sm"
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        id="station-name"
        label={say('relay.name')}
        maxLength={80}
        autoComplete="off"
        value={typed.name}
        onChange={({ currentTarget: { value } }) => set({ name: value })}
      />
      <TextInput
        id="station-url"
        label={say('relay.url')}
        description={say('relay.url-help')}
        type="url"
        maxLength={1_000}
        autoComplete="off"
        value={typed.url}
        onChange={({ currentTarget: { value } }) => set({ url: value })}
      />
      {!one && home?.kind === 'province' && (
        <AreaField id="station-area" label={say('relay.area')} value={area} onChange={setArea} />
      )}
      <Radio.Group
        label={say('relay.way')}
        value={typed.way}
        onChange={(value) => set({ way: value === 'direct' ? 'direct' : 'gateway' })}
      >
        <Stack gap="xs" mt={6}>
          {RELAY_WAYS.map((way) => (
            <Radio
              key={way}
              size="md"
              value={way}
              label={say(`relay.way.${way}`)}
              description={say(`relay.way-what.${way}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <FallbackField
        value={typed.fallback}
        onChange={(fallback) => set({ fallback })}
        none={one?.fallback === undefined ? say('relay.fallback-none') : undefined}
      />
      <details>
        <summary>{say('relay.more')}</summary>
        <NativeSelect
          label={say('relay.format')}
          value={typed.format}
          onChange={({ currentTarget: { value } }) => set({ format: formatOf(value) })}
          data={RELAY_FORMATS.map((format) => ({ value: format, label: say(`relay.format.${format}`) }))}
        />
      </details>
    </FormSheet>
  );
}
