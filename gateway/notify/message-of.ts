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
  readonly linkOf: (notice: About['notice'], repairCase?: string) => string;
  readonly caseLink: (repairCase: string) => string;
  readonly homeLink: string;
}

/** The repair case of each of these incidents, where somebody has to repair it. */
export type CasesOf = ReadonlyMap<string, string>;

/** The rows of drafts, each in the words of its channel; the same words for many people are found once. */
export function messageWriter(places: Places, at: number, cases: CasesOf) {
  const known = new Map<string, { subject: string; text: string; link: string }>();
  const said = ({ notice, step, key }: Draft, settings: ChannelSettings) => {
    const manner = settings.kind === 'sms' && settings.plain ? 'sms' : 'text';
    const name = `${notice.id} ${key} ${manner}`;
    const about = aboutOf(notice, places, cases);
    const words = known.get(name) ?? { link: about.link, ...chosen(wordsOf(step, about, at), settings) };
    known.set(name, words);
    return words;
  };
  return (draft: Draft, settings: ChannelSettings, id: string): Message => {
    const { wish, notice, key, noticeId, state, dueAt } = draft;
    return {
      ...{ id, noticeId, subscription: wish.id, step: key, channel: wish.channel, to: wish.to, toName: wish.name },
      ...{ area: wish.area, incident: notice.incident, ...said(draft, settings) },
      // A person's message is its text; a program gets the thing itself.
      notices: settings.kind === 'web-hook' ? [notice] : [],
      ...{ state, createdAt: at, dueAt, tries: 0 },
    };
  };
}

/** One message in place of many, to the same address. */
export function digestOf(
  items: readonly { readonly message: Message; readonly notice: About['notice']; readonly isOver: boolean }[],
  settings: ChannelSettings,
  places: Places,
  cases: CasesOf,
  made: { id: string; at: number },
): Message | undefined {
  const [first] = items;
  if (!first) return undefined;
  // An incident is one line, however many messages told of it.
  const lines = [
    ...new Map(
      items.map(({ notice, isOver }) => [notice.incident, { ...aboutOf(notice, places, cases), isOver }]),
    ).values(),
  ];
  const communes = new Set(lines.flatMap(({ notice }) => (notice.area && places.communeOf(notice.area)) || []));
  const { subscription, channel, to, toName, area } = first.message;
  return {
    ...{ id: made.id, noticeId: `digest/${made.id}`, subscription, step: 'digest', channel, to, toName, area },
    ...{ link: places.homeLink, notices: [] },
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

function aboutOf(notice: About['notice'], { placeOf, linkOf }: Places, cases: CasesOf): About {
  const place = notice.area === undefined ? undefined : placeOf(notice.area);
  return { notice, place, link: linkOf(notice, cases.get(notice.incident)) };
}
