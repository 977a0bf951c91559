// pure
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import type { Format } from '../format/format.ts';
import type { Say } from '../i18n/say.ts';

/** «Thời sự sáng (Tiếp âm VOV1 · 30 phút)»; a title that names the station already does not say it twice. */
export function relayTitle(
  { title }: Pick<Bulletin, 'title'>,
  { name, minutes }: NonNullable<Bulletin['relay']>,
  say: Say,
  format: Format,
): string {
  const line = say('relay.line', { name, minutes: format.number(minutes) });
  const proposed = say('relay.title-of', { name });
  return title === proposed ? line : `${title} (${line})`;
}
