import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { useCreateBulletin } from '../data/bulletins.ts';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRelay } from '../i18n/vi-relay.ts';
import { BulletinFields } from '../library/BulletinFields.tsx';
import { EMPTY_BULLETIN } from '../library/bulletin-form.ts';
import styles from '../library/Library.module.css';
import { useRelays } from './ask.ts';
import { RELAYS_PATH } from './paths.ts';
import { RelayFields } from './RelayFields.tsx';
import { EMPTY_RELAY, readRelay, type TypedRelay } from './relay-form.ts';

knowWords(viRelay);

/** A new bulletin that passes a station on: which, for how long, what in its place; then what it is called. */
export function ComposeRelay({ onCreated }: { onCreated: (bulletin: Bulletin) => void }) {
  const { say } = useWords();
  const relays = useRelays();
  const create = useCreateBulletin();
  const [typed, setTyped] = useState<TypedRelay>(EMPTY_RELAY);
  const heading = useRef<HTMLDivElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: false }), []);
  const stations = relays.data?.items ?? [];
  const chosen = stations.find(({ id }) => id === typed.station);
  const read = readRelay(typed);
  return (
    <div className={styles.compose} ref={heading} tabIndex={-1}>
      <Card title={say('relay.compose')}>
        <Answer query={relays} rows={4}>
          {({ items }) =>
            items.length === 0 ? <NoStation /> : <RelayFields stations={items} typed={typed} onChange={setTyped} />
          }
        </Answer>
      </Card>
      {chosen && (
        <Card title={say('compose.describe')}>
          <BulletinFields
            key={chosen.id}
            initial={{ ...EMPTY_BULLETIN, title: say('relay.title-of', { name: chosen.name }), genre: 'relay' }}
            ready
            missing={() =>
              'faults' in read ? read.faults.map(({ field, word }) => ({ field, message: say(word) })) : []
            }
            save={create}
            onSave={(said, draft) =>
              'said' in read && create.mutate({ ...said, ...read.said, draft }, { onSuccess: onCreated })
            }
          />
        </Card>
      )}
    </div>
  );
}

function NoStation() {
  const { say } = useWords();
  const mayAdd = may(useMe().account.role, 'keep-relays');
  return (
    <Empty sentence={say(mayAdd ? 'relay.none' : 'relay.none-ask')}>
      {mayAdd && <Link href={RELAYS_PATH}>{say('relay.add')}</Link>}
    </Empty>
  );
}
