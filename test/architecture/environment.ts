import { Visitor } from 'oxc-parser';
import type { Module } from './modules.ts';

/** Each process reads its environment in one file; what starts or measures processes may set it. */
const MAY_READ = /^([^/]+\/config\.ts$|launch\/|test\/|bench\/)/;

export function environmentViolations(modules: readonly Module[]): string[] {
  return modules
    .filter(({ path }) => !MAY_READ.test(path) && path.includes('/'))
    .filter(readsEnvironment)
    .map(({ path }) => `${path} reads process.env: take the value from config.ts`);
}

function readsEnvironment({ program }: Module): boolean {
  let found = false;
  new Visitor({
    MemberExpression(node) {
      const { object, property } = node;
      const isProcess =
        (object.type === 'Identifier' && object.name === 'process') ||
        (object.type === 'MemberExpression' &&
          object.property.type === 'Identifier' &&
          object.property.name === 'process');
      const isEnv =
        (property.type === 'Identifier' && property.name === 'env') ||
        (property.type === 'Literal' && property.value === 'env');
      found ||= isProcess && isEnv;
    },
    VariableDeclarator({ id, init }) {
      found ||= id.type === 'ObjectPattern' && init?.type === 'Identifier' && init.name === 'process';
    },
    ImportDeclaration({ source, specifiers }) {
      const names = specifiers.map((one) =>
        one.type === 'ImportSpecifier' && one.imported.type === 'Identifier' ? one.imported.name : '*',
      );
      found ||= /^(node:)?process$/.test(source.value) && (names.includes('env') || names.includes('*'));
    },
  }).visit(program);
  return found;
}
