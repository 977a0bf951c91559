import type { Counter } from 'prom-client';
import { type Commander, levelOf, makesSound, mayGive, SYSTEM } from '../../protocol/authority.ts';
import {
  type Audience,
  type Command,
  command as commandSchema,
  type QuietPermit,
  quietPermit,
} from '../../protocol/messages/downlink.ts';
import { ForbiddenError } from '../errors.ts';
import type { CommandPen, PermitPen } from './key-ring.ts';
import { type Leave, permitRefusal } from './permit-rule.ts';

export interface CommandSignerParts {
  readonly pen: CommandPen;
  /** Whose word it is now, by the accounts and sources themselves: never what a route says. */
  readonly authorityOf: (author: string) => { readonly role: Commander; readonly areas: readonly string[] } | undefined;
  /** The hamlet of a node; undefined for a stranger. */
  readonly hamletOf: (node: string) => string | undefined;
  readonly isWithin: (area: string, scope: readonly string[]) => boolean;
  /** What two people have confirmed, by its id. Absent: nothing sounds in quiet hours. */
  readonly leaveOf?: (id: string) => Leave | undefined;
  readonly permitPen?: PermitPen;
  readonly refusals?: Pick<Counter<'why'>, 'inc'>;
}

/** The only thing that can sign a command: it asks again whether its author may give it there, whatever a route has let pass (DESIGN §1.5). */
export class CommandSigner {
  readonly #parts: CommandSignerParts;

  constructor(parts: CommandSignerParts) {
    this.#parts = parts;
  }

  /** Adds the author's scope and signs. Throws ForbiddenError when the author may not give this command to this audience. */
  sign(command: Command): string {
    const { scope: _, ...given } = command;
    const scope = this.#scopeFor(command);
    return this.#parts.pen(commandSchema.parse({ ...given, ...(scope && { scope }) }));
  }

  /** Signs leave to sound in quiet hours, when two people gave it who may, for just this. Throws ForbiddenError otherwise. */
  signPermit(permit: QuietPermit): string {
    const { leaveOf, permitPen, authorityOf, isWithin } = this.#parts;
    const why = permitRefusal(permit, leaveOf?.(permit.id), { authorityOf, isWithin });
    if (why !== undefined || !permitPen) throw this.#refusal('permit', why ?? 'Nothing sounds in quiet hours here.');
    return permitPen(quietPermit.parse(permit));
  }

  #scopeFor(command: Command): string[] | undefined {
    const { type, by, aud } = command;
    if (by === SYSTEM) {
      if (makesSound(command)) throw this.#refusal('type', 'Nothing sounds without an account that answers for it.');
      return undefined;
    }
    const authority = this.#parts.authorityOf(by);
    if (!authority) throw this.#refusal('account', 'There is no account in whose name this could be said.');
    if (!mayGive(authority.role, type, command.class, levelOf(command)))
      throw this.#refusal('role', `The role ${authority.role} may not give this command.`);
    const place = this.#placeOf(aud);
    const scope = authority.areas.filter((area) => place !== undefined && this.#parts.isWithin(place, [area]));
    if (scope.length === 0) throw this.#refusal('scope', 'This account may not command these loudspeakers.');
    return scope;
  }

  #placeOf(audience: Audience): string | undefined {
    return 'group' in audience ? audience.group : this.#parts.hamletOf(audience.node);
  }

  #refusal(why: 'type' | 'account' | 'role' | 'scope' | 'permit', message: string): ForbiddenError {
    this.#parts.refusals?.inc({ why });
    return new ForbiddenError(why === 'scope' ? 'out-of-scope' : 'may-not-command', message);
  }
}
