import { ulid } from 'ulid';
import type { z } from 'zod';
import type { Deputy, DeputyInput, deputyCandidates } from '../../protocol/api/library.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { sortKey } from '../../protocol/vietnamese.ts';
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import {
  APPROVING_ROLES,
  DEPUTY_ROLES,
  type Deputyship,
  type Ground,
  requireMayStandIn,
  standing,
} from './deputy-rules.ts';
import { deputiesFrom, deputyById, endDeputy, insertDeputy } from './deputy-store.ts';
import type { BroadcastParts } from './parts.ts';

/** Who approves in whose place. */
export class Deputies {
  readonly #parts: BroadcastParts;
  readonly #ground: Ground;

  constructor(parts: BroadcastParts) {
    this.#parts = parts;
    this.#ground = {
      isWithin: (area, scope) => parts.tree.isWithin(area, scope),
      authorityOf: (account) => parts.accounts.authorityOf(account),
    };
  }

  async name(giver: Person, input: DeputyInput): Promise<Deputy> {
    const { database, clock, audit, tree } = this.#parts;
    const now = clock.now();
    const area = input.area ?? giver.areas[0];
    if (area === undefined || !tree.get(area))
      throw new InvalidInputError('no-area', 'Say for which area the deputy approves.');
    requireScope(tree, giver, area);
    const deputy: Deputyship = {
      ...{ id: ulid(now), account: input.account, for: giver.id, area },
      ...{ from: input.from, to: input.to, createdAt: now },
    };
    requireMayStandIn(deputy, giver.id, dayOf(now), this.#ground);
    await database.write(async (transaction) => {
      await insertDeputy(transaction, deputy);
      const after = { account: deputy.account, from: deputy.from, to: deputy.to };
      const about = { action: 'deputy.name', subject: deputy.id, area, outcome: 'done', after } as const;
      await audit.record({ by: giver.id, ...about }, transaction);
    });
    this.#tell();
    return this.#shown(deputy);
  }

  /** By whoever named or is the deputy, or an administrator of the area. */
  async end(person: Person, id: string): Promise<Deputy> {
    const { database, clock, audit, tree } = this.#parts;
    const deputy = await deputyById(database.read, id);
    if (!deputy || !this.#mayRead(person, deputy))
      throw new NotFoundError('no-such-deputy', 'There is no deputy of this id.');
    const isAdministrator = person.role === 'administrator' && tree.isWithin(deputy.area, person.areas);
    if (![deputy.for, deputy.account].includes(person.id) && !isAdministrator)
      throw new ForbiddenError('not-your-deputy', 'Who named the deputy, or an administrator, takes it back.');
    await database.write(async (transaction) => {
      if (!(await endDeputy(transaction, id, clock.now())))
        throw new ConflictError('ended-already', 'This deputy was taken back already.');
      const { account, for: giver, area, from, to } = deputy;
      const before = { account, for: giver, from, to };
      await audit.record(
        { by: person.id, action: 'deputy.end', subject: id, area, outcome: 'done', before },
        transaction,
      );
    });
    this.#tell();
    return this.#shown(deputy);
  }

  /** Today's and coming ones of the reader's areas, and the reader's own. */
  async list(person: Person): Promise<Deputy[]> {
    const all = await deputiesFrom(this.#parts.database.read, this.#today());
    return all.filter((one) => this.#mayRead(person, one)).map((one) => this.#shown(one));
  }

  /** In whose places this account may judge now. */
  async heldBy(account: string): Promise<Deputyship[]> {
    const today = this.#today();
    return standing(await deputiesFrom(this.#parts.database.read, today, account), today, this.#ground);
  }

  /** Whom an approver may name: accounts that reach one of the own areas and hold a second factor. */
  candidates(person: Person): z.infer<typeof deputyCandidates>['items'] {
    const { accounts, nameOf } = this.#parts;
    const mayStandIn = (account: string) => {
      const authority = accounts.authorityOf(account);
      if (!authority || account === person.id || !DEPUTY_ROLES.includes(authority.role)) return false;
      return person.areas.some((area) => this.#ground.isWithin(area, authority.areas));
    };
    const named = accounts
      .within(() => true)
      .filter(mayStandIn)
      .map((id) => ({ id, name: nameOf(id) ?? id }));
    return named.sort((one, other) => (sortKey(one.name) < sortKey(other.name) ? -1 : 1));
  }

  #mayRead(person: Person, { account, for: giver, area }: Deputyship): boolean {
    const isOwn = account === person.id || giver === person.id;
    return isOwn || (APPROVING_ROLES.includes(person.role) && this.#ground.isWithin(area, person.areas));
  }

  #shown({ id, account, for: giver, area, from, to }: Deputyship): Deputy {
    const nameOf = (one: string) => this.#parts.nameOf(one) ?? one;
    return { id, account, accountName: nameOf(account), forName: nameOf(giver), area, from, to };
  }

  #today(): string {
    return dayOf(this.#parts.clock.now());
  }

  /** What waits for whom changed with it. */
  #tell(): void {
    for (const what of ['bulletins', 'programmes'] as const)
      this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what });
  }
}
