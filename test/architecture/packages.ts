import { isBuiltin } from 'node:module';
import type { Module } from './modules.ts';

export interface PackageList {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Packages that nothing imports, and why they are there. */
const NOT_IMPORTED: Readonly<Record<string, string>> = {
  sqlite3: 'a driver that knex loads by name',
  pg: 'a driver that knex loads by name',
  typescript: 'the compiler',
  '@biomejs/biome': 'lint and format',
  '@types/node': 'types of Node.js',
  '@types/pg': 'types of pg',
  '@types/nodemailer': 'types of nodemailer',
  '@types/react': 'types of react',
  '@types/react-dom': 'types of react-dom',
  '@types/smtp-server': 'types of smtp-server',
  '@types/ws': 'types of ws',
  react: 'jsx compiles to imports of it',
};

export function undeclaredPackages(modules: readonly Module[], list: PackageList): string[] {
  const declared = { ...list.dependencies, ...list.devDependencies };
  return modules.flatMap(({ path, imports }) =>
    imports
      .flatMap(packageOf)
      .filter((name) => !(name in declared))
      .map((name) => `${path} imports ${name}, which package.json does not name`),
  );
}

export function unusedPackages(modules: readonly Module[], list: PackageList): string[] {
  const used = new Set(modules.flatMap(({ imports }) => imports.flatMap(packageOf)));
  return [...Object.keys(list.dependencies), ...Object.keys(list.devDependencies)]
    .filter((name) => !used.has(name) && !(name in NOT_IMPORTED))
    .map((name) => `package.json names ${name}, which nothing imports`);
}

function packageOf({ specifier, target }: { specifier: string; target: string | undefined }): string[] {
  if (target !== undefined || isBuiltin(specifier)) return [];
  const [first = '', second = ''] = specifier.split('/');
  return [first.startsWith('@') ? `${first}/${second}` : first];
}
