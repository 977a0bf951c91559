import { z } from 'zod';
import { type Account, account, accountInput } from '../../protocol/api/people.ts';
import { InvalidInputError } from '../errors.ts';
import { type App, type Person, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Accounts } from './accounts.ts';

export interface AccountRouteParts {
  readonly accounts: Accounts;
  readonly scope: Scope;
}

/** Administrators make accounts, for areas of their own only. */
export function accountRoutes(app: App, { accounts, scope }: AccountRouteParts): void {
  const access = { who: 'roles', roles: ['administrator'] } as const;

  app.get(
    '/accounts',
    { config: { access }, schema: { response: { 200: z.object({ items: z.array(account) }) } } },
    async (request) => {
      const person = personOf(request);
      const all = await accounts.all();
      return { items: all.filter(({ areas }) => areas.some((area) => scope.isWithin(area, person.areas))) };
    },
  );

  app.post(
    '/accounts',
    { config: { access }, schema: { body: accountInput, response: { 201: account } } },
    async (request, reply) => {
      const person: Person = personOf(request);
      for (const area of request.body.areas) requireScope(scope, person, area);
      const { password } = request.body;
      if (password === undefined) throw new InvalidInputError('no-password', 'Give the account a password.');
      const { id } = await accounts.createAccount(person, { ...request.body, password });
      const made = (await accounts.all()).find((one) => one.id === id);
      return reply.status(201).send(made as Account);
    },
  );
}
