import type { Recording } from '../../protocol/api/broadcast.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import type { Database, Transaction } from '../database/database.ts';

/** A recording with the area whose people may see it. */
export interface StoredRecording extends Recording {
  readonly area: string;
}

interface Row {
  sha256: string;
  title: string;
  search_key: string;
  duration_ms: number;
  loudness_before: number;
  loudness_after: number;
  format: string;
  bytes: number;
  opus: string;
  mp3: string;
  area_id: string;
  uploaded_by: string;
  uploaded_at: number;
}

export interface RecordingQuery {
  /** Areas whose recordings are wanted. */
  readonly areas: readonly string[];
  readonly search?: string | undefined;
  readonly limit: number;
  /** Last one of the page before. */
  readonly after?: { readonly uploadedAt: number; readonly sha256: string } | undefined;
}

export class RecordingStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Does nothing when the content is known already. */
  async add(transaction: Transaction, recording: StoredRecording): Promise<void> {
    await transaction<Row>('recordings').insert(rowOf(recording)).onConflict('sha256').ignore();
  }

  async get(sha256: string): Promise<StoredRecording | undefined> {
    const row = await this.#database.read<Row>('recordings').where({ sha256 }).first();
    return row && recordingOf(row);
  }

  async getMany(sha256: readonly string[]): Promise<StoredRecording[]> {
    if (sha256.length === 0) return [];
    const rows = await this.#database.read<Row>('recordings').whereIn('sha256', [...new Set(sha256)]);
    return rows.map(recordingOf);
  }

  async areas(): Promise<string[]> {
    const rows = await this.#database.read<Row>('recordings').distinct('area_id');
    return rows.map((row) => row.area_id);
  }

  /** Newest first, and how many there are in all. */
  async list(query: RecordingQuery): Promise<{ items: StoredRecording[]; total: number }> {
    const matching = this.#database.read<Row>('recordings').whereIn('area_id', [...query.areas]);
    for (const word of foldForSearch(query.search ?? '').split(' ')) {
      if (word) matching.whereLike('search_key', `%${word.replace(/[%_\\]/g, '')}%`);
    }
    const [counted] = await matching.clone().count({ total: '*' });
    const page = matching.orderBy([
      { column: 'uploaded_at', order: 'desc' },
      { column: 'sha256', order: 'desc' },
    ]);
    const { after } = query;
    if (after) {
      page.where((earlier) =>
        earlier
          .where('uploaded_at', '<', after.uploadedAt)
          .orWhere((same) => same.where('uploaded_at', after.uploadedAt).where('sha256', '<', after.sha256)),
      );
    }
    return { items: (await page.limit(query.limit)).map(recordingOf), total: Number(counted?.total ?? 0) };
  }

  /** Every encoded file some recording names. */
  async files(): Promise<Set<string>> {
    const rows = await this.#database.read<Row>('recordings').select('sha256', 'opus', 'mp3');
    // Its print carries the recording's own name.
    return new Set(rows.flatMap((row) => [row.sha256, row.opus, row.mp3]));
  }
}

function rowOf(recording: StoredRecording): Row {
  return {
    sha256: recording.sha256,
    title: recording.title,
    search_key: foldForSearch(recording.title),
    duration_ms: recording.durationMs,
    loudness_before: recording.loudnessBefore,
    loudness_after: recording.loudnessAfter,
    format: recording.format,
    bytes: recording.bytes,
    opus: recording.opus,
    mp3: recording.mp3,
    area_id: recording.area,
    uploaded_by: recording.uploadedBy,
    uploaded_at: recording.uploadedAt,
  };
}

function recordingOf(row: Row): StoredRecording {
  return {
    sha256: row.sha256,
    title: row.title,
    durationMs: row.duration_ms,
    loudnessBefore: row.loudness_before,
    loudnessAfter: row.loudness_after,
    format: row.format,
    bytes: row.bytes,
    opus: row.opus,
    mp3: row.mp3,
    area: row.area_id,
    uploadedBy: row.uploaded_by,
    uploadedAt: row.uploaded_at,
  };
}
