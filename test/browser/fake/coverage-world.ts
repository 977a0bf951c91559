import type { Area } from '../../../protocol/api/areas.ts';
import type {
  AreaVerdict,
  Coverage,
  HamletCoverage,
  HamletVerdict,
  Rule,
  SessionDetail,
  SessionState,
} from '../../../protocol/api/coverage.ts';
import { addDays, daysBetween, instantAt } from '../../../protocol/vietnam-time.ts';
import type { Character, Places } from './places.ts';
import { chance } from './random.ts';

export const RULE: Rule = {
  id: 'default',
  version: 3,
  name: 'Loa hoạt động thường xuyên',
  criterion: {
    set: 'NTM nâng cao 2021–2025',
    level: 'advanced',
    code: 'nội dung loa thuộc 8.3',
    basis: 'Quy tắc của tỉnh',
    region: '',
  },
  validFrom: '2026-01-01',
  numbers: {
    windowDays: 90,
    sessionMinutesShare: 0.8,
    hornsShare: 2 / 3,
    sessionsShare: 0.8,
    cancelledShare: 0.1,
    floorPerWeek: { normal: 5, regionIII: 2, byDecision: 1 },
    ...{
      cancelAheadMs: 3_600_000,
      liveEndsSilenceMs: 60_000,
      excludedShare: 0.25,
      exclusionDeadlineDays: 15,
      lookBackDays: 180,
    },
    inspection: {
      ...{ visits: 2, apartDays: 30, hornsShare: 0.8 },
      ...{ unannounced: true, fromOutside: true, duringSession: true, logShare: 0.8 },
    },
    ...{ solarFailureCounts: true, inheritance: 'households' },
    minConsecutiveMisses: 2,
    minSessions: 24,
    earlyMs: 2_000,
    vouchDays: 90,
    communeShare: 1,
  },
};

/** The roll-up of the night. */
const MORNING_COMPUTED = instantAt('2026-11-23', '05:30');
const MORNING_MS = 30 * 60_000;
const AFTERNOON_MS = 15 * 60_000;

/** 90 days of sessions of a hamlet, by its character; the same every time. */
export function sessionsOf(
  hamlet: Area,
  character: Character,
  today: string,
  programmes: { morning: string; afternoon: string },
): SessionDetail[] {
  if (character === 'none') return [];
  const days = daysBetween(addDays(today, character === 'new' ? -8 : -89), addDays(today, -1));
  return days.flatMap((day) =>
    (['morning', 'afternoon'] as const).map((part): SessionDetail => {
      const dueMs = part === 'morning' ? MORNING_MS : AFTERNOON_MS;
      const state = stateOf(character, chance('session', hamlet.id, day, part), day, today);
      const heard = state === 'heard' ? dueMs : state === 'partial' ? Math.round(dueMs * 0.4) : 0;
      const due = instantAt(day, part === 'morning' ? '05:30' : '17:00');
      return {
        day,
        part,
        state,
        dueMs,
        heardLowMs: heard,
        heardHighMs: state === 'unknown' ? dueMs : heard,
        runs: [`${programmes[part]}@${due}`],
      };
    }),
  );
}

function stateOf(character: Character, dice: number, day: string, today: string): SessionState {
  if (day === addDays(today, -20)) return 'excluded';
  if (day === addDays(today, -9)) return 'unknown';
  switch (character) {
    case 'good':
    case 'new':
      return dice < 0.955 ? 'heard' : dice < 0.975 ? 'partial' : dice < 0.99 ? 'not-heard' : 'unknown';
    case 'weak':
      return dice < 0.77 ? 'heard' : dice < 0.83 ? 'partial' : dice < 0.92 ? 'not-heard' : 'unknown';
    case 'mute':
      return dice < 0.5 ? 'heard' : 'not-heard';
    case 'dark':
      return day > addDays(today, -14) ? (dice < 0.6 ? 'unknown' : 'not-heard') : dice < 0.8 ? 'heard' : 'not-heard';
    case 'none':
      return 'unknown';
  }
}

