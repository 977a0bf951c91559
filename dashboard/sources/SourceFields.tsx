import { Checkbox, InputBase, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import type { Source } from '../../protocol/api/sources.ts';
import { LOG_PER } from '../../protocol/sources.ts';
import { AreaPicker } from '../components/AreaPicker.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import { FeedFields } from './FeedFields.tsx';
import { SignersField } from './SignersField.tsx';
import type { TypedSource } from './source-form.ts';
import { WeightsField } from './WeightsField.tsx';

interface Props {
  one: Source | undefined;
  typed: TypedSource;
  set: (part: Partial<TypedSource>) => void;
}

const LEVELS = ['province', 'central'] as const;

/** Who it is, how high it stands, where it may speak; then what belongs to its kind. */
export function SourceFields({ one, typed, set }: Props) {
  const { say } = useWords();
  const { areas } = useMe().account;
  return (
    <>
      <TextInput
        id="source-name"
        label={say('source.name')}
        maxLength={120}
        autoComplete="off"
        value={typed.name}
        onChange={({ currentTarget: { value } }) => set({ name: value })}
      />
      <NativeSelect
        label={say('source.level')}
        description={say('source.level-what')}
        value={typed.level}
        onChange={({ currentTarget: { value } }) => set({ level: value === 'central' ? 'central' : 'province' })}
        data={LEVELS.map((level) => ({ value: level, label: say(`level.${level}`) }))}
      />
      <fieldset className={styles.choices}>
        <legend>{say('source.areas')}</legend>
        <AreaPicker
          id="source-areas"
          roots={areas}
          chosen={typed.areas}
          onChange={(chosen) => set({ areas: chosen })}
        />
      </fieldset>
      {typed.kind === 'cap' ? (
        <>
          <SignersField known={one?.signers ?? 0} value={typed.signers} onChange={(signers) => set({ signers })} />
          <FeedFields typed={typed} set={set} />
          <WeightsField rows={typed.weights} onChange={(weights) => set({ weights })} />
        </>
      ) : (
        <ReportFields one={one} typed={typed} set={set} />
      )}
    </>
  );
}

function ReportFields({ one, typed, set }: Props) {
  const { say } = useWords();
  return (
    <>
      <TextInput
        id="source-mapping"
        label={say('source.mapping')}
        description={say('source.mapping-what')}
        maxLength={40}
        autoComplete="off"
        value={typed.mapping}
        onChange={({ currentTarget: { value } }) => set({ mapping: value })}
      />
      <InputBase
        id="source-url"
        label={say('source.url')}
        description={say('source.url-what')}
        type="url"
        maxLength={500}
        autoComplete="off"
        value={typed.reportUrl}
        onChange={({ currentTarget: { value } }) => set({ reportUrl: value })}
      />
      <PasswordInput
        id="source-secret"
        label={say('source.report-secret')}
        description={say(one?.reportUrl ? 'source.report-secret-kept' : 'source.report-secret-what')}
        maxLength={400}
        autoComplete="new-password"
        value={typed.reportSecret}
        onChange={({ currentTarget: { value } }) => set({ reportSecret: value })}
      />
      {one?.reportUrl !== undefined && (
        <Checkbox
          size="md"
          label={say('source.report-secret-drop')}
          checked={typed.dropSecret}
          onChange={({ currentTarget: { checked } }) => set({ dropSecret: checked })}
        />
      )}
      <fieldset className={styles.choices} id="source-log-per">
        <legend>{say('source.log-per')}</legend>
        {LOG_PER.map((per) => (
          <Checkbox
            key={per}
            size="md"
            label={say(`source.log-per.${per}`)}
            checked={typed.logPer.includes(per)}
            onChange={({ currentTarget: { checked } }) =>
              set({ logPer: LOG_PER.filter((each) => (each === per ? checked : typed.logPer.includes(each))) })
            }
          />
        ))}
      </fieldset>
      <InputBase
        component="textarea"
        multiline
        rows={3}
        id="source-hosts"
        label={say('source.hosts')}
        description={say('source.hosts-what')}
        spellCheck={false}
        maxLength={4_000}
        value={typed.streamHosts}
        onChange={({ currentTarget: { value } }) => set({ streamHosts: value })}
      />
      <TextInput
        id="source-seconds"
        label={say('source.seconds')}
        inputMode="numeric"
        autoComplete="off"
        value={typed.statusEverySeconds}
        onChange={({ currentTarget: { value } }) => set({ statusEverySeconds: value })}
      />
    </>
  );
}
