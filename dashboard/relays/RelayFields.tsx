import { NativeSelect, Stack, TextInput } from '@mantine/core';
import type { RelayStation } from '../../protocol/api/relays.ts';
import { StateTag } from '../components/StateTag.tsx';
import { useWords } from '../i18n/Language.tsx';
import { FallbackField } from './FallbackField.tsx';
import { ListenNow } from './ListenNow.tsx';
import styles from './Relays.module.css';
import { type TypedRelay, withStation } from './relay-form.ts';
import { foundText, tellStation } from './tell-station.ts';

interface Props {
  stations: readonly RelayStation[];
  typed: TypedRelay;
  onChange: (typed: TypedRelay) => void;
}

/** Which station, for how long, and what sounds while it is away; the station can be heard before it is chosen for good. */
export function RelayFields({ stations, typed, onChange }: Props) {
  const { say, format } = useWords();
  const chosen = stations.find(({ id }) => id === typed.station);
  return (
    <Stack gap="sm">
      <NativeSelect
        id="relay-station"
        label={say('relay.station')}
        value={typed.station}
        onChange={({ currentTarget: { value } }) =>
          onChange(
            withStation(
              typed,
              stations.find(({ id }) => id === value),
              chosen,
            ),
          )
        }
        data={[
          { value: '', label: say('relay.station-choose') },
          ...(typed.station !== '' && !chosen ? [{ value: typed.station, label: say('relay.station-elsewhere') }] : []),
          ...stations.map(({ id, name, state }) => ({ value: id, label: `${name} – ${say(`relay.state.${state}`)}` })),
        ]}
      />
      {chosen && (
        <div className={styles.chosen}>
          <p>
            <StateTag told={tellStation(chosen.state)} /> {foundText(chosen, say, format)}
          </p>
          {(chosen.state === 'lost' || chosen.state === 'silent') && <p>{say('relay.away-now')}</p>}
          <div className={styles.hear}>
            <ListenNow key={chosen.id} station={chosen} />
          </div>
        </div>
      )}
      <TextInput
        id="relay-minutes"
        label={say('relay.minutes')}
        description={say('relay.minutes-what')}
        inputMode="numeric"
        autoComplete="off"
        value={typed.minutes}
        onChange={({ currentTarget: { value } }) => onChange({ ...typed, minutes: value })}
      />
      <FallbackField value={typed.fallback} onChange={(fallback) => onChange({ ...typed, fallback })} />
    </Stack>
  );
}
