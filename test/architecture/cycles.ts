import { byPath, type Module, valueTargets } from './modules.ts';

/** Import cycles over values; types may point back, they are gone at run time. */
export function cycleViolations(modules: readonly Module[]): string[] {
  const known = byPath(modules);
  const done = new Set<string>();
  const cycles: string[] = [];

  const follow = (path: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) {
      cycles.push([...trail.slice(seenAt), path].join(' → '));
      return;
    }
    const module = known.get(path);
    if (module === undefined || done.has(path)) return;
    for (const target of valueTargets(module)) follow(target, [...trail, path]);
    done.add(path);
  };

  for (const { path } of modules) follow(path, []);
  return cycles;
}
