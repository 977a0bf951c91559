import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { type Node, type Program, parseSync, Visitor } from 'oxc-parser';

export const CHECKOUT = resolve(import.meta.dirname, '../..');
const FOLDERS = ['protocol', 'broker', 'gateway', 'dashboard', 'firmware-sim', 'launch', 'bench', 'test'];
const NOT_SOURCE = new Set(['node_modules', 'dist', 'data']);

export interface Import {
  readonly specifier: string;
  /** The file of this checkout it names; undefined for a package. */
  readonly target: string | undefined;
  /** `import type` leaves nothing behind; `import { type X }` still runs the module (verbatimModuleSyntax). */
  readonly kind: 'value' | 'type';
}

export interface Module {
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly imports: readonly Import[];
}

export function parseModule(path: string, text: string): Module {
  const { program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`);
  return { path, text, program, imports: importsOf(path, program) };
}

/** Every TypeScript and JavaScript file of the checkout. */
export function readCheckout(): Module[] {
  const here = readdirSync(CHECKOUT).filter((name) => isSource(name));
  return [...here, ...FOLDERS.flatMap(filesBelow)].map((path) =>
    parseModule(path, readFileSync(join(CHECKOUT, path), 'utf8')),
  );
}

export function valueTargets(module: Module): string[] {
  return module.imports.flatMap(({ kind, target }) => (kind === 'value' && target !== undefined ? [target] : []));
}

/** All files that a file runs by importing it, itself included. */
export function reach(start: string, modules: ReadonlyMap<string, Module>): Set<string> {
  const seen = new Set([start]);
  for (const path of seen) {
    const module = modules.get(path);
    for (const target of module === undefined ? [] : valueTargets(module)) seen.add(target);
  }
  return seen;
}

export function byPath(modules: readonly Module[]): Map<string, Module> {
  return new Map(modules.map((module) => [module.path, module]));
}

function importsOf(path: string, program: Program): Import[] {
  const found: Import[] = [];
  const note = (source: Node | null, isType: boolean) => {
    if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
    const specifier = source.value;
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
    found.push({ specifier, target, kind: isType ? 'type' : 'value' });
  };
  new Visitor({
    ImportDeclaration: (node) => note(node.source, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => note(node.source, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => note(node.source, node.exportKind === 'type'),
    ImportExpression: (node) => note(node.source, false),
    TSImportType: (node) => note(node.source, true),
  }).visit(program);
  return found;
}

function filesBelow(folder: string): string[] {
  if (!existsSync(join(CHECKOUT, folder))) return [];
  return readdirSync(join(CHECKOUT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_SOURCE.has(entry.name) ? [] : filesBelow(path);
    return isSource(entry.name) ? [path] : [];
  });
}

function isSource(name: string): boolean {
  return /\.[jt]sx?$/.test(name);
}
