import type { ReportParts } from '../../../gateway/appraisal/reports/report-parts.ts';
import { Reports } from '../../../gateway/appraisal/reports/reports.ts';
import { Airings } from '../../../gateway/broadcast/airings.ts';
import { CampaignStore } from '../../../gateway/broadcast/campaign-store.ts';
import { Coverage } from '../../../gateway/coverage/coverage.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { ReportCell, ReportDocument } from '../../../protocol/api/reports.ts';
import type { TestDatabase } from '../database/engines.ts';
import type { Doors } from '../http/doors.ts';

/** Reports as the root builds them over the parts of these doors, with real verdicts. */
export async function reportsOf(doors: Doors, { database }: TestDatabase, change: Partial<ReportParts> = {}) {
  const { clock, audit, facts, stations, quietHours, figures } = doors;
  const { tree } = doors.areas;
  const coverage = new Coverage({ database, clock, log: silentLog, facts, tree, treeSize: async () => 0 });
  await coverage.start();
  return new Reports({
    ...{ database, clock, audit, tree, stations, roster: doors.nodes.roster, quietHours, figures, coverage },
    campaigns: { store: new CampaignStore(database), airings: new Airings(database) },
    nameOf: (account) => doors.accounts.nameOf(account),
    inspections: async () => [],
    handLog: async () => [],
    criterion: () => Promise.reject(new Error('the dossier makes this form')),
    ...change,
  });
}

/** The rows of a table by the titles of its columns, the foot as one with its first word. */
export function rowsIn(document: ReportDocument, title?: string): Record<string, ReportCell>[] {
  const table = document.tables.find((one) => title === undefined || one.title === title);
  if (!table) throw new Error(`no table ${title} among ${document.tables.map((one) => one.title).join(', ')}`);
  return [...table.rows, ...(table.foot ? [table.foot] : [])].map((row) =>
    Object.fromEntries(table.columns.map((column, index) => [column.title, row[index] ?? null])),
  );
}
