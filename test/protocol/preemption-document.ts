import { type Party, PHASES, type Phase, type Rule } from '../../protocol/preemption.ts';

/** `docs/preemption.md`, written from the table that node and gateway obey; a test fails when the file is stale. */
export function preemptionDocument(table: readonly Rule[]): string {
  return [HEAD, ...PHASES.map((phase) => section(phase, table)), TAIL].join('\n');
}

const SIGN: Record<Rule['outcome'], string> = {
  begins: '**begins**',
  waits: 'waits',
  interrupts: '**interrupts**',
  'ask-begins': '**begins ?**',
  'ask-waits': 'waits ?',
};

const PHASE_TITLE: Record<Phase, string> = {
  before: 'Before: both are due at the same instant and neither sounds',
  during: 'During: the challenger is due while the holder sounds',
  held: 'After, held: the holder was interrupted, the interruption ended, and the challenger is due',
  late: 'After, late: the holder was due earlier, still waits, and the challenger is due',
};

function section(phase: Phase, table: readonly Rule[]): string {
  const rules = table.filter((rule) => rule.phase === phase);
  const parties = [...new Map(rules.map(({ holder }) => [short(holder), holder])).keys()];
  const cell = (holder: string, challenger: string) => {
    const rule = rules.find((one) => short(one.holder) === holder && short(one.challenger) === challenger);
    return rule ? SIGN[rule.outcome] : '';
  };
  return [
    `## ${PHASE_TITLE[phase]}`,
    '',
    `| holder ↓ challenger → | ${parties.join(' | ')} |`,
    `|---|${parties.map(() => '---|').join('')}`,
    ...parties.map((holder) => `| ${holder} | ${parties.map((one) => cell(holder, one)).join(' | ')} |`),
    '',
  ].join('\n');
}

function short({ class: bulletinClass, level }: Party): string {
  return `${level} ${bulletinClass}`;
}

const HEAD = `# Who goes first on a loudspeaker

Generated from \`protocol/preemption.ts\`; do not edit (\`npx vitest run --project unit test/protocol/preemption.test.ts -u\` writes it
anew). The same test puts every cell to the arbiter that runs on the node, and \`test/gateway/broadcast/collisions.test.ts\` puts it to the
code that computes the preview. Reasons: [decisions/0017](decisions/0017-conflicts.md).

* **Rank**: emergency of any level > central > province > commune > hamlet (DOMAIN §3.2). Priority raises no rank: of one level it goes
  first in the programme, before a normal one that has not begun, and never interrupts it.
* Each cell says what becomes of the **challenger**. *begins*: it goes first and the holder waits. *interrupts*: the holder falls silent at
  once. *waits*: the holder goes first, or goes on; the challenger follows when the horns are free. Between two of one class and level that
  are due at the same instant the one with the smaller id begins.
* A question mark: a priority bulletin from above meets the commune's own. The order is the commune user's, never the machine's (TT
  39/2020, DOMAIN §3.1). Until somebody has decided, the commune's goes first, the one from above is held, and an alarm
  (\`order-unresolved\`) asks.
`;

const TAIL = `## How it ends

| what happened | resume | restart | drop |
|---|---|---|---|
| interrupted, and the horns are free again | goes on where it was | begins anew, within its maximum | ended when it was interrupted: receipt *preempted* |
| held longer than its maximum, or its maximum is spent | dropped: *preempted* | dropped: *preempted* | |
| quiet hours begin meanwhile | dropped: *partial* or *refused*, \`quiet-hours\` | the same | |

A challenger that waits is refused when its allowed lateness ends: *preempted* (\`outranked\`) if a higher rank held the horns, else *missed*
(\`busy\`). Nothing sounds longer than its maximum (\`maxMs\` of the plan or command, and the node's own longest run), and nothing but
emergencies sounds in quiet hours, whoever goes first, unless it has leave ([quiet-exceptions.md](quiet-exceptions.md)).
`;
