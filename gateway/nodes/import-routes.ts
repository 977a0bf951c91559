import { importResult } from '../../protocol/api/areas.ts';
import { type App, personOf } from '../http/app.ts';
import { answerImport, importQuery, tableOf } from '../http/upload.ts';
import type { Assets } from './assets.ts';
import { planNodes, rowKey } from './import.ts';
import { type NodeChange, throwFault } from './node-changes.ts';
import { codeIndex, faultOf } from './node-rules.ts';
import type { Nodes } from './nodes.ts';
import type { AreaLookup } from './roster.ts';

/** A table of nodes: planned first, and written only when every row is right, new and changed nodes in one transaction. */
export function nodeImportRoutes(
  app: App,
  { nodes, areas, assets }: { nodes: Nodes; areas: AreaLookup; assets?: Pick<Assets, 'importIn'> },
): void {
  app.post(
    '/imports/nodes',
    {
      config: { access: { who: 'roles', roles: ['administrator', 'technician'] } },
      bodyLimit: 16 * 1024 * 1024,
      schema: { querystring: importQuery, response: { 200: importResult } },
    },
    async (request) => {
      const person = personOf(request);
      const mayPut = (hamlet: string) => areas.isWithin(hamlet, person.areas);
      const plan = planNodes(await tableOf(request), { roster: nodes.roster, areas }, mayPut);
      const dryRun = request.query['dry-run'] === 'true';
      if (!dryRun) {
        let remember: (() => void) | undefined;
        const decide = () => {
          const codes = codeIndex(nodes.roster, areas);
          const changes: NodeChange[] = plan.changed.map(({ id, patch }) => nodes.changeBy(id, patch));
          for (const input of plan.fresh) changes.push({ node: nodes.newNode(input) });
          for (const { node } of changes) {
            throwFault(faultOf(node, areas, codes.find));
            codes.put(node);
          }
          return changes;
        };
        await nodes.apply(
          { by: person.id, action: 'node.import', outcome: 'done' },
          decide,
          async (transaction, saved) => {
            const said = saved.flatMap((node) => {
              const asset = plan.assets.get(rowKey(areas.communeOf(node.hamlet) ?? '', node.code));
              return asset ? [{ node: node.id, asset }] : [];
            });
            remember = await assets?.importIn(transaction, person, said);
          },
        );
        remember?.();
      }
      return answerImport(plan.result, dryRun);
    },
  );
}
