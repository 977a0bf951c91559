import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { applyRoster } from '../../broker/roster.ts';
import { credentialHash, signIn } from '../../broker/sign-in.ts';
import { rosterOf, testArea, testNode } from './rig.ts';

const area = testArea();
const node = testNode([area]);
const other = testNode();
const gatewayPassword = randomBytes(32).toString('base64url');
const change = applyRoster(undefined, rosterOf([node, other]));
const roster = change.kind === 'applied' ? change.state : undefined;
const known = { roster, gateways: { ids: ['gw1'], credential: credentialHash(gatewayPassword) } };
const claim = (clientId: string, username: string | undefined, password: string | undefined) => ({
  clientId,
  username,
  password: password === undefined ? undefined : Buffer.from(password),
});

describe('signing in', () => {
  test('a node on the roster with its credential is that node, with its groups', () => {
    const answer = signIn(claim(node.id, node.id, node.credential), known);
    expect(answer).toMatchObject({ ok: true, principal: { kind: 'node', node: node.id } });
    expect(answer.ok && answer.principal.kind === 'node' && [...answer.principal.groups]).toEqual([area]);
  });

  test('the gateway signs in with its own credential even without a roster', () => {
    const answer = signIn(claim('gateway:gw1', 'gateway:gw1', gatewayPassword), { ...known, roster: undefined });
    expect(answer).toMatchObject({ ok: true, principal: { kind: 'gateway', gateway: 'gw1' } });
  });

  test('without any roster a node is told that the server is unavailable, right or wrong', () => {
    expect(signIn(claim(node.id, node.id, 'x'), { ...known, roster: undefined })).toMatchObject({
      ok: false,
      returnCode: 3,
    });
  });

  const stranger = testNode();
  test.each([
    ['a wrong credential', claim(node.id, node.id, 'wrong'), 4],
    ["another node's credential", claim(node.id, node.id, other.credential), 4],
    ["the gateway's credential", claim(node.id, node.id, gatewayPassword), 4],
    ['no password', claim(node.id, node.id, undefined), 4],
    ['no username', claim(node.id, undefined, node.credential), 4],
    ['a name that is not on the roster', claim(stranger.id, stranger.id, stranger.credential), 4],
    ['a name that is no node id', claim('admin', 'admin', 'admin'), 4],
    ["a node's credential for the gateway", claim('gateway:gw1', 'gateway:gw1', node.credential), 4],
    ["the gateway's credential under another gateway's name", claim('gateway:gw2', 'gateway:gw2', gatewayPassword), 4],
    ['the hash instead of the credential', claim(node.id, node.id, credentialHash(node.credential)), 4],
    ["another node's client id", claim(other.id, node.id, node.credential), 2],
    ['an empty client id', claim('', node.id, node.credential), 2],
  ])('%s is refused', (_title, presented, returnCode) => {
    expect(signIn(presented, known)).toMatchObject({ ok: false, returnCode });
  });

  test('while a credential is being changed both are good', () => {
    const rotated = rosterOf([node]);
    rotated.nodes[0]?.credentials.push(credentialHash('the new one, as long as it should be'));
    const both = applyRoster(undefined, rotated);
    if (both.kind !== 'applied') throw new Error('a whole roster always counts');
    for (const password of [node.credential, 'the new one, as long as it should be']) {
      expect(signIn(claim(node.id, node.id, password), { ...known, roster: both.state }).ok).toBe(true);
    }
  });
});
