// pure
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { dayText, parseDay } from '../format/date.ts';
import type { TextKey } from '../i18n/say.ts';

/** What stands in the form, as typed. */
export interface BulletinForm {
  readonly title: string;
  readonly field: Bulletin['field'];
  /** Empty: nobody has said. */
  readonly genre: NonNullable<Bulletin['genre']> | '';
  readonly class: Bulletin['class'];
  readonly language: string;
  readonly expiresOn: string;
  readonly text: string;
}

export type BulletinSaid = Omit<BulletinForm, 'expiresOn' | 'text' | 'genre'> & {
  text?: string;
  expiresOn?: string;
  genre?: NonNullable<Bulletin['genre']>;
};
export interface BulletinFault {
  readonly field: string;
  readonly message: TextKey;
}

export const EMPTY_BULLETIN: BulletinForm = {
  title: '',
  field: 'general',
  genre: '',
  class: 'normal',
  language: 'vi',
  expiresOn: '',
  text: '',
};

export function formOf(bulletin: Bulletin): BulletinForm {
  return {
    title: bulletin.title,
    field: bulletin.field,
    genre: bulletin.genre ?? '',
    class: bulletin.class,
    language: bulletin.language,
    expiresOn: bulletin.expiresOn ? dayText(bulletin.expiresOn) : '',
    text: bulletin.text ?? '',
  };
}

/** What the form says, or what must be mended first. */
export function readBulletin(form: BulletinForm, today: string): { said: BulletinSaid } | { faults: BulletinFault[] } {
  const faults: BulletinFault[] = [];
  const title = form.title.trim().normalize('NFC');
  const text = form.text.trim().normalize('NFC');
  const expiresOn = parseDay(form.expiresOn);
  if (!title) faults.push({ field: 'bulletin-title', message: 'bulletin.title-missing' });
  if (form.expiresOn.trim() && !expiresOn) faults.push({ field: 'bulletin-expires', message: 'bulletin.expires-bad' });
  if (expiresOn && expiresOn < today) faults.push({ field: 'bulletin-expires', message: 'bulletin.expires-over' });
  if (faults.length > 0) return { faults };
  const { expiresOn: _typed, text: _text, genre, ...rest } = form;
  return {
    said: {
      ...rest,
      title,
      ...(genre ? { genre } : {}),
      ...(text ? { text } : {}),
      ...(expiresOn ? { expiresOn } : {}),
    },
  };
}
