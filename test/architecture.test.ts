import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { zodInBrowserViolations } from './architecture/browser.ts';
import { cycleViolations } from './architecture/cycles.ts';
import { environmentViolations } from './architecture/environment.ts';
import { gatewayViolations, launcherViolations, topLevelViolations } from './architecture/layers.ts';
import { CHECKOUT, type Module, parseModule, readCheckout } from './architecture/modules.ts';
import { nameViolations, wireViolations } from './architecture/names.ts';
import { type PackageList, undeclaredPackages, unusedPackages } from './architecture/packages.ts';
import { programViolations } from './architecture/programs.ts';
import { purityViolations } from './architecture/purity.ts';

interface Rule {
  readonly title: string;
  readonly violations: (modules: readonly Module[]) => string[];
  /** Files that break the rule, each exactly once, and files that nearly do. */
  readonly bad: Readonly<Record<string, string>>;
  readonly good?: Readonly<Record<string, string>>;
}

const checkout = readCheckout();
const packages: PackageList = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'));
const modulesOf = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([path, text]) => parseModule(path, text));

const RULES: Rule[] = [
  {
    title: 'a top-level folder imports only what DESIGN §2 lets it',
    violations: topLevelViolations,
    bad: {
      'protocol/a.ts': `import { x } from '../gateway/x.ts';`,
      'broker/a.ts': `import type { X } from '../gateway/x.ts';`,
      'dashboard/a.tsx': `export * from '../firmware-sim/x.ts';`,
      'firmware-sim/a.ts': `const x = await import('../broker/x.ts');`,
      'gateway/a.ts': `type X = import('../test/x.ts').X;`,
      'gateway/b.ts': `import { x } from '../launch/say.js';`,
    },
    good: {
      'gateway/a.ts': `import { x } from '../protocol/x.ts'; import { y } from './log.ts';`,
      'test/a.test.ts': `import { x } from '../dashboard/x.ts';`,
      'launch/demo/a.ts': `import { x } from '../../gateway/x.ts';`,
    },
  },
  {
    title: 'the launcher has no dependency',
    violations: launcherViolations,
    bad: {
      'launch/a.js': `import { z } from 'zod';`,
      'launch/b.js': `import { readConfig } from '../gateway/config.ts';`,
    },
    good: { 'launch/c.js': `import { join } from 'node:path'; import { say } from './say.js';` },
  },
  {
    title: 'a gateway folder imports only from lower levels',
    violations: gatewayViolations,
    bad: {
      'gateway/people/a.ts': `import { x } from '../areas/x.ts';`,
      'gateway/evidence/a.ts': `import type { X } from '../intake/x.ts';`,
      'gateway/log.ts': `import { x } from './config.ts';`,
      'gateway/helping-hands/a.ts': '',
      'gateway/stray.ts': '',
      'gateway/database/a.ts': `import { x } from '../audit/x.ts';`,
    },
    good: {
      'gateway/coverage/a.ts': `import { x } from '../presence/x.ts'; import { y } from './b.ts'; import { z } from '../log.ts';`,
      'gateway/database/migrations/a.ts': `import { x } from '../b.ts'; import type { Clock } from '../../clock.ts';`,
      'gateway/audit/a.ts': `import { x } from '../database/x.ts';`,
      'gateway/main.ts': `import { x } from './gateway.ts';`,
    },
  },
  {
    title: 'no import cycles',
    violations: cycleViolations,
    bad: { 'gateway/a.ts': `export * from './b.ts';`, 'gateway/b.ts': `import './a.ts';` },
    good: { 'gateway/c.ts': `import type { D } from './d.ts';`, 'gateway/d.ts': `import { c } from './c.ts';` },
  },
  {
    title: 'process.env is read in config.ts only',
    violations: environmentViolations,
    bad: {
      'gateway/http/a.ts': 'const port = process.env.PORT;',
      'broker/b.ts': `const port = globalThis.process['env'];`,
      'broker/c.ts': 'const { env } = process;',
      'firmware-sim/d.ts': `import { env } from 'node:process';`,
      'gateway/http/config.ts': 'const port = process.env.PORT;',
    },
    good: {
      'gateway/config.ts': 'const port = process.env.PORT;',
      'launch/e.js': 'const port = process.env.PORT;',
      'broker/f.ts': `const { pid } = process.versions; const url = import.meta.env;`,
    },
  },
  {
    title: 'a program is ended in one place, which leaves alone what never started',
    violations: programViolations,
    bad: {
      'gateway/a.ts': `child.kill('SIGKILL');`,
      'firmware-sim/b.ts': `this.#child?.kill('SIGTERM');`,
      'broker/c.ts': `process.kill(pid, 'SIGTERM');`,
    },
    good: { 'gateway/d.ts': 'sound?.kill(); endProgram(child);', 'test/e.ts': `child.kill('SIGKILL');` },
  },
  {
    title: 'a pure file sees no clock, network, disk, randomness or environment',
    violations: purityViolations,
    bad: {
      'protocol/a.ts': 'export const now = () => Date.now();',
      'protocol/b.ts': `import { readFileSync } from 'fs';`,
      'gateway/coverage/c.ts': '// pure\nexport const today = () => new Date();',
      'gateway/coverage/d.ts': '// pure\nexport const dice = () => Math.random();',
      'gateway/coverage/e.ts': `// pure\nexport const get = () => fetch('http://x');`,
      'gateway/coverage/f.ts': '// pure\nsetTimeout(() => {}, 1);',
      'gateway/coverage/g.ts': '// pure\nexport const cpu = () => process.uptime();',
      'gateway/coverage/h.ts': `// pure\nimport { tick } from '../tick.ts';`,
    },
    good: {
      'gateway/tick.ts': 'export const tick = () => Date.now();',
      'protocol/i.ts': 'export const at = (ms: number) => new Date(ms).toISOString();',
      'gateway/coverage/j.ts': `// pure\nexport const get = (fetch: (url: string) => string) => fetch('x');`,
      'gateway/coverage/k.ts': `// pure\nimport type { Tick } from '../tick.ts';`,
    },
  },
  {
    title: 'zod stays out of the page',
    violations: zodInBrowserViolations,
    bad: {
      'dashboard/a.ts': `import { z } from 'zod';`,
      'dashboard/b.ts': `import { node } from '../protocol/node.ts';`,
      'dashboard/c.ts': `import { type Node } from '../protocol/list.ts';`,
    },
    good: {
      'protocol/node.ts': `import { z } from 'zod';`,
      'protocol/list.ts': `import { node } from './node.ts';`,
      'protocol/day.ts': `import type { Node } from './node.ts';`,
      'dashboard/d.ts': `import type { Node } from '../protocol/node.ts'; import { day } from '../protocol/day.ts';`,
    },
  },
  {
    title: 'a name is a word of the domain',
    violations: nameViolations,
    bad: { 'gateway/utils/a.ts': '', 'dashboard/helpers.ts': '', 'broker/service/b.ts': '', 'protocol/common.ts': '' },
    good: { 'protocol/api/common.ts': '', 'gateway/areas/common-areas.ts': '' },
  },
  {
    title: 'no topic is spelled outside the contract',
    violations: wireViolations,
    bad: { 'broker/a.ts': `const t = 'loa/v1/host/main';`, 'gateway/b.ts': 'const t = `loa/v1/dn/` + node;' },
    good: { 'protocol/topics.ts': `const t = 'loa/v1';`, 'gateway/c.ts': '// loa/v1/host' },
  },
  {
    title: 'every imported package is named in package.json',
    violations: (modules) => undeclaredPackages(modules, packages),
    bad: { 'gateway/a.ts': `import x from 'left-pad/x';`, 'gateway/b.ts': `import type x from '@not/there';` },
    good: {
      'gateway/c.ts': `import { z } from 'zod'; import { join } from 'node:path'; import cookie from '@fastify/cookie';`,
    },
  },
];

