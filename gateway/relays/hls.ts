import { setTimeout as pause } from 'node:timers/promises';
import { type MediaPlaylist, nextSegments, playlistOf, type Segment } from '../../protocol/stations/playlist.ts';
import { OutsideError } from '../outside/outside-error.ts';
import { type Demuxer, demuxerOf } from './demuxer.ts';
import { type Calling, openUrl, readWhole } from './open-url.ts';
import { relayAddress } from './relay-address.ts';

/** Some encoded sound. */
export interface Piece {
  readonly bytes: Buffer;
  readonly demuxer: Demuxer;
  /** No continuation of what was before: a decoder begins anew with it. */
  readonly fresh: boolean;
}

export const PLAYLIST_BYTES = 512 * 1024;
/** Ten seconds of the fattest sound, or of a thin picture. */
const SEGMENT_BYTES = 8 * 1024 * 1024;
/** No new segment for so many target durations, and the station stands still. */
const STALE_TARGETS = 4;

/**
 * Reads a live HLS station: follows the sliding window and gives segment by segment. Playlists and segments are fetched here,
 * behind the address guard; ffmpeg gets bytes and never an address. Ends with the playlist's end; throws OutsideError.
 */
export async function* readHls(text: string, at: URL, calling: Calling): AsyncGenerator<Piece> {
  let { playlist, url } = await mediaOf(text, at, calling);
  let next: number | undefined;
  let map: string | undefined;
  let demuxer: Demuxer | undefined;
  let newestAt = performance.now();
  for (;;) {
    const due = nextSegments(playlist, next);
    next = due.next;
    let gap = due.gap;
    for (const segment of due.segments) {
      const isNewMap = segment.map !== undefined && segment.map.uri !== map;
      const fresh = gap || isNewMap || (segment.discontinuity ?? false);
      const bytes = await fetchBytes(segment, url, calling);
      const isMov = segment.map !== undefined;
      const found: Demuxer | undefined = isMov ? 'mov' : demuxerOf(bytes, '');
      if (!found) throw new OutsideError('not-sound');
      const begins = fresh || found !== demuxer;
      // A decoder that begins needs the initialization section (RFC 8216 §4.3.2.5).
      const head = segment.map && begins ? await fetchBytes(segment.map, url, calling) : undefined;
      yield { bytes: head ? Buffer.concat([head, bytes]) : bytes, demuxer: found, fresh: begins };
      [map, demuxer, gap] = [segment.map?.uri, found, false];
      newestAt = performance.now();
    }
    if (playlist.ended) return;
    if (performance.now() - newestAt > STALE_TARGETS * playlist.targetMs) throw new OutsideError('stalled');
    // §6.3.4: half a target duration where nothing came, else a whole one; segments that were read took their time already.
    const waitMs = due.segments.length === 0 ? playlist.targetMs / 2 : Math.min(playlist.targetMs, 1_000);
    await pause(waitMs, undefined, { signal: calling.signal });
    playlist = await mediaAt(url, calling);
  }
}

/** From a master one step to the media playlist. */
async function mediaOf(text: string, at: URL, calling: Calling): Promise<{ playlist: MediaPlaylist; url: URL }> {
  const first = playlistOf(text);
  if (first.kind === 'media') return { playlist: first, url: at };
  const url = relayAddress(first.uri, at);
  return { playlist: await mediaAt(url, calling), url };
}

async function mediaAt(url: URL, calling: Calling): Promise<MediaPlaylist> {
  const opened = await openUrl(url, calling);
  const playlist = playlistOf((await readWhole(opened, PLAYLIST_BYTES)).toString('utf8'));
  if (playlist.kind === 'master') throw new OutsideError('bad-playlist');
  return playlist;
}

async function fetchBytes(
  { uri, byterange }: Pick<Segment, 'uri' | 'byterange'>,
  base: URL,
  calling: Calling,
): Promise<Buffer> {
  const range = byterange && `bytes=${byterange.offset}-${byterange.offset + byterange.length - 1}`;
  const opened = await openUrl(relayAddress(uri, base), { ...calling, ...(range && { headers: { range } }) });
  if (range && opened.status !== 206) {
    opened.body.destroy();
    throw new OutsideError('no-ranges');
  }
  return readWhole(opened, SEGMENT_BYTES);
}
