import { Stack } from '@mantine/core';
import { Link } from 'wouter';
import type { RelayStation } from '../../protocol/api/relays.ts';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { Notice } from '../components/Notice.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { useBulletins, useProgrammes } from '../data/queries.ts';
import { useWords } from '../i18n/Language.tsx';
import { programmePath } from '../schedule/paths.ts';
import { useRemoveRelay } from './ask.ts';
import { programmesWith } from './programmes-with.ts';

/** Takes a station away; one that a programme holds says in which, and stays. */
export function RemoveSheet({ one, onClose }: { one: RelayStation; onClose: () => void }) {
  const { say } = useWords();
  const remove = useRemoveRelay();
  if (one.usedIn > 0) return <StillUsed one={one} onClose={onClose} />;
  return (
    <ConfirmSheet
      title={say('relay.remove-title', { name: one.name })}
      submit={say('relay.remove')}
      act={remove}
      onSubmit={() => remove.mutate(one.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{say('relay.remove-what')}</p>
    </ConfirmSheet>
  );
}

function StillUsed({ one, onClose }: { one: RelayStation; onClose: () => void }) {
  const { say, format } = useWords();
  const bulletins = useBulletins().data?.items;
  const programmes = useProgrammes().data?.items;
  const here = bulletins && programmes ? programmesWith(one.id, bulletins, programmes) : [];
  const elsewhere = one.usedIn - here.length;
  return (
    <Sheet title={say('relay.remove-title', { name: one.name })} onClose={onClose}>
      <Stack>
        <Notice meaning="partial" role="alert" title={say('relay.still-used', { n: format.number(one.usedIn) })}>
          <ul data-used-in>
            {here.map(({ id, title }) => (
              <li key={id}>
                <Link href={programmePath(id)}>{title}</Link>
              </li>
            ))}
            {bulletins && programmes && elsewhere > 0 && (
              <li>{say('relay.used-elsewhere', { n: format.number(elsewhere) })}</li>
            )}
          </ul>
        </Notice>
        <p>{say('relay.still-used-what')}</p>
        <SheetActions onClose={onClose} />
      </Stack>
    </Sheet>
  );
}
