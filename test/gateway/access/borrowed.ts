import type { Role } from '../../../protocol/api/people.ts';
import { fresh, type Place, programmeInput, ROUND } from './place.ts';

/** Calls about an own place that name something of another commune: route, who tries, body, code of the refusal. */
export function borrowed(inside: Place, outside: Place): [string, Role, object, string][] {
  const { people, hamlet, commune, node } = inside;
  const areas = [commune.id, outside.commune.id];
  const programme = programmeInput(inside);
  const title = fresh('Mượn');
  return [
    ['POST /runs', 'operator', { bulletin: outside.bulletin, targets: [{ area: hamlet.id }] }, 'no-such-bulletin'],
    ['POST /runs', 'operator', { bulletin: inside.bulletin, targets: [{ node: outside.node }] }, 'out-of-scope'],
    ['POST /programmes', 'operator', { ...programme, bulletins: [outside.bulletin] }, 'no-such-bulletin'],
    ['POST /programmes', 'operator', { ...programme, targets: [{ area: outside.hamlet.id }] }, 'out-of-scope'],
    [
      `PUT /programmes/${inside.programme}`,
      'operator',
      { ...programme, bulletins: [outside.bulletin] },
      'no-such-bulletin',
    ],
    [
      'POST /deputies',
      'approver',
      { account: outside.people.operator.id, from: '2026-11-23', to: '2026-11-24' },
      'no-such-account',
    ],
    [
      `PUT /programmes/${inside.programme}`,
      'operator',
      { ...programme, bulletins: [outside.waiting] },
      'no-such-bulletin',
    ],
    ['POST /stop', 'operator', { run: outside.run }, 'out-of-scope'],
    [`PATCH /nodes/${node}`, 'technician', { hamlet: outside.hamlet.id }, 'out-of-scope'],
    [`PATCH /areas/${hamlet.id}`, 'administrator', { parent: outside.commune.id }, 'out-of-scope'],
    [
      'POST /accounts',
      'administrator',
      { username: fresh('x'), name: title, role: 'operator', areas },
      'not-your-area',
    ],
    [`PATCH /accounts/${people.technician.id}`, 'administrator', { areas }, 'not-your-area'],
    ['POST /me/tokens', 'operator', { name: title, areas, days: 1 }, 'not-your-area'],
    [
      'POST /rounds',
      'administrator',
      { year: 2026, level: 'ntm', kind: 'new', title, communes: areas, ...ROUND },
      'out-of-scope',
    ],
    [`PATCH /rounds/${inside.round}`, 'administrator', { communes: areas }, 'out-of-scope'],
  ];
}
