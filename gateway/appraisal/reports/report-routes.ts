import { z } from 'zod';
import { type ReportDocument, reportDocument, reportQuery } from '../../../protocol/api/reports.ts';
import { FILE_FORMATS, type FileFormat, mayHaveForm, REPORT_FORMS } from '../../../protocol/reports.ts';
import { ROLES } from '../../../protocol/roles.ts';
import { type App, personOf } from '../../http/app.ts';
import type { Reports } from './reports.ts';

/** Who may have any; which form is whose is asked by `Reports`. */
const READERS = {
  who: 'roles',
  roles: ROLES.filter((role) => REPORT_FORMS.some((form) => mayHaveForm(role, form))),
} as const;
const params = z.object({ form: z.enum(REPORT_FORMS) });

const TYPES: Readonly<Record<FileFormat, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

/** Makes the file of a document; `documents` implements it. */
export type Render = (document: ReportDocument, format: FileFormat) => Promise<Buffer>;

export interface ReportRouteParts {
  readonly reports: Reports;
  readonly render: Render;
  /** Label of a demonstration. */
  readonly demo?: string | undefined;
}

/** The printed forms: as a document for the page, and as a file with the same numbers. */
export function reportRoutes(app: App, { reports, render, demo }: ReportRouteParts): void {
  app.get(
    '/reports/:form',
    {
      config: { access: READERS },
      schema: { params, querystring: reportQuery, response: { 200: reportDocument } },
    },
    async (request) => reports.document(personOf(request), request.params.form, request.query, { demo }),
  );

  app.get(
    '/reports/:form/file',
    {
      config: { access: READERS },
      schema: { params, querystring: reportQuery.extend({ format: z.enum(FILE_FORMATS).default('pdf') }) },
    },
    async (request, reply) => {
      const { form } = request.params;
      const { format, ...query } = request.query;
      const document = await reports.document(personOf(request), form, query, { demo, as: format });
      const name = `${form}_${query.from}_${query.to}.${format}`;
      reply.header('content-disposition', `attachment; filename="${name}"`);
      return reply.type(TYPES[format]).send(await render(document, format));
    },
  );
}
