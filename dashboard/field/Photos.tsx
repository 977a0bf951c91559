import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Notice } from '../components/Notice.tsx';
import { paths } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { newUlid } from '../data/ulid.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Field.module.css';
import { forgetPhoto, keepPhoto, photoOf } from './kept.ts';
import { isStored } from './named-photos.ts';
import { shrink } from './shrink.ts';

/** As many as one line or step takes. */
const MOST_PHOTOS = 8;

interface Props {
  record: string;
  photos: readonly string[];
  onChange: (photos: readonly string[]) => void;
}

/** Photos of one place: taken with the phone's camera, made small, kept here until they are sent. */
export function Photos({ record, photos, onChange }: Props) {
  const { say } = useWords();
  const account = useMe().account.id;
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const add = async (files: readonly File[]) => {
    setBusy(true);
    setFailed(false);
    const made: string[] = [];
    for (const file of files.slice(0, MOST_PHOTOS - photos.length)) {
      try {
        const id = newUlid(Date.now());
        await keepPhoto({ id, account, record, blob: await shrink(file) });
        made.push(id);
      } catch {
        setFailed(true);
      }
    }
    setBusy(false);
    if (made.length > 0) onChange([...photos, ...made]);
  };
  return (
    <div>
      <p>{say('kept.photos', { n: photos.length, most: MOST_PHOTOS })}</p>
      <PhotoRow
        photos={photos}
        onRemove={(id) => {
          onChange(photos.filter((one) => one !== id));
          void forgetPhoto(id);
        }}
      />
      {failed && (
        <Notice meaning="bad" role="alert">
          {say('kept.photo-failed')}
        </Notice>
      )}
      {photos.length < MOST_PHOTOS && (
        <>
          <Button variant="default" size="lg" loading={busy} onClick={() => input.current?.click()}>
            {say('kept.photo-take')}
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            multiple
            accept="image/*"
            capture="environment"
            aria-label={say('kept.photo-take')}
            onChange={(event) => {
              const files = [...(event.currentTarget.files ?? [])];
              event.currentTarget.value = '';
              void add(files);
            }}
          />
        </>
      )}
    </div>
  );
}

/** Pictures, those kept here and those at the gateway alike. */
export function PhotoRow({ photos, onRemove }: { photos: readonly string[]; onRemove?: (id: string) => void }) {
  const { say } = useWords();
  if (photos.length === 0) return null;
  return (
    <ul className={styles.photos}>
      {photos.map((id, index) => (
        <li key={id}>
          <Photo id={id} alt={say('kept.photo', { n: index + 1 })} />
          {onRemove && (
            <Button variant="default" size="sm" onClick={() => onRemove(id)}>
              {say('kept.photo-remove', { n: index + 1 })}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Photo({ id, alt }: { id: string; alt: string }) {
  const [address, setAddress] = useState(() => (isStored(id) ? paths.attachment(id) : undefined));
  useEffect(() => {
    if (isStored(id)) return;
    let made: string | undefined;
    let current = true;
    void photoOf(id).then((photo) => {
      if (!photo || !current) return;
      made = URL.createObjectURL(photo.blob);
      setAddress(made);
    });
    return () => {
      current = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [id]);
  return address ? <img src={address} alt={alt} loading="lazy" /> : null;
}
