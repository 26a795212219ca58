/** Things that have one place, lengths that tell of a file with two concerns, and text that tells of one machine. */
import { type Finding, isBelow, type SourceFile } from './source-files.ts';
import { syntaxOf } from './syntax.ts';

/** The process's end and its words to the user belong to the command line. */
const cliOnly = ['console', 'process.exit'];

export const cliOnlyFindings = (files: readonly SourceFile[]): Finding[] =>
  files
    .filter(({ path }) => !isBelow(path, 'src/cli'))
    .flatMap((file) =>
      syntaxOf(file)
        .names.filter(({ name }) => cliOnly.includes(name))
        .map(({ name, line }) => `${file.path}:${line} uses ${name}, which belongs to src/cli.`),
    );

export const LINES_MAX = 300;

export const lengthFindings = (files: readonly SourceFile[]): Finding[] =>
  files
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ path, lines }) => `${path}:${LINES_MAX + 1} has ${lines} lines; more than ${LINES_MAX} are two concerns.`);

/** Written so that this file does not match itself. */
const machineText: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /(?<![\w.$~*{}-])\/(?:home|Users|root|work)\/\w/, what: 'a path of one machine' },
  { pattern: /\b[\w-]*registry[\w-]*\.[\w-]+\.[a-z]{2,}\b/i, what: 'the host of a package registry' },
  { pattern: /"resolved": "https?:/, what: 'the host of a package registry' },
];

export const machineFindings = (files: readonly SourceFile[]): Finding[] =>
  files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const found = machineText.find(({ pattern }) => pattern.test(line));
      return found === undefined ? [] : [`${path}:${index + 1} contains ${found.what}.`];
    }),
  );
