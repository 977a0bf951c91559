import { Stack } from '@mantine/core';
import { Link } from 'wouter';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import type { RelayStation } from '../../protocol/api/relays.ts';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { Notice } from '../components/Notice.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { useBulletins, useProgrammes } from '../data/queries.ts';
import { bulletinPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { programmePath } from '../schedule/paths.ts';
import { useRemoveRelay } from './ask.ts';
import { bulletinsWith, programmesWith } from './used-by.ts';

interface Props {
  one: RelayStation;
  onClose: () => void;
}

/** Takes a station away; one that bulletins or programmes hold says in which, and stays. */
export function RemoveSheet({ one, onClose }: Props) {
  const { say } = useWords();
  const bulletins = useBulletins();
  const remove = useRemoveRelay();
  const passing = bulletinsWith(one.id, bulletins.data?.items ?? []);
  if (one.usedIn > 0 || passing.length > 0) return <StillUsed one={one} passing={passing} onClose={onClose} />;
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

function StillUsed({ one, passing, onClose }: Props & { passing: readonly Bulletin[] }) {
  const { say, format } = useWords();
  const programmes = useProgrammes().data?.items;
  const here = programmes ? programmesWith(passing, programmes) : [];
  const elsewhere = programmes ? one.usedIn - here.length : 0;
  return (
    <Sheet title={say('relay.remove-title', { name: one.name })} onClose={onClose}>
      <Stack>
        <Notice meaning="partial" role="alert" title={say('relay.still-used')}>
          <ul data-used-in>
            {passing.map(({ id, title }) => (
              <li key={id}>
                {say('relay.used-bulletin')} <Link href={bulletinPath(id)}>{title}</Link>
              </li>
            ))}
            {here.map(({ id, title }) => (
              <li key={id}>
                {say('relay.used-programme')} <Link href={programmePath(id)}>{title}</Link>
              </li>
            ))}
            {elsewhere > 0 && <li>{say('relay.used-elsewhere', { n: format.number(elsewhere) })}</li>}
          </ul>
        </Notice>
        <p>{say('relay.still-used-what')}</p>
        <SheetActions onClose={onClose} />
      </Stack>
    </Sheet>
  );
}
