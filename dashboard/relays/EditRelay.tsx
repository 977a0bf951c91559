import { useState } from 'react';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { Answer } from '../components/Answer.tsx';
import { useChangeBulletin } from '../data/bulletins.ts';
import { useWords } from '../i18n/Language.tsx';
import { BulletinFields } from '../library/BulletinFields.tsx';
import { formOf } from '../library/bulletin-form.ts';
import { useRelays } from './ask.ts';
import { RelayFields } from './RelayFields.tsx';
import { readRelay, typedRelay } from './relay-form.ts';

/** Changes a bulletin that passes a station on: it stays one. */
export function EditRelay({ bulletin, onSaved }: { bulletin: Bulletin; onSaved: () => void }) {
  const { say } = useWords();
  const relays = useRelays();
  const change = useChangeBulletin(bulletin.id);
  const [typed, setTyped] = useState(() => typedRelay(bulletin));
  const read = readRelay(typed);
  return (
    <Answer query={relays} rows={4}>
      {({ items }) => (
        <>
          <RelayFields stations={items} typed={typed} onChange={setTyped} />
          <BulletinFields
            initial={formOf(bulletin)}
            ready
            missing={() =>
              'faults' in read ? read.faults.map(({ field, word }) => ({ field, message: say(word) })) : []
            }
            save={change}
            onSave={(said, draft) =>
              'said' in read && change.mutate({ ...said, ...read.said, draft }, { onSuccess: onSaved })
            }
          />
        </>
      )}
    </Answer>
  );
}
