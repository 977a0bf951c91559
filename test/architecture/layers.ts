import type { Module } from './modules.ts';

/** DESIGN §2: which top-level folders a top-level folder may import, besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  broker: ['protocol'],
  gateway: ['protocol'],
  dashboard: ['protocol'],
  'firmware-sim': ['protocol'],
  launch: ['protocol', 'broker', 'gateway', 'firmware-sim', 'bench'],
  bench: ['protocol', 'broker', 'gateway', 'firmware-sim', 'launch'],
  test: ['protocol', 'broker', 'gateway', 'dashboard', 'firmware-sim', 'launch', 'bench'],
};

/** DESIGN §2: the levels of the gateway; files directly in gateway/ stand under their own name. */
const GATEWAY_LEVELS: readonly (readonly string[])[] = [
  ['clock.ts', 'errors.ts', 'facts.ts', 'log.ts', 'notices.ts', 'outside'],
  ['database', 'keys', 'evidence', 'audit', 'device-link', 'http', 'audio', 'documents'],
  [
    'people',
    'areas',
    'nodes',
    'recordings',
    'relays',
    'attachments',
    'presence',
    'intake',
    'telemetry',
    'notify',
    'health',
  ],
  ['broadcast', 'faults', 'remote', 'listening', 'firmware'],
  ['coverage', 'live', 'upstream'],
  ['appraisal', 'workbench'],
  [
    'main.ts',
    'ca-main.ts',
    'firmware-main.ts',
    'keys-main.ts',
    'verify-main.ts',
    'verify-command.ts',
    'backup-main.ts',
    'backup-command.ts',
    'typed-command.ts',
    'restore-main.ts',
    'restore-command.ts',
    'gateway.ts',
    'results.ts',
    'notice-places.ts',
    'config.ts',
    'routes.ts',
    'secure-door.ts',
    'ticks.ts',
    'schedule.ts',
    'measures.ts',
  ],
];

/** The floor of level 1: evidence, audit and the outbox are SQL and stand on it (docs/decisions). */
const FLOOR = 'database';

export function topLevelViolations(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, imports }) => {
    const folder = topFolder(path);
    const allowed = folder === undefined ? [] : [folder, ...(MAY_IMPORT[folder] ?? [])];
    return imports
      .filter(({ target }) => target !== undefined && !allowed.includes(topFolder(target) ?? ''))
      .map(({ target }) => `${path} imports ${target}: ${folder ?? 'a file at the top'} may import only ${allowed}`);
  });
}

/** The launcher runs before anything is installed: it imports Node.js and itself. */
export function launcherViolations(modules: readonly Module[]): string[] {
  const isLauncher = (path: string) => /^launch\/[^/]+\.js$/.test(path);
  return modules
    .filter(({ path }) => isLauncher(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier, target }) => !(target === undefined ? specifier.startsWith('node:') : isLauncher(target)))
        .map(({ specifier }) => `${path} imports ${specifier}: the launcher has no dependency`),
    );
}

export function gatewayViolations(modules: readonly Module[]): string[] {
  return modules
    .filter(({ path }) => path.startsWith('gateway/'))
    .flatMap((module) => {
      const from = placeOf(module.path);
      if (from === undefined) return [`${module.path} stands in no level of DESIGN §2`];
      return module.imports.flatMap(({ target }) => {
        const to = target?.startsWith('gateway/') ? placeOf(target) : undefined;
        if (to === undefined || to.room === from.room || to.level < from.level) return [];
        if (to.room === FLOOR && from.level === to.level) return [];
        return [`${module.path} (level ${from.level}) imports ${target} (level ${to.level})`];
      });
    });
}

function topFolder(path: string): string | undefined {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined;
}

/** Files of one room may import each other: a folder, or the loose files of level 0, or those of level 6. */
function placeOf(path: string): { level: number; room: string } | undefined {
  const [, name = '', ...rest] = path.split('/');
  const level = GATEWAY_LEVELS.findIndex((names) => names.includes(name));
  return level < 0 ? undefined : { level, room: rest.length === 0 ? `gateway/ level ${level}` : name };
}
