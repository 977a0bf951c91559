import { hash, randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import type { Draw, DrawInput } from '../../protocol/api/appraisal.ts';
import { PARTS_OF_DAY, type PartOfDay } from '../../protocol/sessions.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { dayOf, isRealDay, startOfDay } from '../../protocol/vietnam-time.ts';
import { ForbiddenError, InvalidInputError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { drawItems } from './draw-rule.ts';
import { addDraw, drawsOf, type StoredDraw } from './draws-store.ts';
import type { AppraisalParts } from './parts.ts';
import type { Rounds } from './rounds.ts';
import { answersOf } from './visits-store.ts';

const LONGEST_DAYS = 92;
const USUAL_PARTS: readonly PartOfDay[] = ['morning', 'afternoon'];

/** Spot checks: which hamlets are visited when, drawn so that anybody can repeat it. No draw is ever changed or taken back. */
export class Draws {
  readonly #parts: AppraisalParts;
  readonly #rounds: Rounds;

  constructor(parts: AppraisalParts, rounds: Rounds) {
    this.#parts = parts;
    this.#rounds = rounds;
  }

  /** By a member of the council, or an administrator of the communes. Days to come only: nobody knows yet what will sound. */
  async make(person: Person, roundId: string, input: DrawInput): Promise<Draw> {
    const { database, clock, audit, tree } = this.#parts;
    const now = clock.now();
    requireDays(input, dayOf(now));
    const communes = [...new Set(input.communes)].sort();
    for (const commune of communes) requireScope(tree, person, commune);
    return database.write(async (transaction) => {
      const round = await this.#rounds.requireOpen(transaction, roundId);
      if (person.role === 'appraiser' && !round.members.includes(person.id))
        throw new ForbiddenError(
          'not-member',
          'You are not a member of this round; ask the administrator who made it.',
        );
      const last = dayOf(round.until - 1);
      if (input.to > last)
        throw new RuleError(
          'draw-after-round',
          `Nobody visits after the round: end the draw on ${last} at the latest.`,
        );
      if (!communes.every((commune) => round.communes.includes(commune)))
        throw new RuleError(
          'not-registered',
          'A draw is among communes that registered for the round; leave others out.',
        );
      const candidates = communes.flatMap((commune) => tree.hamletsUnder(commune, input.to).map(({ id }) => id)).sort();
      if (input.hamlets > candidates.length)
        throw new RuleError(
          'too-many-hamlets',
          `These communes have ${candidates.length} hamlets; draw at most that many.`,
        );
      const terms = {
        ...{ seed: input.seed ?? randomBytes(16).toString('hex'), from: input.from, to: input.to, candidates },
        parts: PARTS_OF_DAY.filter((part) => (input.parts ?? USUAL_PARTS).includes(part)),
      };
      const items = drawItems({ ...terms, hamlets: input.hamlets }, (bytes) => hash('sha256', bytes, 'buffer'));
      const draw: StoredDraw = { ...terms, id: ulid(now), round: round.id, communes, items, by: person.id, at: now };
      await addDraw(transaction, draw);
      const area = tree.smallestOver(communes);
      const about = { by: person.id, action: 'draw.make', subject: draw.id, outcome: 'done' as const };
      await audit.record({ ...about, ...(area === undefined ? {} : { area }), after: draw }, transaction);
      return this.#named(draw, new Map());
    });
  }

  /** Of a round, the newest first: those with a commune in these areas, and whole, since only the whole can be repeated. */
  async list(round: string, touches: (commune: string) => boolean): Promise<Draw[]> {
    const { read } = this.#parts.database;
    const draws = (await drawsOf(read, round)).filter(({ communes }) => communes.some(touches));
    const answers = await answersOf(read, round);
    return draws.map((draw) => this.#named(draw, answers));
  }

  #named(draw: StoredDraw, answers: ReadonlyMap<string, string>): Draw {
    const { tree, nameOf } = this.#parts;
    const { by, communes: _, candidates, ...rest } = draw;
    const nameOfArea = (area: string | undefined) => (area === undefined ? '' : (tree.get(area)?.name ?? area));
    return {
      ...rest,
      parts: [...draw.parts],
      candidates: [...candidates],
      items: draw.items.map((item, index) => {
        const visit = answers.get(`${draw.id} ${index}`);
        return {
          ...item,
          ...{ hamletName: nameOfArea(item.hamlet), communeName: nameOfArea(tree.communeOf(item.hamlet)) },
          ...(visit === undefined ? {} : { visit }),
        };
      }),
      byName: nameOf(by) ?? by,
    };
  }
}

function requireDays({ from, to }: DrawInput, today: string): void {
  if (!isRealDay(from) || !isRealDay(to) || from > to || startOfDay(to) - startOfDay(from) >= LONGEST_DAYS * DAY_MS)
    throw new InvalidInputError('bad-window', `Name two days of the calendar in order, at most ${LONGEST_DAYS} apart.`);
  if (from < today) throw new RuleError('draw-in-past', 'A draw is about days to come: begin it today or later.');
}
