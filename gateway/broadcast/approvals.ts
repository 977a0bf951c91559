import type { z } from 'zod';
import type { ApproveManyAnswer, approveManyInput, Listened, ReturnInput } from '../../protocol/api/library.ts';
import { ConflictError, ForbiddenError, LoaXaError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { isMaker, requireMayApprove } from './approval.ts';
import type { StoredBulletin } from './bulletin-store.ts';
import type { Bulletins } from './bulletins.ts';
import type { Deputies } from './deputies.ts';
import { APPROVING_ROLES, inWhosePlace } from './deputy-rules.ts';
import type { BroadcastParts } from './parts.ts';
import type { StoredProgramme } from './programme-store.ts';
import type { Programmes } from './programmes.ts';
import { bulletinsOf } from './timetable.ts';

type Item = StoredBulletin | StoredProgramme;

/**
 * The desk at which a person judges what others made: in the own office or in somebody's place, and an approval only of what
 * was heard. Bound to the content looked at here, so a change meanwhile is refused in the transaction.
 */
export class Approvals {
  readonly #parts: BroadcastParts;
  readonly #bulletins: Bulletins;
  readonly #programmes: Programmes;
  readonly #deputies: Deputies;

  constructor(parts: BroadcastParts, bulletins: Bulletins, programmes: Programmes, deputies: Deputies) {
    this.#parts = parts;
    this.#bulletins = bulletins;
    this.#programmes = programmes;
    this.#deputies = deputies;
  }

  async approveBulletin(person: Person, id: string, readHash?: string): Promise<StoredBulletin> {
    const bulletin = await this.#bulletins.get(id);
    const place = await this.#mayJudge(person, bulletin);
    requireMayApprove(bulletin, person, readHash);
    await this.#requireHeard(person, [bulletin]);
    return this.#bulletins.approve(person, id, bulletin.contentHash, place);
  }

  async approveProgramme(person: Person, id: string, readHash?: string): Promise<StoredProgramme> {
    const programme = await this.#programmes.get(id);
    const place = await this.#mayJudge(person, programme);
    requireMayApprove(programme, person, readHash);
    const said = await this.#bulletins.store.getMany(bulletinsOf(programme));
    await this.#requireHeard(person, said);
    return this.#programmes.approve(person, id, programme.contentHash, place, await this.#decidedWithIt(person, said));
  }

  async returnBulletin(person: Person, id: string, why: ReturnInput): Promise<StoredBulletin> {
    await this.#mayJudge(person, await this.#bulletins.get(id));
    return this.#bulletins.giveBack(person, id, why);
  }

  async returnProgramme(person: Person, id: string, why: ReturnInput): Promise<StoredProgramme> {
    await this.#mayJudge(person, await this.#programmes.get(id));
    return this.#programmes.giveBack(person, id, why);
  }

  /** A whole week at once, bulletins first; each as it was read, and each by the rules of a single one. */
  async approveMany(person: Person, { items }: z.infer<typeof approveManyInput>): Promise<ApproveManyAnswer> {
    const answer: ApproveManyAnswer = { approved: [], refused: [] };
    const inOrder = [...items].sort((one, other) => one.kind.localeCompare(other.kind));
    for (const { kind, id, contentHash } of inOrder) {
      try {
        if (kind === 'bulletin') await this.approveBulletin(person, id, contentHash);
        else await this.approveProgramme(person, id, contentHash);
        answer.approved.push(id);
      } catch (error) {
        if (!(error instanceof LoaXaError)) throw error;
        answer.refused.push({ id, code: error.code, detail: error.message });
      }
    }
    return answer;
  }

  /** In whose place this person judges the item; undefined in the own office. Throws when in nobody's. */
  async #mayJudge(person: Person, item: Item): Promise<string | undefined> {
    requireScope(this.#parts.tree, person, item.area);
    if (APPROVING_ROLES.includes(person.role)) return undefined;
    const place = inWhosePlace(await this.#deputies.heldBy(person.id), item, this.#parts.tree);
    if (place === undefined)
      throw new ForbiddenError('not-approver', 'Only an approver, or a deputy that one has named, may judge this.');
    return place;
  }

  /** The waiting bulletins that this person may judge too, each with in whose place: a programme's hash holds theirs. */
  async #decidedWithIt(person: Person, said: readonly StoredBulletin[]): Promise<Map<string, string | undefined>> {
    const { tree } = this.#parts;
    const held = await this.#deputies.heldBy(person.id);
    const inOffice = APPROVING_ROLES.includes(person.role);
    const along = new Map<string, string | undefined>();
    for (const one of said) {
      if (one.state !== 'pending' || isMaker(one, person.id) || !tree.isWithin(one.area, person.areas)) continue;
      const place = inOffice ? undefined : inWhosePlace(held, one, tree);
      if (inOffice || place !== undefined) along.set(one.id, place);
    }
    return along;
  }

  /** Throws ConflictError `not-heard`, with what is left, unless this very person heard every recording. */
  async #requireHeard(person: Person, bulletins: readonly StoredBulletin[]): Promise<void> {
    const { recordings } = this.#parts;
    const sounds = await recordings.getMany(bulletins.map((bulletin) => bulletin.recording));
    const left: Listened[] = (await recordings.listening.of(person.id, sounds)).filter((one) => !one.enough);
    if (left.length > 0)
      throw new ConflictError('not-heard', 'Listen to what is said before you approve it; see what is left.', { left });
  }
}
