import { isBuiltin } from 'node:module';
import { type BindingPattern, type Expression, type ParamPattern, Visitor } from 'oxc-parser';
import { byPath, type Module, reach } from './modules.ts';

const CALLS = new Set(['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'Date']);
const MEMBERS: Readonly<Record<string, RegExp>> = {
  Date: /^now$/,
  Math: /^random$/,
  performance: /./,
  process: /./,
  console: /./,
  crypto: /^(randomUUID|getRandomValues)$/,
};

/** STYLE 7: a pure file sees no clock, network, disk, randomness, environment, nor through what it imports. */
export function purityViolations(modules: readonly Module[]): string[] {
  const known = byPath(modules);
  const impure = new Map(modules.map((module) => [module.path, impureUses(module)]));
  return modules.filter(isPure).flatMap((module) => {
    const direct = [
      ...(impure.get(module.path) ?? []).map((use) => `uses ${use}`),
      ...module.imports.filter(({ specifier }) => isBuiltin(specifier)).map(({ specifier }) => `imports ${specifier}`),
    ];
    const indirect = [...reach(module.path, known)].flatMap((path) => {
      const other = known.get(path);
      if (other === undefined || isPure(other)) return [];
      return (impure.get(path) ?? []).map((use) => `imports ${path}, which uses ${use}`);
    });
    return [...direct, ...indirect].map((what) => `${module.path} is pure but ${what}`);
  });
}

export function isPure({ path, text }: Module): boolean {
  return path.startsWith('protocol/') || /^\/\/ pure\b/.test(text);
}

function impureUses(module: Module): string[] {
  const own = declaredNames(module);
  const uses = new Set<string>();
  const isGlobal = (node: Expression | { type: 'Super' }, names: (name: string) => boolean) =>
    node.type === 'Identifier' && names(node.name) && !own.has(node.name);
  new Visitor({
    CallExpression({ callee }) {
      if (isGlobal(callee, (name) => CALLS.has(name)) && callee.type === 'Identifier') uses.add(`${callee.name}()`);
    },
    NewExpression({ callee, arguments: given }) {
      if (given.length === 0 && isGlobal(callee, (name) => name === 'Date')) uses.add('new Date()');
    },
    MemberExpression({ object, property }) {
      if (object.type !== 'Identifier' || own.has(object.name)) return;
      const name = property.type === 'Identifier' ? property.name : '…';
      if (Object.hasOwn(MEMBERS, object.name) && MEMBERS[object.name]?.test(name)) uses.add(`${object.name}.${name}`);
    },
  }).visit(module.program);
  return [...uses];
}

/** Names the file gives itself, such as a `fetch` handed in: those are not the globals. */
function declaredNames({ program }: Module): Set<string> {
  const names = new Set<string>();
  const bind = (pattern: BindingPattern | ParamPattern): void => {
    if (pattern.type === 'Identifier') names.add(pattern.name);
    else if (pattern.type === 'AssignmentPattern') bind(pattern.left);
    else if (pattern.type === 'RestElement') bind(pattern.argument);
    else if (pattern.type === 'TSParameterProperty') bind(pattern.parameter);
    else if (pattern.type === 'ArrayPattern') for (const one of pattern.elements) one === null || bind(one);
    else if (pattern.type === 'ObjectPattern')
      for (const one of pattern.properties) bind(one.type === 'RestElement' ? one.argument : one.value);
  };
  new Visitor({
    ImportSpecifier: ({ local }) => bind(local),
    ImportDefaultSpecifier: ({ local }) => bind(local),
    ImportNamespaceSpecifier: ({ local }) => bind(local),
    VariableDeclarator: ({ id }) => bind(id),
    FunctionDeclaration: ({ id, params }) => [...(id ? [id] : []), ...params].forEach(bind),
    FunctionExpression: ({ params }) => params.forEach(bind),
    ArrowFunctionExpression: ({ params }) => params.forEach(bind),
  }).visit(program);
  return names;
}
