import type { Access } from '../../../gateway/http/app.ts';
import type { Reach, Rows } from './rows.ts';

/** `docs/access.md`, written from the route table and the matrix that proves it; a test fails when the file is stale. */
export function accessDocument(table: ReadonlyMap<string, Access>, rows: Rows): string {
  const lines = [...table]
    .filter(([route]) => !route.startsWith('HEAD '))
    .map(([route, access]) => {
      const [method = '', url = ''] = route.split(' ');
      const isChange = !['GET', 'OPTIONS'].includes(method);
      const csrf = isChange && ['signing-in', 'signed-in', 'roles'].includes(access.who) ? 'yes' : '';
      return {
        url,
        line: `| \`${method}\` | \`${url}\` | ${whoOf(access)} | ${scopeOf(rows[route]?.reach)} | ${csrf} | ${proofOf(access)} |`,
      };
    })
    .sort((a, b) => (a.url === b.url ? (a.line < b.line ? -1 : 1) : a.url < b.url ? -1 : 1));
  return [
    HEAD,
    '| | route | who | where | CSRF token | proof | proof |',
    '|---|---|---|---|---|---|',
    ...lines.map(({ line }) => line),
    '',
  ].join('\n');
}

const HEAD = `# Who may call what

Generated from the route table and \`test/gateway/access/fixture.ts\`; do not edit
(\`npx vitest run --project unit test/gateway/access-matrix.test.ts -u\` writes it anew). The same test calls every route as every
role, as nobody, with a session that ended or whose second step is still to come, with API tokens, with a node's credential and with
the broker's token, about a place inside and one outside the caller's areas, and expects exactly what stands here.

*Who*: a role, anybody signed in, a node with its credential, the broker with its token, or anyone. Everybody else gets 401 (not
signed in) or 403 (another role). *Where*: of which places; about others the answer is 403, or what stands in brackets. Every change
by a person needs the session's CSRF token, and no change and no WebSocket is taken from a page of another site. *Proof*: what is
*unlocked* needs PIN or authenticator within the last shift, *proved lately* within the last quarter of an hour; both are, like what
needs the *own session*, never open to an API token; a token that may only read changes nothing.
\`HEAD\` asks for the same as \`GET\`.
`;

function whoOf(access: Access): string {
  switch (access.who) {
    case 'anyone':
      return 'anyone';
    case 'signed-in':
      return 'signed in';
    case 'roles':
      return access.roles.join(', ');
    case 'device':
      return 'a node';
    case 'device-or-signed-in':
      return 'a node, or signed in';
    case 'source':
      return 'a source system';
    case 'broker':
      return 'the broker';
    case 'signing-in':
      return 'a session at any step';
    default:
      return access satisfies never;
  }
}

/** What must be shown beyond being signed in. */
function proofOf(access: Access): string {
  if (access.who !== 'signed-in' && access.who !== 'roles') return '';
  if (access.unlocked) return access.unlocked === 'lately' ? 'proved lately' : 'unlocked';
  return access.ownSession ? 'own session' : '';
}

function scopeOf(reach: Reach | undefined): string {
  if (reach === undefined) return '';
  if ('everywhere' in reach) return `anywhere: ${reach.everywhere}`;
  if ('lists' in reach) return `shows ${reach.in === 'touches' ? 'own areas and those above' : 'own areas'}`;
  const places = 'own' in reach ? reach.own : 'touches' in reach ? 'own areas and those above' : 'own areas';
  return reach.refused === undefined ? places : `${places} (${[reach.refused].flat().join(' ')})`;
}
