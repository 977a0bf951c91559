import type { Client } from 'aedes';
import type { Principal } from '../protocol/access.ts';
import { type CertificateDemand, certificateProblem } from './client-certificate.ts';
import type { RosterState } from './roster.ts';
import { Session } from './session.ts';

/** Which connection holds which name. One name has one session; a second one with the right credential takes over. */
export class Sessions {
  readonly #byClient = new WeakMap<Client, Session>();
  readonly #byName = new Map<string, Session>();

  open(client: Client, address: string, now: number, certificate?: CertificateDemand): Session {
    const session = new Session(client, address, now, certificate);
    this.#byClient.set(client, session);
    return session;
  }

  of(client: Client): Session | undefined {
    return this.#byClient.get(client);
  }

  get signedIn(): Iterable<Session> {
    return this.#byName.values();
  }

  count(kind: Principal['kind']): number {
    let count = 0;
    for (const session of this.#byName.values()) if (session.principal?.kind === kind) count += 1;
    return count;
  }

  /**
   * Gives the name to `session` and ends whoever held it (MQTT-3.1.4-2). Resolves once the earlier one is completely gone:
   * aedes would otherwise let a third client in between leave two of the same name alive. Returns the earlier one.
   */
  async take(session: Session, principal: Principal, credential: string): Promise<Session | undefined> {
    session.identify(principal);
    session.credential = credential;
    const name = nameOf(principal);
    const earlier = this.#byName.get(name);
    this.#byName.set(name, session);
    if (!earlier) return undefined;
    // Its will says "lost" of a session that the new one has replaced; published late it would overwrite the new state.
    earlier.willWithheld = true;
    earlier.client.close();
    session.predecessor = earlier;
    await earlier.gone();
    session.predecessor = undefined;
    return earlier;
  }

  /** The connection is gone. */
  close(session: Session): void {
    const principal = session.principal;
    if (principal && this.#byName.get(nameOf(principal)) === session) this.#byName.delete(nameOf(principal));
    session.end();
  }

  /** Makes the open sessions fit a changed roster: thrown off are those removed or whose credential or certificate is no longer valid. Returns their nodes. */
  reconcile(roster: RosterState, touched: ReadonlySet<string> | 'all'): string[] {
    const thrownOff: string[] = [];
    for (const session of touched === 'all' ? [...this.#byName.values()] : this.#sessionsOf(touched)) {
      if (session.principal?.kind !== 'node') continue;
      const entry = roster.nodes.get(session.principal.node);
      const credentialHolds = session.credential !== undefined && entry?.credentials.includes(session.credential);
      if (entry && credentialHolds && certificateProblem(session.certificate, entry) === undefined) {
        session.identify({ ...session.principal, groups: new Set(entry.groups) });
      } else {
        thrownOff.push(session.principal.node);
        session.willWithheld = !entry;
        session.client.close();
      }
    }
    return thrownOff;
  }

  #sessionsOf(names: ReadonlySet<string>): Session[] {
    return [...names].flatMap((name) => this.#byName.get(name) ?? []);
  }
}

function nameOf(principal: Principal): string {
  return principal.kind === 'node' ? principal.node : `gateway:${principal.gateway}`;
}
