import type { RelayFormat } from '../../protocol/relays.ts';
import { IcyStripper, icyInterval } from '../../protocol/stations/icy.ts';
import { isHls, isList, pointedAt } from '../../protocol/stations/pointer.ts';
import { OutsideError } from '../outside/outside-error.ts';
import { demuxerOf, HEAD_BYTES } from './demuxer.ts';
import { type Piece, PLAYLIST_BYTES, readHls } from './hls.ts';
import { type Calling, type Opened, openUrl, readWhole } from './open-url.ts';
import { relayAddress } from './relay-address.ts';

/** The encoded sound of a station, as long as it sends: Icecast and HLS, directly or behind one pointer file (M3U, PLS). */
export async function* openStation(
  { url, format }: { readonly url: string; readonly format: RelayFormat },
  calling: Calling,
): AsyncGenerator<Piece> {
  let opened = await openUrl(url, calling);
  if (format === 'hls' || isList(opened.type, opened.url.pathname)) {
    const text = (await readWhole(opened, PLAYLIST_BYTES)).toString('utf8');
    if (isHls(text)) return yield* readHls(text, opened.url, calling);
    const pointed = format === 'hls' ? undefined : pointedAt(text);
    if (pointed === undefined) throw new OutsideError('bad-playlist');
    opened = await openUrl(relayAddress(pointed, opened.url), calling);
    if (isList(opened.type, opened.url.pathname)) {
      const inner = (await readWhole(opened, PLAYLIST_BYTES)).toString('utf8');
      if (!isHls(inner)) throw new OutsideError('pointer-to-pointer');
      return yield* readHls(inner, opened.url, calling);
    }
  }
  yield* soundOf(opened);
}

/** An endless body, without the titles in between. */
async function* soundOf({ body, headers, type }: Opened): AsyncGenerator<Piece> {
  const interval = icyInterval(headers['icy-metaint']);
  const stripper = interval === undefined ? undefined : new IcyStripper(interval);
  let head: Buffer | undefined = Buffer.alloc(0);
  let demuxer: Piece['demuxer'] | undefined;
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      const bytes = stripper ? stripper.strip(part) : part;
      if (demuxer) {
        if (bytes.length > 0) yield { bytes, demuxer, fresh: false };
        continue;
      }
      head = Buffer.concat([head ?? Buffer.alloc(0), bytes]);
      if (head.length < HEAD_BYTES) continue;
      demuxer = demuxerOf(head, type);
      if (!demuxer) throw new OutsideError('not-sound');
      yield { bytes: head, demuxer, fresh: true };
      head = undefined;
    }
  } finally {
    body.destroy();
  }
}
