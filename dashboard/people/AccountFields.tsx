import { NativeSelect, TextInput } from '@mantine/core';
import { ROLES } from '../../protocol/roles.ts';
import { AreaPicker } from '../components/AreaPicker.tsx';
import { DateField } from '../components/DateField.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { AreaNames } from './AreaNames.tsx';
import type { AccountDraft } from './account-form.ts';
import { useDutiesText } from './duties-text.ts';

interface Props {
  draft: AccountDraft;
  onChange: (change: Partial<AccountDraft>) => void;
  /** A username is chosen once. */
  fresh?: boolean;
  /** Nobody changes the own role or areas. */
  own?: boolean;
}

export function AccountFields({ draft, onChange, fresh = false, own = false }: Props) {
  const { say } = useWords();
  const roots = useMe().account.areas;
  const duties = useDutiesText();
  return (
    <>
      <TextInput
        id="account-name"
        size="md"
        label={say('account.name')}
        autoComplete="off"
        maxLength={120}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      {fresh && (
        <TextInput
          id="account-username"
          size="md"
          label={say('account.username')}
          description={say('account.username-hint')}
          autoComplete="off"
          autoCapitalize="none"
          maxLength={64}
          value={draft.username}
          onChange={(event) => onChange({ username: event.currentTarget.value })}
        />
      )}
      {own ? (
        <p>{say('account.own')}</p>
      ) : (
        <>
          <NativeSelect
            size="md"
            label={say('account.role')}
            description={duties(draft)}
            value={draft.role}
            onChange={(event) =>
              onChange({ role: ROLES.find((one) => one === event.currentTarget.value) ?? 'operator' })
            }
            data={ROLES.map((one) => ({ value: one, label: say(`role.${one}`) }))}
          />
          <fieldset style={{ border: 'none', padding: 0, margin: 0, minWidth: 0 }}>
            <legend style={{ padding: 0, marginBottom: 4, fontWeight: 600 }}>{say('account.areas')}</legend>
            {draft.role === 'hamlet-head' && <p>{say('account.one-hamlet')}</p>}
            {draft.areas.length > 0 && (
              <p>
                {say('account.chosen')} <AreaNames areas={draft.areas} />
              </p>
            )}
            <AreaPicker
              id="account-areas"
              roots={roots}
              chosen={draft.areas}
              // A hamlet head has one: the one chosen last takes the place of the other.
              onChange={(areas) => onChange({ areas: draft.role === 'hamlet-head' ? areas.slice(-1) : areas })}
            />
          </fieldset>
          <DateField
            id="account-until"
            label={say(draft.role === 'appraiser' ? 'account.until' : 'account.until-optional')}
            value={draft.until}
            onChange={(until) => onChange({ until })}
          />
        </>
      )}
    </>
  );
}
