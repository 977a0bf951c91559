import { ALARMS_PATH, type BrokerAlarm, ROSTER_PATH, type Roster, roster } from '../protocol/roster.ts';

export interface GatewayLineConfig {
  /** For example `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** Bearer that the launcher gave to both. */
  readonly token: string;
}

/** The gateway holds a question for 25 s when it knows nothing new. */
const ANSWER_WITHIN_MS = 40_000;
const TAKE_WITHIN_MS = 5_000;

export class GatewayAnswerError extends Error {
  override name = 'GatewayAnswerError';
}

/** The broker's two calls to the gateway, over HTTP on this machine. */
export class GatewayLine {
  readonly #config: GatewayLineConfig;

  constructor(config: GatewayLineConfig) {
    this.#config = config;
  }

  /** What changed on the roster since `version`; waits until something did. */
  async askRoster(version: number, signal: AbortSignal): Promise<Roster> {
    const url = new URL(ROSTER_PATH, this.#config.origin);
    url.searchParams.set('since', String(version));
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${this.#config.token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new GatewayAnswerError(`the gateway answered ${response.status} to the question for the roster`);
    }
    return roster.parse(await response.json());
  }

  async postAlarms(alarms: readonly BrokerAlarm[]): Promise<void> {
    const response = await fetch(new URL(ALARMS_PATH, this.#config.origin), {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#config.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ alarms }),
      signal: AbortSignal.timeout(TAKE_WITHIN_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new GatewayAnswerError(`the gateway answered ${response.status} to alarms`);
  }
}
