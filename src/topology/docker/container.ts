/**
 * One part of a system as a container. Its standard output tells when it is ready; its first process carries the run's
 * mark, by which it is known on this machine.
 */
import { writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { environmentError } from '../../common/muster-error.ts';
import { goneBecause, identifyProcess, type ProcessIdentity } from '../../common/process-liveness.ts';
import { runVariable } from '../leaks.ts';
import { PartError } from '../part.ts';
import type { BesideEngine, NamedProcess, StruckContainer } from '../system-host.ts';
import { type DockerContainer, type DockerEngine, statusOf, unlessDone } from './docker-engine.ts';
import { belongsTo } from './host-process.ts';
import { labelsOf } from './labels.ts';
import type { Network } from './networks.ts';
import { readOutput, readyLine, unframed } from './output.ts';

const readyWithinMs = 20_000;
/** As long as a part that is a process gets. */
const stopWithinS = 2;

export interface ContainerOptions {
  readonly docker: DockerEngine;
  readonly runId: string;
  /** `engine`, `venue-A`. */
  readonly name: string;
  /** The part that is its first process: `supervisor`, `venue-A`. */
  readonly part: string;
  /** Name or digest. */
  readonly image: string;
  /** What follows the image's entrypoint. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Folders and files of this machine that it sees, each at its own path. */
  readonly mounts: readonly { readonly path: string; readonly readOnly: boolean }[];
  /** The first is the one it is reached by. */
  readonly at: readonly { readonly network: Network; readonly host: number }[];
  /** Port of its HTTP resources. */
  readonly port: number;
  /** Whether the engine starts it again when it ends with another status than 0. */
  readonly restarts: boolean;
  /** Absolute. */
  readonly logFile: string;
}

export interface Container extends StruckContainer {
  readonly ready: unknown;
  /** Every first process it was seen to have. */
  processes(): readonly NamedProcess[];
  /** Wall time of its newest end, in milliseconds; null when it never ended. */
  lastEnd(): Promise<number | null>;
  stop(): Promise<void>;
  run(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<BesideEngine>;
  saveLog(): Promise<void>;
}

/** Resolves when it has announced itself. @throws PartError with the end of its log; then it is removed. */
export async function startContainer(options: ContainerOptions): Promise<Container> {
  const container = await create(options);
  try {
    for (const { network, host } of options.at.slice(1)) await connectTo(options, container, network, host);
    await container.start();
    const ready = await untilReady(container, options);
    const running = runningContainer(container, ready, options);
    await provenOurs(running, options);
    return running;
  } catch (error) {
    await saveLog(container, options).catch(() => undefined);
    await unlessDone(container.remove({ force: true, v: true }));
    throw error;
  }
}

async function create({ docker, at, ...options }: ContainerOptions): Promise<DockerContainer> {
  const [first] = at;
  if (first === undefined) throw new RangeError(`Expected a network for ${options.name}, got none`);
  const environment = { ...options.environment, [runVariable]: options.runId };
  return docker.createContainer({
    name: `muster-${options.runId}-${options.name}`,
    Image: options.image,
    Hostname: options.name.toLowerCase(),
    Cmd: [...options.args],
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    // What it writes belongs to whoever runs the drill, and so does the right to kill it.
    ...(process.getuid === undefined ? {} : { User: `${process.getuid()}:${process.getgid?.()}` }),
    Labels: labelsOf(options.runId),
    HostConfig: {
      NetworkMode: first.network.name,
      Mounts: options.mounts.map(({ path, readOnly }) => ({
        Type: 'bind',
        Source: path,
        Target: path,
        ReadOnly: readOnly,
      })),
      RestartPolicy: { Name: options.restarts ? 'on-failure' : 'no' },
    },
    NetworkingConfig: { EndpointsConfig: { [first.network.name]: endpoint(options.name, first) } },
  });
}

function endpoint(name: string, { network, host }: ContainerOptions['at'][number]) {
  return { IPAMConfig: { IPv4Address: network.address(host) }, Aliases: [name.toLowerCase()] };
}

async function connectTo(
  { docker, name }: ContainerOptions,
  container: DockerContainer,
  network: Network,
  host: number,
): Promise<void> {
  const EndpointConfig = endpoint(name, { network, host });
  await docker.getNetwork(network.id).connect({ Container: container.id, EndpointConfig });
}

async function untilReady(container: DockerContainer, options: ContainerOptions): Promise<unknown> {
  const output = (await container.logs({ follow: true, stdout: true, stderr: true })) as unknown as Readable;
  const timer = setTimeout(() => output.destroy(), readyWithinMs);
  const ready = await readyLine(output).catch(() => null);
  clearTimeout(timer);
  output.destroy();
  if (ready !== null) return ready;
  await saveLog(container, options);
  const { State: state } = await container.inspect();
  const exitCode = state.Running ? null : state.ExitCode;
  const found = exitCode === null ? `said nothing for ${readyWithinMs} ms` : `ended with exit status ${exitCode}`;
  throw new PartError({ ...options, name: options.part, command: options.args, env: {} }, exitCode, found);
}

/** Times and pids of a container mean something here only when one kernel runs both. */
async function provenOurs(container: Container, { name, runId }: ContainerOptions): Promise<void> {
  const first = await container.firstProcess();
  if (first !== null && belongsTo(first.pid, runId)) return;
  throw environmentError(
    'docker-elsewhere',
    `Expected the Docker engine to run its containers on this machine's own kernel, but the first process of ${name} cannot be seen from here: install Docker on this very machine and run as the user who owns its containers.`,
  );
}

function runningContainer(container: DockerContainer, ready: unknown, options: ContainerOptions): Container {
  const { docker, name, at } = options;
  const [first] = at;
  if (first === undefined) throw new RangeError(`Expected a network for ${name}, got none`);
  const known = new Map<string, NamedProcess>();
  return {
    name,
    ready,
    address: `${first.network.address(first.host)}:${options.port}`,
    async firstProcess(): Promise<ProcessIdentity | null> {
      const { State: state } = await container.inspect();
      if (!state.Running || state.Pid === 0) return null;
      const identity = identifyProcess(state.Pid);
      if (goneBecause(identity) !== null) return null;
      known.set(`${identity.pid} ${identity.startTime}`, { name: options.part, ...identity });
      return identity;
    },
    processes: () => [...known.values()],
    async lastEnd() {
      const wallMs = Date.parse((await container.inspect()).State.FinishedAt);
      // One that never ended has the year 1.
      return wallMs > 0 ? wallMs : null;
    },
    isPaused: async () => (await container.inspect()).State.Paused,
    pause: () => unlessDone(container.pause()),
    unpause: () => unlessDone(container.unpause()),
    isConnected: async () => first.network.name in (await container.inspect()).NetworkSettings.Networks,
    disconnect: () => docker.getNetwork(first.network.id).disconnect({ Container: container.id }),
    connect: () => connectTo(options, container, first.network, first.host),
    async stop() {
      await saveLog(container, options).catch(() => undefined);
      // Paused, it would not hear that it is to stop.
      await container.unpause().catch(() => undefined);
      await unlessDone(container.stop({ t: stopWithinS }));
      await saveLog(container, options).catch(() => undefined);
      await unlessDone(container.remove({ force: true, v: true }));
    },
    run: (command, environment) => runIn(container, command, environment),
    saveLog: () => saveLog(container, options),
  };
}

async function runIn(
  container: DockerContainer,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<BesideEngine> {
  const exec = await container.exec({
    Cmd: [...command],
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    AttachStdout: true,
    AttachStderr: true,
  });
  const output = await readOutput(await exec.start({}));
  return { exitCode: (await exec.inspect()).ExitCode, output };
}

/** What is gone has no log any more: the file stays as it was. */
async function saveLog(container: DockerContainer, { logFile }: ContainerOptions): Promise<void> {
  try {
    const bytes = await container.logs({ follow: false, stdout: true, stderr: true });
    await writeFile(logFile, unframed(bytes));
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}
