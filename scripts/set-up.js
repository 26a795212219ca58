/**
 * Brings a clone into a state in which everything runs: dependencies installed, Node 24 among them. Plain JavaScript
 * without dependencies, for any Node ≥ 20. Installing deletes node_modules under whatever is running, so it happens
 * only when the lockfile or the machine differs from what the last installation left its stamp for.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

export const EXIT_ENVIRONMENT = 4;
const NODE_MAJOR_MIN = 20;
const PROGRESS_INTERVAL_MS = 10_000;

/** The Node that the clone brings along. @param {string} root */
export const ownNode = (root) => join(root, 'node_modules', '.bin', 'node');

/** @param {string} root */
const stampFile = (root) => join(root, 'node_modules', '.muster-set-up');

/** What the installation depends on, as one hash. @param {string} root */
export function stampOf(root, platform = process.platform, arch = process.arch) {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(root, 'package-lock.json')));
  hash.update(`\n${platform}\n${arch}\n`);
  return hash.digest('hex');
}

/** @param {string} root */
export function isSetUp(root) {
  const file = stampFile(root);
  return existsSync(file) && existsSync(ownNode(root)) && readFileSync(file, 'utf8').trim() === stampOf(root);
}

/** @param {string} root */
export function writeStamp(root) {
  writeFileSync(stampFile(root), `${stampOf(root)}\n`);
}

/**
 * npm links the commands of dependencies but not the root package's own; this makes `muster` one among them.
 * @param {string} root
 */
export function linkOwnCommand(root) {
  const folder = join(root, 'node_modules', '.bin');
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, 'muster'), { force: true });
  symlinkSync(join('..', '..', 'bin', 'muster.js'), join(folder, 'muster'));
}

/**
 * Installs where needed; silent where not.
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<number>} 0, or the exit status to end with; then `say` was told why
 */
export async function setUp(root, say) {
  if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
    say(`Set-up needs Node ${NODE_MAJOR_MIN} or newer and found ${process.version}.`);
    return EXIT_ENVIRONMENT;
  }
  if (isSetUp(root)) return 0;
  say('Setting up: installing dependencies with `npm ci`, about a minute the first time …');
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  const progress = setInterval(() => say(`  … still installing after ${seconds()}`), PROGRESS_INTERVAL_MS);
  const failure = await install(root).finally(() => clearInterval(progress));
  if (failure !== null) {
    say(`Set-up failed after ${seconds()}: ${failure}`);
    return EXIT_ENVIRONMENT;
  }
  linkOwnCommand(root);
  writeStamp(root);
  say(`Set-up done in ${seconds()}.`);
  return 0;
}

/**
 * @param {string} root
 * @returns {Promise<string | null>} null, or one sentence saying what was tried and what came of it
 */
async function install(root) {
  const { status, output, error } = await npmCi(root);
  if (error) return `\`npm\` could not be started (${error.message}); install npm beside Node and try again.`;
  if (status !== 0) {
    return `\`npm ci\` ended with status ${status}: ${firstError(output)} (packages come from the registry that \`npm config get registry\` names).`;
  }
  if (!existsSync(ownNode(root))) {
    return '`npm ci` succeeded but left no `node` in node_modules/.bin; is npm told to ignore install scripts or optional packages?';
  }
  return null;
}

/**
 * @param {string} root
 * @returns {Promise<{ status: number | string, output: string, error?: Error }>}
 */
function npmCi(root) {
  return new Promise((resolve) => {
    // NODE_ENV=production would leave out the tools, Node 24 among them.
    const child = spawn('npm', ['ci', '--include=dev', '--no-progress'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const interrupt = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    const end = (/** @type {{ status: number | string, output: string, error?: Error }} */ result) => {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      resolve(result);
    };
    child.on('error', (error) => end({ status: -1, output, error }));
    child.on('close', (code, signal) => end({ status: code ?? signal ?? -1, output }));
  });
}

/** The first line in which npm says what is wrong, not only its code. @param {string} output */
export function firstError(output) {
  const lines = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
    .filter((line) => line !== '');
  const meaning = lines.find((line) => !/^(code|errno|syscall) /.test(line));
  return meaning ?? lines[0] ?? 'it printed no error';
}