describe.each(RULES)('$title', ({ violations, bad, good = {} }) => {
  test('in this checkout', () => {
    expect(violations(checkout)).toEqual([]);
  });

  test('and the check can fail', () => {
    const found = violations(modulesOf({ ...good, ...bad }));
    const cycle = violations === cycleViolations;
    expect(found).toHaveLength(cycle ? 1 : Object.keys(bad).length);
    for (const path of Object.keys(bad)) expect(found.join('\n')).toContain(path);
    expect(violations(modulesOf(good))).toEqual([]);
  });
});

describe('every package in package.json is used', () => {
  // While whole processes are still missing, so are the imports of their packages.
  const entries = [
    'broker/main.ts',
    'gateway/main.ts',
    'firmware-sim/main.ts',
    'dashboard/index.html',
    'bench/main.ts',
  ];

  test.skipIf(!entries.every((path) => existsSync(join(CHECKOUT, path))))('in this checkout', () => {
    expect(unusedPackages(checkout, packages)).toEqual([]);
  });

  test('and the check can fail', () => {
    const list = { dependencies: { zod: '1', 'left-pad': '1', pg: '1' }, devDependencies: {} };
    expect(unusedPackages(modulesOf({ 'gateway/a.ts': `import type { z } from 'zod';` }), list)).toEqual([
      'package.json names left-pad, which nothing imports',
    ]);
  });
});
