/** HTTP paths a node relies on. */
export const ENROL_PATH = '/api/v1/enrol';
/** Where a node gets its next credential, and says that it arrived. */
export const CREDENTIAL_PATH = '/api/v1/device/credential';
export const CREDENTIAL_CONFIRM_PATH = `${CREDENTIAL_PATH}/confirm`;

/** Encodings a node may fetch a recording in; the name of the file is the SHA-256 of the encoded bytes. */
export type AudioEncoding = 'opus' | 'mp3';

export function audioPath(file: string, encoding: AudioEncoding): string {
  return `/audio/${file}.${encoding}`;
}

/** Fingerprint of a recording, by the SHA-256 of its content (fingerprint/print-file.ts); made when first asked for. */
export function printPath(recording: string): string {
  return `/audio/${recording}.fp`;
}

/** A node's plan by its content; only the node it was made for may fetch it. */
export function planPath(sha256: string): string {
  return `/api/v1/device/plans/${sha256}.json`;
}

/** Where a node brings its own diagnostic lines, when an action asks for them. */
export function deviceLogPath(action: string): string {
  return `/api/v1/device/logs/${action}`;
}

/** Stops everything without a script; served by the gateway. */
export const STOP_PAGE_PATH = '/dung';

/** How to trust the installation's own certificate authority; there when it has one. */
export const TRUST_PATH = '/tin-cay';
export const TRUST_CERTIFICATE_PATH = `${TRUST_PATH}/loaxa-ca.crt`;

/** A firmware by its content; what a node does with it the signed manifest says. */
export function firmwarePath(sha256: string): string {
  return `/api/v1/device/firmware/${sha256}`;
}
