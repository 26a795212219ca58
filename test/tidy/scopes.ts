/**
 * Which names a function or file binds itself, so that a parameter called `performance` is not taken for the global.
 * Blocks count to the function around them. A binding imported from a `node:` module is the global by another way.
 */
import { visitorKeys } from 'oxc-parser';
import { isNode, type Node } from './syntax-node.ts';

const scopes = new Set(['Program', 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

export const opensScope = (node: Node): boolean => scopes.has(node.type);

export function boundIn(scope: Node): string[] {
  const parameters = [scope['params']].flat().filter(isNode).flatMap(namesIn);
  return [...parameters, ...children(scope).flatMap(declaredBy)];
}

function declaredBy(node: Node): string[] {
  if (node.type === 'ImportDeclaration') return isFromNode(node) ? [] : [node['specifiers']].flat().flatMap(localName);
  const own = ['VariableDeclarator', 'FunctionDeclaration', 'ClassDeclaration'].includes(node.type)
    ? namesIn(node['id'])
    : node.type === 'CatchClause'
      ? namesIn(node['param'])
      : [];
  return opensScope(node) ? own : [...own, ...children(node).flatMap(declaredBy)];
}

/** The names that a binding pattern binds: `a`, `{ a, b: c = 1 }`, `[d, ...e]`. */
function namesIn(pattern: unknown): string[] {
  if (!isNode(pattern)) return [];
  if (pattern.type === 'Identifier') return [String(pattern['name'])];
  const { properties, elements, left, argument, value, parameter } = pattern;
  return [properties, elements, left, argument, value, parameter].flat().flatMap(namesIn);
}

const localName = (specifier: unknown): string[] => (isNode(specifier) ? namesIn(specifier['local']) : []);

function isFromNode({ source }: Node): boolean {
  return isNode(source) && String(source['value']).startsWith('node:');
}

const children = (node: Node): Node[] =>
  (visitorKeys[node.type] ?? []).flatMap((key) => [node[key]].flat()).filter(isNode);
