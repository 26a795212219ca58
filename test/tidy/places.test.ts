import { describe, expect, it } from 'vitest';
import { cliOnlyFindings, LINES_MAX, lengthFindings, machineFindings } from './places.ts';
import { isCode, productSources, sources } from './source-files.ts';

describe('the rule on what belongs to the command line', () => {
  it('holds for the whole project', () => {
    expect(cliOnlyFindings(productSources())).toEqual([]);
  });

  it.each([
    ['console.log(1);', 'console'],
    ['const { log } = console;', 'console'],
    ['process.exit(1);', 'process.exit'],
    ["import process from 'node:process'; process.exit(1);", 'process.exit'],
  ])('reports %s outside it', (text, what) => {
    const findings = cliOnlyFindings([{ path: 'src/drill/a.ts', text: `\n${text}` }]);
    expect(findings).toContain(`src/drill/a.ts:2 uses ${what}, which belongs to src/cli.`);
  });

  it('allows both in src/cli', () => {
    expect(cliOnlyFindings([{ path: 'src/cli/a.ts', text: 'console.log(1); process.exit(1);' }])).toEqual([]);
  });
});

describe('the rule on length', () => {
  it('holds for the whole project', () => {
    expect(lengthFindings(sources(isCode))).toEqual([]);
  });

  it('reports the first line too many', () => {
    const long = { path: 'src/a.ts', text: `${'\n'.repeat(LINES_MAX)}x\n` };
    expect(lengthFindings([long])).toEqual([`src/a.ts:301 has 301 lines; more than 300 are two concerns.`]);
    expect(lengthFindings([{ ...long, text: long.text.slice(1) }])).toEqual([]);
  });
});

describe('the rule on text that tells of one machine', () => {
  it('holds for every committed text', () => {
    expect(machineFindings(sources((path) => !/\.(png|pdf|ico|woff2?)$/.test(path)))).toEqual([]);
  });

  const slash = '/';
  it.each([
    [`${slash}home${slash}someone/x`, 'a path of one machine'],
    [`"file://${slash}Users${slash}someone/x"`, 'a path of one machine'],
    [`https://${['registry', 'example', 'org'].join('.')}/x`, 'the host of a package registry'],
    [`https://${['npm-registry', 'example', 'org'].join('.')}/x`, 'the host of a package registry'],
    [`"resolved": "${['https', '//mirror.example.org'].join(':')}/x.tgz"`, 'the host of a package registry'],
  ])('reports %s', (text, what) => {
    expect(machineFindings([{ path: 'a.md', text: `\n${text}` }])).toEqual([`a.md:2 contains ${what}.`]);
  });

  it.each(['npm config get registry', 'src/root/x', 'GET /work?x=1', 'the registry.'])('leaves %s alone', (text) => {
    expect(machineFindings([{ path: 'a.md', text }])).toEqual([]);
  });
});
