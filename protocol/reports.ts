import type { Role } from './roles.ts';

/** How a column's cells are written and summed. `percent` 0 to 1, `duration` ms, `money` đồng, `day` YYYY-MM-DD, `instant` ms UTC. */
export const COLUMN_KINDS = ['text', 'count', 'percent', 'duration', 'money', 'day', 'instant', 'decimal'] as const;

/** The five forms of DOMAIN §6 and what an office prints besides. */
export const REPORT_FORMS = [
  'broadcast-log',
  'fault-slips',
  'inspection-records',
  'criterion',
  'province-summary',
  /** Minutes by topic, language, genre and level of source, with the number of items. */
  'airtime',
  'node-airtime',
  'outside-hours',
  'campaigns',
  'investments',
  /** Stations by technology and commune, upgrade by class and money, online and heard rates; with a period to compare. */
  'stations',
] as const;
export type ReportForm = (typeof REPORT_FORMS)[number];

const OFFICE: readonly Role[] = ['operator', 'approver', 'administrator', 'appraiser'];
/** What each of the others needs of it in the field. */
const FIELD: Partial<Record<ReportForm, Role>> = {
  'fault-slips': 'technician',
  'inspection-records': 'inspector',
  'node-airtime': 'technician',
};

/** Who may have a form; the area is asked besides. */
export function mayHaveForm(role: Role, form: ReportForm): boolean {
  return OFFICE.includes(role) || FIELD[form] === role;
}

export const FILE_FORMATS = ['pdf', 'xlsx', 'csv'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/**
 * What a source says of an area in a year, imported by `POST /imports/figures` (CSV `area,year,figure,value,source,note`) beside our
 * own counts: `GET /figures?area&year`. Two sources that differ are both kept and flagged.
 */
export const SOURCE_FIGURES = [
  'communes',
  'stations',
  'stations-ip',
  'stations-fm',
  'stations-wired',
  'stations-upgrading',
  'stations-upgraded',
  'hamlets',
  'hamlets-with-nodes',
  'nodes',
  'horns',
  'horns-per-hamlet',
  'grant-vnd',
] as const;

/**
 * A dossier (hồ sơ minh chứng): `POST /dossiers` → 202, `GET /dossiers?area`, `GET /dossiers/{id}`, `GET /dossiers/{id}/files/{name}`.
 * Made in the background, offered only when whole. `changed` with what `dossiers` on the feed tells of its progress.
 */
export const DOSSIER_PARTS = ['pdf', 'xlsx', 'csv', 'page'] as const;
