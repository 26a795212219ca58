/** What a file imports and which names of the surroundings (not bound in the file) it uses, from its syntax tree. */
import { posix } from 'node:path';
import { parseSync, visitorKeys } from 'oxc-parser';
import { boundIn, opensScope } from './scopes.ts';
import type { SourceFile } from './source-files.ts';
import { isNode, type Node } from './syntax-node.ts';

export type Import = {
  /** As written: `./x.ts`, `zod`, `node:fs`; null where it is computed. */
  readonly specifier: string | null;
  /** The file meant by a relative specifier, from the project's root. */
  readonly target: string | null;
  readonly typeOnly: boolean;
  readonly line: number;
};

export type Name = {
  /** `Date`, or with the property taken from it, `Math.random`. */
  readonly name: string;
  readonly line: number;
};

export type Syntax = {
  readonly imports: readonly Import[];
  readonly names: readonly Name[];
  /** Lines of `async` functions and of `await`. */
  readonly asyncLines: readonly number[];
};

const importTypes = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
]);

/** Where an identifier is a label and not a name in scope: node type → the key it stands under, unless computed. */
const labels: Readonly<Record<string, string>> = {
  MemberExpression: 'property',
  Property: 'key',
  MethodDefinition: 'key',
  PropertyDefinition: 'key',
  TSPropertySignature: 'key',
  TSMethodSignature: 'key',
  TSQualifiedName: 'right',
  TSNamedTupleMember: 'label',
  ImportSpecifier: 'imported',
  ExportSpecifier: 'exported',
  LabeledStatement: 'label',
  BreakStatement: 'label',
  ContinueStatement: 'label',
};

export function syntaxOf({ path, text }: SourceFile): Syntax {
  const { program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  const imports: Import[] = [];
  const names: Name[] = [];
  const asyncLines: number[] = [];
  const lineOf = lineFinder(text);

  const visit = (node: Node, outer: ReadonlySet<string>): void => {
    const bound = opensScope(node) ? new Set([...outer, ...boundIn(node)]) : outer;
    const line = lineOf(node.start);
    if (importTypes.has(node.type)) {
      const found = importOf(node, path, line);
      if (found !== null) imports.push(found);
    }
    if (node.type === 'AwaitExpression' || node['async'] === true || node['await'] === true) asyncLines.push(line);
    const name = node.type === 'Identifier' ? String(node['name']) : memberOf(node);
    if (name !== null && !bound.has(name.replace(/\..*/, ''))) names.push({ name, line });
    for (const key of visitorKeys[node.type] ?? []) {
      if (labels[node.type] === key && node['computed'] !== true) continue;
      for (const child of [node[key]].flat()) if (isNode(child)) visit(child, bound);
    }
  };
  if (isNode(program)) visit(program, new Set());
  return { imports, names, asyncLines };
}

function importOf(node: Node, path: string, line: number): Import | null {
  const { source } = node;
  if (source === null || source === undefined) return null;
  const value = isNode(source) ? source['value'] : undefined;
  const specifier = typeof value === 'string' ? value : null;
  const relative = specifier?.startsWith('.') === true;
  return {
    specifier,
    target: relative ? posix.join(posix.dirname(path), specifier) : null,
    typeOnly: node['importKind'] === 'type' || node['exportKind'] === 'type',
    line,
  };
}

/** `Math.random` and `Math['random']` alike; null for anything that is no property of a name. */
function memberOf(node: Node): string | null {
  const { object, property } = node;
  if (node.type !== 'MemberExpression' || !isNode(object) || object.type !== 'Identifier' || !isNode(property))
    return null;
  const name = property.type === 'Identifier' && node['computed'] !== true ? property['name'] : property['value'];
  return typeof name === 'string' ? `${String(object['name'])}.${name}` : null;
}

/** Line numbers (from 1) of offsets. */
function lineFinder(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\n/g)].map((match) => match.index);
  return (offset) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? Number.POSITIVE_INFINITY) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