export function verdictOf(
  hamlet: Area,
  commune: Area,
  sessions: readonly SessionDetail[],
  nodes: { count: number; horns: number },
  today: string,
): HamletVerdict {
  const count = (state: SessionState) => sessions.filter((session) => session.state === state).length;
  const counts = {
    heard: count('heard'),
    partial: count('partial'),
    notHeard: count('not-heard'),
    unknown: count('unknown'),
    excluded: count('excluded'),
  };
  const due = sessions.length - counts.excluded;
  const lower = due === 0 ? 0 : counts.heard / due;
  const upper = due === 0 ? 0 : (counts.heard + counts.unknown) / due;
  const longestMiss = longestRun(sessions);
  const needed = RULE.numbers.sessionsShare;
  const verdict =
    nodes.count === 0
      ? 'not-met'
      : due < RULE.numbers.minSessions
        ? 'insufficient'
        : lower >= needed && longestMiss <= 14
          ? 'met'
          : upper < needed
            ? 'not-met'
            : 'insufficient';
  const reasons: HamletVerdict['reasons'] =
    nodes.count === 0
      ? [{ code: 'no-nodes', figures: {} }]
      : due < RULE.numbers.minSessions
        ? [{ code: 'too-few-sessions', figures: { due, least: RULE.numbers.minSessions } }]
        : [
            { code: 'heard-share', figures: { lower, upper, needed } },
            ...(verdict === 'insufficient'
              ? [{ code: 'unknown-sessions' as const, figures: { unknown: counts.unknown } }]
              : []),
          ];
  const worst: SessionState[] = ['not-heard', 'unknown', 'partial', 'excluded', 'heard'];
  const strip = daysBetween(addDays(today, -14), addDays(today, -1)).map((day) => {
    const states = sessions.filter((session) => session.day === day).map((session) => session.state);
    const state = worst.find((one) => states.includes(one));
    return state === undefined ? { day } : { day, state };
  });
  return {
    hamlet: hamlet.id,
    name: `Xóm ${hamlet.name}`,
    commune: commune.id,
    communeName: commune.name,
    verdict,
    sessions: { due, ...counts, cancelled: 0 },
    owed: due,
    without: { verdict, due, heard: counts.heard, lower, upper },
    ...{
      basis: nodes.count > 0 ? ('receipts' as const) : ('none' as const),
      byInspection: false,
      technologies: [],
      days: 90,
    },
    lower,
    upper,
    longestMiss,
    nodes: nodes.count,
    horns: nodes.horns,
    strip,
    reasons,
  };
}

function longestRun(sessions: readonly SessionDetail[]): number {
  let longest = 0;
  let run = 0;
  for (const { state } of sessions) {
    run = state === 'not-heard' || state === 'partial' ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** All verdicts, worked out once: the window ends yesterday, so they do not move while the fake server runs. */
export class CoverageWorld {
  readonly from: string;
  readonly to: string;
  /** What another world adds to the answer about an area. */
  more: (
    area: string,
    query: { rule?: string; period?: string },
  ) => Pick<Coverage, 'rule' | 'communes' | 'hamlets' | 'from' | 'to'> | undefined = () => undefined;
  readonly #places: Places;
  readonly #sessions = new Map<string, SessionDetail[]>();
  readonly #verdicts = new Map<string, HamletVerdict>();

  constructor(
    places: Places,
    today: string,
    programmesOf: (commune: string) => { morning: string; afternoon: string },
  ) {
    this.#places = places;
    this.from = addDays(today, -90);
    this.to = addDays(today, -1);
    for (const hamlet of places.hamlets) {
      const commune = places.communes.find((one) => one.id === hamlet.parent);
      if (!commune) continue;
      const sessions = sessionsOf(hamlet, places.characters.get(hamlet.id) ?? 'good', today, programmesOf(commune.id));
      const nodes = places.nodes.filter((node) => node.hamlet === hamlet.id);
      this.#sessions.set(hamlet.id, sessions);
      this.#verdicts.set(
        hamlet.id,
        verdictOf(
          hamlet,
          commune,
          sessions,
          { count: nodes.length, horns: nodes.reduce((sum, node) => sum + node.horns, 0) },
          today,
        ),
      );
    }
  }

  hamlets(area: string): HamletVerdict[] {
    return [...this.#verdicts.values()].filter(
      (verdict) => area === this.#places.province.id || area === verdict.commune || area === verdict.hamlet,
    );
  }

  coverage(area: string, query: { rule?: string | undefined; period?: string | undefined } = {}): Coverage {
    const more = this.more(area, {
      ...(query.rule ? { rule: query.rule } : {}),
      ...(query.period ? { period: query.period } : {}),
    });
    return {
      rule: more?.rule ?? RULE,
      from: more?.from ?? this.from,
      to: more?.to ?? this.to,
      treeSize: 45_360,
      computedAt: MORNING_COMPUTED,
      communes: [...(more?.communes ?? []), ...this.communes(area)],
      hamlets: [...(more?.hamlets ?? []), ...this.hamlets(area)],
    };
  }

  communes(area: string): AreaVerdict[] {
    return this.#places.communes
      .filter((commune) => area === this.#places.province.id || area === commune.id)
      .map((commune) => {
        const verdicts = this.hamlets(commune.id);
        const count = (word: string) => verdicts.filter((verdict) => verdict.verdict === word).length;
        const [met, notMet, insufficient] = [count('met'), count('not-met'), count('insufficient')];
        const verdict = notMet > 0 ? 'not-met' : insufficient > 0 ? 'insufficient' : 'met';
        return {
          area: commune.id,
          name: commune.name,
          verdict,
          hamlets: verdicts.length,
          met,
          notMet,
          insufficient,
          withoutNodes: verdicts.filter((one) => one.nodes === 0).length,
          required: verdicts.length,
        };
      });
  }

  hamlet(id: string): HamletCoverage | undefined {
    const verdict = this.#verdicts.get(id);
    return verdict && { rule: RULE, from: this.from, to: this.to, verdict, sessions: this.#sessions.get(id) ?? [] };
  }
}
