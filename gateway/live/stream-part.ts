import { createHash } from 'node:crypto';
import type { Part } from '../../protocol/messages/fields.ts';
import { liveStreamPath, streamContentWords } from '../../protocol/streams.ts';
import type { Content } from '../broadcast/content.ts';

/** What a node takes for a lost stream: longer than a speaker may be silent, or away at the beginning. */
const STREAM_SILENCE_MS = 30_000;
const STREAM_SILENCE_DB = -70;

/** What a receipt of a session cites. */
export function streamHash(session: string): string {
  return createHash('sha256').update(streamContentWords('live', session)).digest('hex');
}

/** No file: it has a name and a length only. */
export function liveContent(session: string, title: string, durationMs: number): Content {
  return { sha256: streamHash(session), title, durationMs, opus: '', mp3: '' };
}

export function livePart(session: string, durationMs: number): Part {
  const lost = { silenceMs: STREAM_SILENCE_MS, silenceDb: STREAM_SILENCE_DB };
  return { sha256: streamHash(session), durationMs, stream: { kind: 'live', url: liveStreamPath(session), ...lost } };
}
