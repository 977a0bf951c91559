import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MovableClock } from '../../../gateway/clock.ts';
import { ConflictError, RuleError } from '../../../gateway/errors.ts';
import type { App } from '../../../gateway/http/app.ts';
import { problemOf } from '../../../gateway/http/problems.ts';
import { problem } from '../../../protocol/api/common.ts';
import { served } from './served.ts';

const anyone = { config: { access: { who: 'anyone' } } } as const;

const serverWith = (routes: (app: App) => void, requestsPerMinute = 3_000): Promise<App> =>
  served({ clock: new MovableClock(0), personOf: () => undefined, requestsPerMinute }, { outside: routes });

describe('an error as an answer', () => {
  it('of ours keeps status, code, message and further members', () => {
    const error = new RuleError('quiet-hours', 'Choose from 05:00.', { nextAllowedAt: 5 });
    expect(problemOf(error)).toEqual({
      type: 'urn:loaxa:problem:quiet-hours',
      title: 'Unprocessable Entity',
      status: 422,
      code: 'quiet-hours',
      detail: 'Choose from 05:00.',
      nextAllowedAt: 5,
    });
  });

  it.each([
    ['refuses', Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' })],
    ['is starting', Object.assign(new Error('the database system is starting up'), { code: '57P03' })],
    ['was shut down', Object.assign(new Error('terminating connection'), { code: '57P01' })],
    ['broke off', new Error('Connection terminated unexpectedly')],
    ['is too busy', Object.assign(new Error('Knex: Timeout acquiring a connection'), { name: 'KnexTimeoutError' })],
  ])('of a database that %s asks to try again, and says nothing of the server', (_, error) => {
    expect(problemOf(error)).toEqual({
      type: 'urn:loaxa:problem:unavailable',
      title: 'Service Unavailable',
      status: 503,
      code: 'unavailable',
      detail: 'The database does not answer; try again in a moment.',
    });
  });

  it('cannot have its status or code replaced by a further member', () => {
    expect(problemOf(new ConflictError('taken', 'Taken.', { status: 200, code: 'fine' }))).toMatchObject({
      status: 409,
      code: 'taken',
    });
  });

  it.each([
    ['an Error with SQL in it', new Error('insert into accounts (password_hash) values (…) - SQLITE_BUSY')],
    ['an error with a stack of its own', Object.assign(new Error('/srv/loaxa/gateway/x.ts'), { statusCode: 500 })],
    ['something that is no error', 'secret'],
    ['nothing', undefined],
  ])('of %s says nothing but that it went wrong', (_, error) => {
    expect(problemOf(error)).toEqual({
      type: 'urn:loaxa:problem:internal',
      title: 'Internal Server Error',
      status: 500,
      code: 'internal',
      detail: 'The server made a mistake; its log says more.',
    });
  });

  it('is problem+json on the wire: bad body, bad JSON, wrong type, too large, unknown path, our own mistake', async () => {
    const body = z.object({ name: z.string(), list: z.array(z.object({ n: z.number() })) });
    const app = await serverWith((app) => {
      app.post('/thing', { ...anyone, schema: { body } }, async () => 'ok');
      app.get('/broken', anyone, async () => {
        throw new Error('at Object.<anonymous> (/srv/x.ts:1:1) password=hunter2');
      });
      app.get('/lying', { ...anyone, schema: { response: { 200: z.object({ n: z.number() }) } } }, async () => {
        return { n: 'no number' } as unknown as { n: number };
      });
    });
    const json = { 'content-type': 'application/json' };
    const post = (payload: string, headers: Record<string, string> = json) =>
      app.inject({ method: 'POST', url: '/thing', payload, headers });
    const answers = {
      'invalid-input': await post('{"name":1,"list":[{"n":"x"}]}'),
      'ctp-invalid-json-body': await post('{'),
      'unsupported-media-type': await post('<x/>', { 'content-type': 'application/xml' }),
      'too-large': await post(JSON.stringify({ name: 'x'.repeat(2_000_000) })),
      'not-found': await app.inject('/nowhere'),
      internal: await app.inject('/broken'),
    };
    for (const [code, answer] of Object.entries(answers)) {
      expect(answer.headers['content-type'], code).toBe('application/problem+json');
      expect(problem.parse(answer.json()).code).toBe(code);
      expect(answer.json().status).toBe(answer.statusCode);
      expect(answer.body).not.toMatch(/\.ts|node_modules|hunter2|\n\s+at /);
    }
    expect(answers['invalid-input'].json().errors).toEqual([
      { path: 'name', message: expect.stringContaining('string') },
      { path: 'list.0.n', message: expect.stringContaining('number') },
    ]);
    expect((await app.inject('/lying')).json().code).toBe('internal');
    await app.close();
  });

  it('stops an address that asks too often before it costs a look-up, but neither its devices nor other addresses', async () => {
    const app = await serverWith((app) => {
      app.get('/lists', { config: { access: { who: 'signed-in' } } }, async () => 'ok');
      app.get('/plans', { config: { access: { who: 'device' } } }, async () => 'ok');
      app.get('/sounds', { config: { access: { who: 'device-or-signed-in' } } }, async () => 'ok');
    }, 20);
    const get = (url: string, remoteAddress: string) => app.inject({ url, remoteAddress });
    for (let index = 0; index < 20; index++) expect((await get('/lists', '10.0.0.1')).statusCode).toBe(401);
    const refused = await get('/lists', '10.0.0.1');
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'too-many-requests']);
    expect((await get('/sounds', '10.0.0.1')).statusCode, 'with a cookie or nothing').toBe(429);
    const node = { url: '/sounds', remoteAddress: '10.0.0.1', headers: { authorization: 'Basic eDp5' } };
    expect((await app.inject(node)).statusCode).toBe(401);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await get('/lists', '10.0.0.2')).statusCode).toBe(401);
    for (let index = 0; index < 30; index++) expect((await get('/plans', '10.0.0.1')).statusCode).toBe(401);
    await app.close();
  });
});
