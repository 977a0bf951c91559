// pure
import type { ChannelSettings } from '../../protocol/api/notify.ts';
import type { MessageStep } from '../../protocol/notify.ts';
import type { Draft } from './deciding.ts';
import type { Message } from './messages-store.ts';
import type { About, Words } from './wording.ts';
import { digestWords, wordsOf } from './wording.ts';

export interface Places {
  /** «thôn Đông, xã An Hòa»; undefined for an unknown area. */
  readonly placeOf: (area: string) => string | undefined;
  readonly communeOf: (area: string) => string | undefined;
  /** Of a page about it, whole. */
  readonly linkOf: (notice: About['notice']) => string;
  readonly homeLink: string;
}

/** The row of a draft, in the words of its channel. */
export function messageOf(
  draft: Draft,
  settings: ChannelSettings,
  places: Places,
  made: { id: string; at: number },
): Message {
  const { wish, notice, step, key, noticeId, state, dueAt } = draft;
  const about = aboutOf(notice, places);
  return {
    ...{
      id: made.id,
      noticeId,
      subscription: wish.id,
      step: key,
      channel: wish.channel,
      to: wish.to,
      toName: wish.name,
    },
    ...{ area: wish.area, incident: notice.incident, link: about.link, notices: [notice] },
    ...chosen(wordsOf(step, about, made.at), settings),
    ...{ state, createdAt: made.at, dueAt, tries: 0 },
  };
}

/** One message in place of many, to the same address. */
export function digestOf(
  items: readonly { readonly message: Message; readonly notice: About['notice']; readonly isOver: boolean }[],
  settings: ChannelSettings,
  places: Places,
  made: { id: string; at: number },
): Message | undefined {
  const [first] = items;
  if (!first) return undefined;
  // An incident is one line, however many messages told of it.
  const lines = [
    ...new Map(items.map(({ notice, isOver }) => [notice.incident, { ...aboutOf(notice, places), isOver }])).values(),
  ];
  const communes = new Set(lines.flatMap(({ notice }) => (notice.area && places.communeOf(notice.area)) || []));
  const { subscription, channel, to, toName, area } = first.message;
  return {
    ...{ id: made.id, noticeId: `digest/${made.id}`, subscription, step: 'digest', channel, to, toName, area },
    ...{ link: places.homeLink, notices: lines.map(({ notice }) => notice).slice(0, 50) },
    ...chosen(digestWords(lines, communes.size, places.homeLink), settings),
    ...{ state: 'waiting', createdAt: made.at, dueAt: made.at, tries: 0 },
  };
}

/** `reminder-3` is a reminder. */
export function stepOf(key: string): MessageStep {
  return key.startsWith('reminder') ? 'reminder' : (key as MessageStep); // nothing else is ever stored
}

export function chosen({ subject, text, sms }: Words, settings: ChannelSettings): { subject: string; text: string } {
  return { subject, text: settings.kind === 'sms' && settings.plain ? sms : text };
}

function aboutOf(notice: About['notice'], { placeOf, linkOf }: Places): About {
  return { notice, place: notice.area === undefined ? undefined : placeOf(notice.area), link: linkOf(notice) };
}
