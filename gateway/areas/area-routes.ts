import { z } from 'zod';
import { type Area, area, areaInput, areaKind, areaPatch } from '../../protocol/api/areas.ts';
import { day, pageOf, pageQuery } from '../../protocol/api/common.ts';
import { areaId } from '../../protocol/messages/fields.ts';
import { ForbiddenError, NotFoundError } from '../errors.ts';
import { type App, type Person, personOf, requireScope } from '../http/app.ts';
import { pageFrom } from '../http/paging.ts';
import type { AreaTree } from './area-tree.ts';
import type { Areas } from './areas.ts';

const params = z.object({ id: areaId });
const listQuery = pageQuery.extend({
  parent: areaId.optional(),
  kind: areaKind.optional(),
  search: z.string().max(100).optional(),
  at: day.optional(),
});
const administrators = { who: 'roles', roles: ['administrator'] } as const;

/** The tree of areas. People see their own areas and the way up from them. */
export function areaRoutes(app: App, { areas }: { areas: Areas }): void {
  const { tree } = areas;

  app.get(
    '/areas',
    { config: { access: { who: 'signed-in' } }, schema: { querystring: listQuery, response: { 200: pageOf(area) } } },
    async (request) => {
      const person = personOf(request);
      const found = tree.search(request.query).filter(({ id }) => maySee(tree, person, id));
      return pageFrom(found.map(withoutOutline), ({ id }) => `${tree.sortKeyOf(id)}\u0001${id}`, request.query);
    },
  );

  app.get(
    '/areas/:id',
    { config: { access: { who: 'signed-in' } }, schema: { params, response: { 200: area } } },
    async (request) => {
      const found = tree.get(request.params.id);
      if (!found) throw new NotFoundError('no-area', `There is no area ${request.params.id}.`);
      if (!maySee(tree, personOf(request), found.id))
        throw new ForbiddenError('out-of-scope', 'This area does not belong to your account.');
      return found;
    },
  );

  app.post(
    '/areas',
    { config: { access: administrators }, schema: { body: areaInput, response: { 201: area } } },
    async (request, reply) => {
      requireParent(tree, personOf(request), request.body.parent);
      if (request.body.floorDecision !== undefined) requireProvince(tree, personOf(request), request.body.parent);
      return reply.status(201).send(await areas.create(personOf(request), request.body));
    },
  );

  app.patch(
    '/areas/:id',
    { config: { access: administrators }, schema: { params, body: areaPatch, response: { 200: area } } },
    async (request) => {
      const person = personOf(request);
      requireScope(tree, person, request.params.id);
      if (request.body.parent !== undefined) requireScope(tree, person, request.body.parent);
      if (request.body.floorDecision !== undefined) requireProvince(tree, person, request.params.id);
      return areas.patch(person, request.params.id, request.body);
    },
  );
}

/** Thousands of outlines would be megabytes. */
function withoutOutline({ outline: _, ...area }: Area): Area {
  return area;
}

/** Own areas with everything below, and everything above: a hamlet head needs the commune's name. */
export function maySee(tree: AreaTree, person: Person, id: string): boolean {
  return tree.isWithin(id, person.areas) || person.areas.some((own) => tree.isWithin(own, [id]));
}

/** What lowers the demands on a place is decided by its province, never by the commune itself (DOMAIN §4.3). */
export function requireProvince(tree: AreaTree, person: Person, area: string | undefined): void {
  const province = tree.ancestors(area ?? '').at(-1);
  if (province !== undefined && person.areas.includes(province)) return;
  throw new ForbiddenError('province-only', 'Only an account of the whole province may decide on a lower floor.');
}

/** A new area lies below one the account reaches. A province has nothing above it: the account must reach every one there is. */
export function requireParent(tree: AreaTree, person: Person, parent: string | undefined): void {
  if (parent !== undefined) requireScope(tree, person, parent);
  else if (!tree.children().every((province) => person.areas.includes(province.id)))
    throw new ForbiddenError('out-of-scope', 'Only an account of every province may add another one.');
}
