/** What a user installs: packed here, installed in an empty folder elsewhere, used from there. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa, type Options } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

let folder: string;
let packedFiles: string[];

/** How this machine reaches a registry at all: whom it trusts, and through which proxy. */
const network = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** This Node, and nothing of the clone. */
const options = (): Options => ({
  cwd: folder,
  extendEnv: false,
  env: {
    ...Object.fromEntries(
      network.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ),
    HOME: process.env['HOME'],
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
  },
  stdin: 'ignore',
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-package-'));
  const packed = await execa('npm', ['pack', '--json', '--silent', '--pack-destination', folder]);
  const [pack] = packShape.parse(JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[\n'))));
  packedFiles = pack.files.map((file) => file.path);
  await writeFile(join(folder, 'package.json'), '{"private": true}');
  await execa('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${pack.filename}`], options());
});

const packShape = z.tuple([z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })]);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('carries compiled JavaScript with types, the entry and the licence, and no sources or tests', () => {
    expect(packedFiles).toEqual(
      expect.arrayContaining(['bin/muster.js', 'dist/src/index.js', 'dist/src/index.d.ts', 'LICENSE', 'README.md']),
    );
    const strays = packedFiles.filter((path) => /^(src|test|scripts|reports|node_modules)\//.test(path));
    expect(strays).toEqual([]);
  });

  it('is a command that knows its version', async () => {
    const manifest: unknown = JSON.parse(
      await readFile(join(folder, 'node_modules/muster-drills/package.json'), 'utf8'),
    );
    const { stdout } = await execa('npx', ['muster', '--version'], options());
    expect(stdout).toBe(z.object({ version: z.string() }).parse(manifest).version);
  });

  it('runs drill S2 from an empty folder, and it holds', async () => {
    const { stdout, exitCode } = await execa('npx', ['muster', 'run', 'S2', '--json'], { ...options(), reject: false });
    expect(JSON.parse(String(stdout))).toMatchObject({ verdict: 'held', counts: { drills: 1, held: 1 } });
    expect(exitCode).toBe(0);
  });
});
