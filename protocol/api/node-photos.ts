import { z } from 'zod';
import { sha256, ulid } from '../messages/fields.ts';

/** So many at once, as one step of the field takes. */
export const MOST_AT_ONCE = 8;

/** `POST /nodes/{id}/photos`: how it hangs there, sent twice under one key it is stored once. The files were sent before (`POST /attachments`). */
export const nodePhotosInput = z.object({ key: ulid, photos: z.array(sha256).min(1).max(MOST_AT_ONCE) });

/** `GET /nodes/{id}/photos`: the newest first; what is shown is `GET /attachments/{sha256}`. */
export const nodePhoto = z.object({ sha256, at: z.number(), byName: z.string().optional() });
export type NodePhoto = z.infer<typeof nodePhoto>;
export const nodePhotos = z.object({ items: z.array(nodePhoto) });
export type NodePhotos = z.infer<typeof nodePhotos>;
