import { setTimeout as pause } from 'node:timers/promises';
import { IcyStripper, icyInterval } from '../../protocol/stations/icy.ts';
import { type MediaPlaylist, nextSegments, playlistOf, type Segment } from '../../protocol/stations/playlist.ts';
import { isHls, isList, pointedAt } from '../../protocol/stations/pointer.ts';
import { bodyOf } from '../board/request.ts';
import { type Answered, askStation, type StationCall } from './station-request.ts';

const PLAYLIST_BYTES = 512 * 1024;
/** Ten seconds of the fattest sound, or of a thin picture. */
const SEGMENT_BYTES = 8 * 1024 * 1024;

/** The encoded sound of a station as long as it sends: plain HTTP, Icecast with titles, HLS, or one of them behind a pointer file. */
export async function* stationBytes(address: string, call: StationCall): AsyncGenerator<Uint8Array> {
  const opened = await askStation(new URL(address), call);
  if (!isList(opened.type, opened.url.pathname)) return yield* soundOf(opened);
  const text = await textOf(opened);
  if (isHls(text)) return yield* segmentsOf(text, opened.url, call);
  const pointed = pointedAt(text);
  if (pointed === undefined) throw new Error('the playlist names nothing');
  const behind = await askStation(new URL(pointed, opened.url), call);
  if (!isList(behind.type, behind.url.pathname)) return yield* soundOf(behind);
  yield* segmentsOf(await textOf(behind), behind.url, call);
}

async function* soundOf({ body }: Answered): AsyncGenerator<Uint8Array> {
  const interval = icyInterval(body.headers['icy-metaint']);
  const stripper = interval === undefined ? undefined : new IcyStripper(interval);
  for await (const part of body as AsyncIterable<Buffer>) yield stripper ? stripper.strip(part) : part;
}

/** Follows the sliding window (RFC 8216 §6.3.4): half a target duration where nothing came, else a whole one. */
async function* segmentsOf(text: string, at: URL, call: StationCall): AsyncGenerator<Uint8Array> {
  const first = playlistOf(text);
  const url = first.kind === 'media' ? at : new URL(first.uri, at);
  let playlist = first.kind === 'media' ? first : await mediaAt(url, call);
  let next: number | undefined;
  let map: string | undefined;
  for (;;) {
    const due = nextSegments(playlist, next);
    next = due.next;
    for (const segment of due.segments) {
      // A decoder needs the initialization section before what follows it (§4.3.2.5).
      if (segment.map && segment.map.uri !== map) yield await bytesOf(segment.map, url, call);
      map = segment.map?.uri;
      yield await bytesOf(segment, url, call);
    }
    if (playlist.ended) return;
    const waitMs = due.segments.length === 0 ? playlist.targetMs / 2 : Math.min(playlist.targetMs, 1_000);
    await pause(waitMs, undefined, { signal: call.signal });
    playlist = await mediaAt(url, call);
  }
}

async function mediaAt(url: URL, call: StationCall): Promise<MediaPlaylist> {
  const playlist = playlistOf(await textOf(await askStation(url, call)));
  if (playlist.kind === 'master') throw new Error('a playlist of playlists of playlists');
  return playlist;
}

async function bytesOf(
  { uri, byterange }: Pick<Segment, 'uri' | 'byterange'>,
  base: URL,
  call: StationCall,
): Promise<Uint8Array> {
  const range = byterange && { range: `bytes=${byterange.offset}-${byterange.offset + byterange.length - 1}` };
  const { body } = await askStation(new URL(uri, base), call, range);
  if (!range || body.statusCode === 206) return bodyOf(body, SEGMENT_BYTES);
  body.destroy();
  throw new Error('the station gives no parts of a file');
}

async function textOf({ body }: Answered): Promise<string> {
  return Buffer.from(await bodyOf(body, PLAYLIST_BYTES)).toString('utf8');
}
