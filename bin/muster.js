#!/usr/bin/env node
/**
 * The one entry of the `muster` command, in a clone and in an installed package alike. Plain JavaScript that any Node
 * can parse, so that an old Node gets a sentence and not a stack trace. A clone runs the TypeScript in src/ directly;
 * the package carries no src/ and runs what was compiled to dist/.
 */
import { existsSync } from 'node:fs';
import module from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 24;
const EXIT_ENVIRONMENT = 4;
const EXIT_BUG = 70;

const source = new URL('../src/cli/main.ts', import.meta.url);
const compiled = new URL('../dist/src/cli/main.js', import.meta.url);

if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
  process.stderr.write(
    `muster needs Node ${NODE_MAJOR_MIN} or newer and was started with ${process.version}; in a clone, \`npm run muster -- …\` brings its own Node.\n`,
  );
  process.exitCode = EXIT_ENVIRONMENT;
} else {
  // Parts are started over and over: compiled code is kept beside the dependencies, which halves the time to a restart.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/muster', import.meta.url)));
  try {
    process.exitCode = await run();
  } catch (error) {
    process.stderr.write(`muster stopped on a bug of its own: ${messageOf(error)}\n`);
    process.exitCode = EXIT_BUG;
  }
}

async function run() {
  const inClone = existsSync(fileURLToPath(source));
  if (inClone) await resolveOwnNameToSource();
  const { main } = await import((inClone ? source : compiled).href);
  return main(process.argv.slice(2));
}

/** In a clone `muster-drills` means src/index.ts: the condition `muster-source` of package.json's `exports`. */
async function resolveOwnNameToSource() {
  module.registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(specifier, { ...context, conditions: [...context.conditions, 'muster-source'] }),
  });
}

/** One line: the stack goes only to those who ask for it. @param {unknown} error */
function messageOf(error) {
  if (!(error instanceof Error)) return String(error);
  const { MUSTER_STACK } = process.env;
  return MUSTER_STACK ? (error.stack ?? error.message) : `${error.name}: ${error.message}`;
}
