import { useState } from 'react';
import { Link, useParams } from 'wouter';
import type { Bulletin as BulletinItem } from '../../protocol/api/broadcast.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { ListenPlayer } from '../components/ListenPlayer.tsx';
import { Loudness } from '../components/Loudness.tsx';
import { tellApproval } from '../components/meaning.ts';
import { Page } from '../components/Page.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { shortCode } from '../components/short-code.ts';
import { useBulletin, useListened, useRecording } from '../data/bulletins.ts';
import { useMe } from '../data/session.ts';
import { dayText } from '../format/date.ts';
import { BULLETINS_PATH } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viLibrary } from '../i18n/vi-library.ts';
import { viRelay } from '../i18n/vi-relay.ts';
import { BulletinActs } from '../library/BulletinActs.tsx';
import { BulletinHistory } from '../library/BulletinHistory.tsx';
import { BulletinUsage } from '../library/BulletinUsage.tsx';
import { EditBulletin } from '../library/EditBulletin.tsx';
import styles from '../library/Library.module.css';
import { languageWord } from '../library/languages.ts';
import { RelayLine } from '../relays/RelayLine.tsx';

knowWords(viLibrary);
knowWords(viRelay);

/** One bulletin: how it sounds, what it says, who decided, where it is used. */
export function Bulletin() {
  const { say } = useWords();
  const { id = '' } = useParams();
  const bulletin = useBulletin(id);
  const [editing, setEditing] = useState(false);
  return (
    <Page
      title={bulletin.data?.title ?? say('menu.bulletins')}
      sentence={bulletin.data && <StateTag told={tellApproval(bulletin.data.state)} />}
      actions={bulletin.data && !editing && <BulletinActs bulletin={bulletin.data} onEdit={() => setEditing(true)} />}
    >
      <p>
        <Link href={BULLETINS_PATH} className={styles.back}>
          {say('library.all')}
        </Link>
      </p>
      <Answer query={bulletin} rows={10}>
        {(found) =>
          editing ? (
            <EditBulletin bulletin={found} onClose={() => setEditing(false)} />
          ) : (
            <div className={styles.detail}>
              <div className={styles.column}>
                <Sound bulletin={found} />
                <Card title={say('bulletin.text')}>
                  {found.text ? <p className={styles.said}>{found.text}</p> : <p>{say('bulletin.no-text')}</p>}
                </Card>
                <BulletinUsage bulletin={found.id} />
              </div>
              <div className={styles.column}>
                <Details bulletin={found} />
                <BulletinHistory bulletin={found} />
              </div>
            </div>
          )
        }
      </Answer>
    </Page>
  );
}

function Sound({ bulletin }: { bulletin: BulletinItem }) {
  const { say } = useWords();
  const { account } = useMe();
  const recording = useRecording(bulletin.recording);
  // An approver who hears it here has heard it.
  const counts = may(account.role, 'approve') && bulletin.state === 'pending' && bulletin.createdBy !== account.id;
  const listened = useListened(bulletin.recording, counts).data;
  return (
    <Card title={say(bulletin.relay ? 'relay.listen-card' : 'bulletin.listen')}>
      {bulletin.relay && (
        <>
          <RelayLine
            station={{ id: bulletin.relay.station, name: bulletin.relay.name }}
            minutes={bulletin.relay.minutes}
          />
          <h3>{say('relay.fallback-heading')}</h3>
        </>
      )}
      <Answer query={recording} rows={2}>
        {(found) => (
          <div className={styles.column}>
            <ListenPlayer recording={found} counts={counts} listened={listened} />
            <Loudness recording={found} />
          </div>
        )}
      </Answer>
    </Card>
  );
}

function Details({ bulletin }: { bulletin: BulletinItem }) {
  const { say, format } = useWords();
  const language = languageWord(bulletin.language);
  return (
    <Card title={say('bulletin.details')}>
      <Facts
        facts={[
          [say('library.length'), format.duration(bulletin.durationMs)],
          ...(bulletin.relay
            ? [
                [
                  say('relay.compose'),
                  say('relay.line', { name: bulletin.relay.name, minutes: format.number(bulletin.relay.minutes) }),
                ] as const,
              ]
            : []),
          ...(bulletin.fromSource ? [[say('relay.from-above'), bulletin.fromSource] as const] : []),
          [say('bulletin.field'), say(`field.${bulletin.field}`)],
          [say('bulletin.genre'), say(bulletin.genre ? `genre.${bulletin.genre}` : 'genre.none')],
          [say('bulletin.class'), say(`class.${bulletin.class}`)],
          [say('bulletin.language'), language ? say(language) : bulletin.language],
          [say('library.expires'), bulletin.expiresOn ? dayText(bulletin.expiresOn) : say('bulletin.expires-never')],
          [say('bulletin.code'), shortCode(bulletin.contentHash)],
        ]}
      />
    </Card>
  );
}
