import { InvalidInputError, RuleError } from '../errors.ts';
import type { AddressGuard } from '../outside/address-guard.ts';
import { causeOf } from '../outside/outside-error.ts';
import { isAllowedHost } from './allowed-host.ts';
import { relayAddress } from './relay-address.ts';
import type { StoredStation } from './station-store.ts';
import type { Stations } from './stations.ts';

export interface SourceStreamsParts {
  readonly stations: Pick<Stations, 'ofSource' | 'dropUnused'>;
  /** The one by which stations are called (LOAXA_RELAY_PRIVATE). */
  readonly guard: Pick<AddressGuard, 'addressOf'>;
  /** Where its bulletins belong. */
  readonly provinceOf: (area: string) => string;
}

/** A live or relayed programme of a system above. */
export interface StreamFromAbove {
  readonly url: string;
  readonly as: 'live' | 'relay';
  readonly title: string;
}

/** Streams that a source names in its bulletins: judged before they are kept, and passed on like any station (decision 0039). */
export class SourceStreams {
  readonly #parts: SourceStreamsParts;

  constructor(parts: SourceStreamsParts) {
    this.#parts = parts;
  }

  /**
   * The station of a stream, kept under its source. Throws InvalidInputError for no address, RuleError `stream-host` outside the
   * hosts of the source and `stream-address` in the server's own network; what cannot be resolved now may be by then.
   */
  async station(
    source: { readonly id: string; readonly areas: readonly string[]; readonly streamHosts: readonly string[] },
    { url, as, title }: StreamFromAbove,
  ): Promise<{ station: StoredStation; isNew: boolean }> {
    const { stations, guard, provinceOf } = this.#parts;
    const { hostname } = addressOf(url);
    if (!isAllowedHost(hostname, source.streamHosts))
      throw new RuleError(
        'stream-host',
        `This source may not name streams of ${hostname}; have the host entered among those of the source.`,
      );
    await guard.addressOf(hostname).catch((error: unknown) => {
      if (causeOf(error) === 'private-address')
        throw new RuleError('stream-address', 'The stream lies in the own network of the server.', {}, error);
    });
    const area = provinceOf(source.areas[0] ?? '');
    return stations.ofSource(source, { url, area, content: as, name: title.slice(0, 80) });
  }

  /** The message was refused: nothing of it stays. */
  forget(station: string): Promise<void> {
    return this.#parts.stations.dropUnused(station);
  }
}

function addressOf(url: string): URL {
  try {
    return relayAddress(url);
  } catch (error) {
    throw new InvalidInputError(
      causeOf(error),
      'Name the stream by its http or https address, without a user name or a password in it.',
      {},
      error,
    );
  }
}
