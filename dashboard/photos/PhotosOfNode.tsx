import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { Card } from '../components/Card.tsx';
import { Notice } from '../components/Notice.tsx';
import { useMe } from '../data/session.ts';
import { KeptAnswer } from '../field/KeptAnswer.tsx';
import { forgetWaiting, type Waiting } from '../field/kept.ts';
import { photosIn } from '../field/named-photos.ts';
import { PhotoRow, Photos } from '../field/Photos.tsx';
import { dateTimeText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { useNodePhotos, usePhotoKey, usePhotoOutbox } from './ask.ts';
import { byVisit } from './by-visit.ts';

/** How it hangs there: what was photographed at each visit, what still waits on this phone, and one more. */
export function PhotosOfNode({ node, code }: { node: string; code: string }) {
  const { say } = useWords();
  const { role } = useMe().account;
  const asked = useNodePhotos(node);
  const outbox = usePhotoOutbox();
  const { key, renew } = usePhotoKey();
  const [failed, setFailed] = useState(false);
  const add = (photos: readonly string[]) =>
    outbox.hand({ node, code }, key, photos).then(
      () => {
        setFailed(false);
        renew();
      },
      () => setFailed(true),
    );
  const waiting = outbox.waitingOf(node);
  return (
    <Card title={say('kept.mast')}>
      <Stack gap="md">
        {waiting.map((record) => (
          <WaitingPhotos key={record.id} record={record} />
        ))}
        <KeptAnswer asked={asked}>
          {({ items }) =>
            items.length === 0 && waiting.length === 0 ? (
              <p>{say('kept.mast-none')}</p>
            ) : (
              byVisit(items).map(({ at, byName, photos }) => (
                <section key={`${at} ${photos[0]}`}>
                  <p>{[dateTimeText(at), byName].filter(Boolean).join(' · ')}</p>
                  <PhotoRow photos={photos} />
                </section>
              ))
            )
          }
        </KeptAnswer>
        {failed && (
          <Notice meaning="bad" role="alert">
            {say('kept.photo-failed')}
          </Notice>
        )}
        {may(role, 'enrol') && <Photos key={key} record={key} photos={[]} onChange={(photos) => void add(photos)} />}
      </Stack>
    </Card>
  );
}

function WaitingPhotos({ record }: { record: Waiting }) {
  const { say } = useWords();
  return (
    <section data-waiting>
      {record.refused ? (
        <>
          <Notice meaning="bad">{say('kept.refused', { why: record.refused.text })}</Notice>
          <Button variant="default" onClick={() => void forgetWaiting(record.id)}>
            {say('kept.mast-drop')}
          </Button>
        </>
      ) : (
        <p role="status">{say('kept.mast-waiting')}</p>
      )}
      <PhotoRow photos={photosIn(record.body)} />
    </section>
  );
}
