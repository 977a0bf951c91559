import type { Aedes, AuthenticateError, Client } from 'aedes';
import { mayPublish, mayRetain, type Principal } from '../protocol/access.ts';
import type { Alarms } from './alarms.ts';
import type { Clock } from './clock.ts';
import { RefusedError } from './connection-failure.ts';
import type { Metrics } from './metrics.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import { type KnownCredentials, NOT_AUTHORIZED, type SignIn, signIn } from './sign-in.ts';

/** Where a refused message goes: nobody may subscribe to it. */
const NOWHERE = '$SYS/refused';

export interface AccessParts {
  readonly sessions: Sessions;
  readonly alarms: Alarms;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly known: () => KnownCredentials;
  /** The client has signed in: its connection is no stranger's any more. */
  readonly admitted: (session: Session) => void;
}

type Handlers = Pick<
  Aedes,
  'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'
>;

/** The five questions aedes asks, answered from the roster and the channel table. */
export function accessHandlers(parts: AccessParts): Handlers {
  const { sessions, alarms, metrics } = parts;
  return {
    preConnect(client, packet, callback) {
      const session = sessions.of(client);
      // Sessions do not outlive the connection, see persistence.ts; the CONNACK says so (session present 0).
      packet.clean = true;
      if (session) session.will = packet.will;
      callback(null, session !== undefined);
    },

    authenticate(client, username, password, done) {
      const session = sessions.of(client);
      const claim = { clientId: client.id, username, password, certificate: session?.certificate };
      const answer = signIn(claim, parts.known());
      if (!session || !answer.ok) {
        if (!answer.ok) tellRefusedSignIn(alarms, answer, session?.address);
        done(refusal(answer.ok ? NOT_AUTHORIZED : answer.returnCode), false);
        return;
      }
      const problem = willProblem(session.will, answer.principal);
      if (problem !== undefined) {
        const node = answer.principal.kind === 'node' ? answer.principal.node : undefined;
        alarms.raise('denied-publish', { node, address: session.address, detail: problem });
        done(refusal(NOT_AUTHORIZED), false);
        return;
      }
      void admit(parts, session, answer).then(() => done(null, true));
    },

    authorizePublish(client, packet, callback) {
      const session = client ? sessions.of(client) : undefined;
      if (!session) return callback(new RefusedError('nobody knows this client'));
      if (packet === session.will)
        return callback(session.willWithheld ? new RefusedError('the will is withheld') : null);
      const { node, address } = session;
      // QoS 2 is not in the protocol; it is refused like everything else: PUBREC, PUBCOMP, and nobody hears it.
      const verdict = packet.qos === 2 ? 'denied' : session.judgePublish(packet.topic, packet.retain);
      if (verdict === 'denied') {
        const detail = packet.qos === 2 ? `QoS 2 on ${packet.topic}` : packet.topic;
        alarms.raise('denied-publish', { node, address, detail });
        // An error would end the connection, and the node would come back to say it again. So it is acknowledged and goes nowhere.
        packet.topic = NOWHERE;
        packet.payload = '';
        packet.retain = false;
        return callback(null);
      }
      if (verdict === 'not-retained') {
        alarms.raise('denied-publish', { node, address, detail: `retained on ${packet.topic}; passed on, not kept` });
        packet.retain = false;
      }
      metrics.published(session.principal?.kind ?? 'node');
      callback(null);
    },

    authorizeSubscribe(client, subscription, callback) {
      const session = sessions.of(client);
      if (session?.maySubscribe(subscription.topic)) return callback(null, subscription);
      alarms.raise('denied-subscribe', {
        node: session?.node,
        address: session?.address ?? 'unknown',
        detail: subscription.topic,
      });
      // No subscription and no error: SUBACK 128 (MQTT-3.9.3).
      callback(null, null);
    },

    authorizeForward: (client: Client, packet) => (sessions.of(client)?.mayHear(packet) ? packet : null),
  };
}

async function admit(parts: AccessParts, session: Session, answer: SignIn & { ok: true }): Promise<void> {
  const earlier = await parts.sessions.take(session, answer.principal, answer.credential);
  if (earlier) {
    const silentS = Math.max(0, Math.round((parts.clock.now() - earlier.heardAt) / 1_000));
    const detail = `took over from ${earlier.address}, last heard ${silentS} s before${session.node ? '' : ` (gateway ${session.name})`}`;
    parts.alarms.raise('duplicate-id', { node: session.node, address: session.address, detail });
  }
  parts.admitted(session);
}

function tellRefusedSignIn(alarms: Alarms, answer: SignIn & { ok: false }, address = 'unknown'): void {
  // Without a roster nobody has done anything wrong.
  if (answer.returnCode === 3) return;
  alarms.raise('bad-credential', { node: answer.node, address, detail: answer.why });
}

/** Why a last will must not be accepted: it is a message that its owner may not send, or one the protocol has no place for. */
function willProblem(will: Session['will'], principal: Principal): string | undefined {
  if (!will) return undefined;
  if (!mayPublish(principal, will.topic)) return `last will on ${will.topic}`;
  if (will.retain && !mayRetain(will.topic)) return `retained last will on ${will.topic}`;
  return will.qos === 2 ? `last will with QoS 2 on ${will.topic}` : undefined;
}

function refusal(returnCode: number): AuthenticateError {
  return Object.assign(new RefusedError(`sign-in refused with code ${returnCode}`), { returnCode });
}
