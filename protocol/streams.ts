/** What sounds without being a file: somebody who speaks now, or another station. */
export const STREAM_KINDS = ['live', 'relay'] as const;
export type StreamKind = (typeof STREAM_KINDS)[number];

/** A relay is lost when it is quieter than this for so long (issue 7); a fallback follows. */
export const RELAY_SILENCE_MS = 20_000;
export const RELAY_SILENCE_DB = -40;

/** Names of a stream's content hash these words: what a receipt cites, where there is no file to name. */
export function streamContentWords(kind: StreamKind, id: string): string {
  return `loaxa stream ${kind} ${id}`;
}

/** The one stream of a live session that any player understands (MP3). */
export function liveStreamPath(session: string): string {
  return `/api/v1/live/${session}/stream.mp3`;
}

/** A station as the gateway passes it on, once for all nodes of a commune (MP3). */
export function relayStreamPath(station: string): string {
  return `/api/v1/relays/${station}/stream.mp3`;
}
