import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { BULLETIN_CLASSES } from '../../protocol/classes.ts';
import { useRecordings } from '../data/queries.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import { useSetBroadcastSettings } from './ask.ts';
import { SettingsSheet } from './SettingsSheet.tsx';
import type { SheetProps } from './VoiceCards.tsx';
import { CHIME_CLASSES, LONGEST_CHIME_MS, readVoice, typedVoice } from './voice-form.ts';

/** Volume and chime of each class; the other half of the settings goes along as it was. */
export function VoiceSheet({ area, settings, onSaved, onClose }: SheetProps) {
  const { say, format } = useWords();
  const set = useSetBroadcastSettings(area);
  const [typed, setTyped] = useState(() => typedVoice(settings));
  const chimes = (useRecordings().data?.items ?? []).filter(
    (one) => one.durationMs <= LONGEST_CHIME_MS || Object.values(settings.chime).includes(one.sha256),
  );
  const read = () => {
    const { settings: next, bad } = readVoice(typed, settings);
    return {
      settings: next,
      faults: bad.map((one) => ({ field: `volume-${one}`, message: say('settings.volume-bad') })),
    };
  };
  return (
    <SettingsSheet title={say('settings.voice-change')} set={set} read={read} onSaved={onSaved} onClose={onClose}>
      <div className={styles.columns}>
        {BULLETIN_CLASSES.map((one) => (
          <TextInput
            key={one}
            id={`volume-${one}`}
            label={say(`settings.volume-${one}`)}
            inputMode="numeric"
            autoComplete="off"
            rightSection={'%'}
            value={typed.volume[one]}
            onChange={({ currentTarget: { value } }) =>
              setTyped((before) => ({ ...before, volume: { ...before.volume, [one]: value } }))
            }
          />
        ))}
      </div>
      {CHIME_CLASSES.map((one) => (
        <NativeSelect
          key={one}
          label={say(`settings.chime-${one}`)}
          description={say('settings.chime-length')}
          value={typed.chime[one]}
          onChange={({ currentTarget: { value } }) =>
            setTyped((before) => ({ ...before, chime: { ...before.chime, [one]: value } }))
          }
          data={[
            { value: '', label: say('settings.chime-none') },
            ...unlisted(typed.chime[one], chimes).map((value) => ({ value, label: say('settings.chime-elsewhere') })),
            ...chimes.map(({ sha256, title, durationMs }) => ({
              value: sha256,
              label: `${title} (${format.length(durationMs)})`,
            })),
          ]}
        />
      ))}
    </SettingsSheet>
  );
}

/** A chime that this person cannot see in the library stays what it is. */
function unlisted(chosen: string, chimes: readonly { sha256: string }[]): string[] {
  return chosen === '' || chimes.some((one) => one.sha256 === chosen) ? [] : [chosen];
}
