// pure
import { Parser } from 'm3u8-parser';
import { z } from 'zod';

/** Why a playlist is of no use, in a word. */
export class PlaylistError extends Error {
  override name = 'PlaylistError';
  readonly code: string;

  constructor(code: 'bad-playlist' | 'encrypted') {
    super(code);
    this.code = code;
  }
}

const byteRange = z.object({ length: z.number().int().min(1), offset: z.number().int().min(0) });
const segment = z.object({
  uri: z.string().max(4_096),
  duration: z.number().min(0).max(600),
  discontinuity: z.boolean().optional(),
  byterange: byteRange.optional(),
  map: z.object({ uri: z.string().max(4_096), byterange: byteRange.optional() }).optional(),
  key: z.unknown().optional(),
});
const manifest = z.object({
  playlists: z
    .array(
      z.object({
        uri: z.string().max(4_096),
        attributes: z.object({ BANDWIDTH: z.number().optional(), CODECS: z.string().optional() }).default({}),
      }),
    )
    .max(200)
    .optional(),
  mediaGroups: z
    .object({
      AUDIO: z
        .record(
          z.string(),
          z.record(z.string(), z.object({ uri: z.string().optional(), default: z.boolean().optional() })),
        )
        .optional(),
    })
    .optional(),
  segments: z.array(segment).max(10_000).default([]),
  mediaSequence: z.number().int().default(0),
  targetDuration: z.number().min(0).max(600).default(6),
  endList: z.boolean().optional(),
});

export type Segment = z.infer<typeof segment>;
export interface MediaPlaylist {
  readonly kind: 'media';
  readonly segments: readonly Segment[];
  /** Number of the first segment. */
  readonly sequence: number;
  readonly targetMs: number;
  readonly ended: boolean;
}
export type Playlist = MediaPlaylist | { readonly kind: 'master'; readonly uri: string; readonly kbps?: number };

/** A playlist of HLS (RFC 8216): the segments, or of a master the one variant that is wanted. Throws PlaylistError. */
export function playlistOf(text: string): Playlist {
  const parser = new Parser();
  parser.push(text);
  parser.end();
  const read = manifest.safeParse(parser.manifest);
  if (!read.success) throw new PlaylistError('bad-playlist');
  const { playlists, mediaGroups, segments, mediaSequence, targetDuration, endList } = read.data;
  if (playlists && playlists.length > 0) return { kind: 'master', ...variantOf(playlists, mediaGroups?.AUDIO) };
  if (segments.some(({ key }) => key !== undefined)) throw new PlaylistError('encrypted');
  const targetMs = Math.max(1, targetDuration) * 1_000;
  return { kind: 'media', segments, sequence: mediaSequence, targetMs, ended: endList ?? false };
}

type Playlists = NonNullable<z.infer<typeof manifest>['playlists']>;
type Groups = NonNullable<z.infer<typeof manifest>['mediaGroups']>['AUDIO'];

/** Sound without pictures where there is any, else the thinnest line: horns need no more. */
function variantOf(playlists: Playlists, groups: Groups): { uri: string; kbps?: number } {
  const renditions = Object.values(groups ?? {}).flatMap((group) => Object.values(group));
  const rendition = renditions.find((one) => one.uri && one.default) ?? renditions.find(({ uri }) => uri);
  if (rendition?.uri) return { uri: rendition.uri };
  const bandwidthOf = (one: Playlists[number]) => one.attributes.BANDWIDTH ?? Number.MAX_SAFE_INTEGER;
  const isSound = (one: Playlists[number]) =>
    one.attributes.CODECS !== undefined && !PICTURES.test(one.attributes.CODECS);
  const thinnest = [...playlists].sort((a, b) => bandwidthOf(a) - bandwidthOf(b));
  const chosen = thinnest.find(isSound) ?? thinnest[0];
  if (!chosen) throw new PlaylistError('bad-playlist');
  const { BANDWIDTH: bandwidth } = chosen.attributes;
  return { uri: chosen.uri, ...(bandwidth && isSound(chosen) ? { kbps: Math.round(bandwidth / 1_000) } : {}) };
}

const PICTURES = /avc|hvc|hev|vp0?9|av01|mp4v/i;

/** A player does not begin nearer to the end than this (RFC 8216 §6.3.3). */
const FROM_END = 3;

/** Which segments of a playlist come next; `gap`: something between the last one and the first of these was missed. */
export function nextSegments(
  { segments, sequence }: MediaPlaylist,
  next: number | undefined,
): { readonly segments: readonly Segment[]; readonly next: number; readonly gap: boolean } {
  const end = sequence + segments.length;
  if (next === undefined) return { segments: segments.slice(-FROM_END), next: end, gap: true };
  // Numbers that went back: the station began anew.
  if (next > end) return { segments: segments.slice(-FROM_END), next: end, gap: true };
  const from = Math.max(next, sequence);
  return { segments: segments.slice(from - sequence), next: end, gap: from > next };
}
