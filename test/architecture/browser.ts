import { byPath, type Module, reach } from './modules.ts';

/** The page takes types of the schemas, never zod itself: it would be a fifth of the bundle. */
export function zodInBrowserViolations(modules: readonly Module[]): string[] {
  const known = byPath(modules);
  const isZod = (specifier: string) => specifier === 'zod' || specifier.startsWith('zod/');
  const bringsZod = (path: string) =>
    [...reach(path, known)].some((one) =>
      known.get(one)?.imports.some(({ specifier, kind }) => kind === 'value' && isZod(specifier)),
    );
  return modules
    .filter(({ path }) => path.startsWith('dashboard/'))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ kind }) => kind === 'value')
        .filter(({ specifier, target }) =>
          target?.startsWith('protocol/') ? bringsZod(target) : target === undefined && isZod(specifier),
        )
        .map(({ specifier }) => `${path} brings zod into the page by ${specifier}: use \`import type\``),
    );
}
