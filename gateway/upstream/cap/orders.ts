// pure
import type { AlertWeight } from '../../../protocol/sources.ts';
import { HOUR_MS } from '../../../protocol/units.ts';
import { fewest, type Ground, hamletsOf } from './alert-areas.ts';
import type { AlertContent, Order, ShownInfo } from './alert-store.ts';
import { MOST_INFOS } from './bounds.ts';
import type { CapInfo, CapMessage } from './cap-message.ts';
import type { CapSettings } from './cap-settings.ts';
import { eventOf } from './event-words.ts';
import { infosIn, languageOf } from './languages.ts';
import { spokenOf, spokenTogether } from './spoken.ts';
import { heaviest, weightOf } from './weight.ts';

/** What of a message can be said where. */
export interface Reading {
  readonly content: Omit<AlertContent, 'ends'>;
  readonly infos: readonly ShownInfo[];
  readonly weight: AlertWeight | undefined;
  readonly isUnderstood: boolean;
  readonly isHere: boolean;
  readonly effectiveAt: number;
  readonly expiresAt: number;
}

/** Beyond it each hamlet hears only the first info that is for it. */
const MOST_ORDERS = MOST_INFOS;

/** So many are named of the hamlets that no outline can be compared with. */
const MOST_UNPLACED = 50;

interface Part {
  readonly info: CapInfo;
  readonly hamlets: readonly string[];
  readonly weight: AlertWeight;
  readonly expiresAt: number;
}

/**
 * The infos of the language that is spoken, of these the heaviest that still hold, and which hamlet hears which of them: a
 * hamlet that lies in several hears them in one. Without any in such a language, all infos are read, for a person to decide.
 */
export function readingOf(
  message: CapMessage,
  { now, ground, scope, settings }: { now: number; ground: Ground; scope: readonly string[]; settings: CapSettings },
): Reading {
  const understood = infosIn(settings.languages, message.info);
  const chosen = understood.length > 0 ? understood : firstLanguage(message.info);
  const most = message.sent + settings.hoursWithoutExpiry * HOUR_MS;
  const parts = chosen.map((info): Part => {
    const hamlets = hamletsOf(info.area, ground, scope, settings.geocodes);
    return { info, hamlets, weight: weightOf(info, settings), expiresAt: info.expires ?? most };
  });
  const fresh = parts.filter(({ expiresAt }) => expiresAt > now);
  const here = fresh.filter(({ hamlets }) => hamlets.length > 0);
  const weight = heaviest((here.length > 0 ? here : fresh).map((part) => part.weight));
  const orders = ordersOf(
    here.filter((part) => part.weight === weight),
    ground,
    scope,
  );
  const isByShape = chosen.some(({ area }) => area.some(({ polygon, circle }) => polygon.length + circle.length > 0));
  const found = new Set(parts.flatMap(({ hamlets }) => hamlets));
  const unplaced = isByShape ? ground.unplaced.filter((hamlet) => !found.has(hamlet)) : [];
  const [first] = parts.length > 0 ? parts : message.info.map((info) => ({ info }));
  return {
    content: {
      headline: first?.info.headline || first?.info.event || '',
      ...{ event: first?.info.event ?? '', severity: first?.info.severity ?? '', urgency: first?.info.urgency ?? '' },
      ...{ certainty: first?.info.certainty ?? '', orders },
      ...(unplaced.length === 0 ? {} : { unplaced: { n: unplaced.length, hamlets: unplaced.slice(0, MOST_UNPLACED) } }),
    },
    infos: message.info.map(shown),
    ...{ weight, isUnderstood: understood.length > 0, isHere: orders.length > 0 },
    // Without its own it is in effect: the clock of its sender may go ahead of ours.
    effectiveAt: Math.min(...here.map(({ info }) => info.effective ?? 0), Number.MAX_SAFE_INTEGER),
    expiresAt: parts.length === 0 ? most : Math.max(...parts.map((part) => part.expiresAt)),
  };
}

function firstLanguage(infos: readonly CapInfo[]): CapInfo[] {
  const [first] = infos;
  return first ? infos.filter((info) => languageOf(info) === languageOf(first)) : [];
}

/** One for each set of infos that some hamlets lie in. */
function ordersOf(parts: readonly Part[], ground: Ground, scope: readonly string[]): Order[] {
  const inWhich = new Map<string, number[]>();
  for (const [index, { hamlets }] of parts.entries())
    for (const hamlet of hamlets) inWhich.set(hamlet, [...(inWhich.get(hamlet) ?? []), index]);
  const groups = new Map<string, { indexes: number[]; hamlets: string[] }>();
  const isTooFine = new Set([...inWhich.values()].map((indexes) => indexes.join())).size > MOST_ORDERS;
  for (const [hamlet, all] of inWhich) {
    const indexes = isTooFine ? all.slice(0, 1) : all;
    const group = groups.get(indexes.join()) ?? { indexes, hamlets: [] };
    group.hamlets.push(hamlet);
    groups.set(indexes.join(), group);
  }
  return [...groups.values()].flatMap(({ indexes, hamlets }): Order[] => {
    const own = indexes.flatMap((index) => parts[index] ?? []);
    const [first] = own;
    if (!first) return [];
    return [
      {
        text: spokenTogether(own.map(({ info }) => spokenOf(info))),
        title: (first.info.headline || first.info.event).replace(/\s+/g, ' ').slice(0, 120),
        ...{ event: eventOf(first.info), areas: fewest(hamlets, ground, scope), hamlets: hamlets.length },
        expiresAt: Math.min(...own.map(({ expiresAt }) => expiresAt)),
      },
    ];
  });
}

function shown(info: CapInfo): ShownInfo {
  const { headline, description, instruction } = info;
  return {
    ...{ language: languageOf(info), headline, description, instruction },
    ...{ spoken: spokenOf(info), areas: info.area.map(({ areaDesc }) => areaDesc) },
  };
}
