/** What `muster doctor` says of a machine, as a function of what was found on it. */
import type { DockerEngine } from '../topology/docker-engine.ts';

export interface MachineFacts {
  /** As `process.version`. */
  readonly node: string;
  readonly platform: string;
  readonly root: boolean;
  /** Whether the start time of a process can be read, which tells it from a later one of its number. */
  readonly startTimes: boolean;
  /** Null: enough ports are free; else why not. */
  readonly portsMissing: string | null;
  readonly setpriv: boolean;
  readonly npm: boolean;
  readonly mounts: boolean;
  /** A version, or a sentence saying why there is none. */
  readonly toxiproxy: { readonly version: string } | string;
  readonly docker: DockerEngine | string;
  readonly baseImage: string;
}

export interface Finding {
  /** The runtimes and test tiers that need it, as a person would say. */
  readonly neededFor: string;
  readonly what: string;
  readonly ok: boolean;
  /** What to do where it is missing; null where it is there. */
  readonly remedy: string | null;
}

export const processRuntime = 'process runtime';
const dockerRuntime = 'docker runtime';

export function findingsOf(facts: MachineFacts): Finding[] {
  return [...processFindings(facts), ...tierFindings(facts), ...dockerFindings(facts)];
}

/** Whether drills can run here, as processes. */
export function isReady(findings: readonly Finding[]): boolean {
  return findings.every(({ neededFor, ok }) => ok || neededFor !== processRuntime);
}

const finding = (neededFor: string, what: string, ok: boolean, remedy: string): Finding => ({
  neededFor,
  what,
  ok,
  remedy: ok ? null : remedy,
});

function processFindings(facts: MachineFacts): Finding[] {
  const { node, platform } = facts;
  const major = Number(/^v(\d+)/.exec(node)?.[1]);
  const posix = platform === 'linux' || platform === 'darwin';
  return [
    finding(processRuntime, `Node ${node}`, major >= 24, 'install Node 24 or newer'),
    finding(processRuntime, `POSIX signals on ${platform}`, posix, 'run it on Linux or macOS'),
    finding(
      processRuntime,
      'start times of processes',
      facts.startTimes,
      platform === 'linux' ? 'mount /proc' : 'put ps on the PATH',
    ),
    finding(
      processRuntime,
      'free ports of 127.0.0.1',
      facts.portsMissing === null,
      `end what holds them: ${facts.portsMissing}`,
    ),
    finding(
      'a hung engine or proxy dying with its killed parent',
      'setpriv',
      facts.setpriv,
      platform === 'linux' ? 'install util-linux' : 'there is none outside Linux: end such a process by hand',
    ),
  ];
}

function tierFindings({ npm, mounts, toxiproxy, root }: MachineFacts): Finding[] {
  const real = typeof toxiproxy === 'string' ? 'real Toxiproxy' : `real Toxiproxy ${toxiproxy.version}`;
  const why = typeof toxiproxy === 'string' ? toxiproxy : '';
  return [
    finding('tier package', 'npm', npm, 'install npm, which comes with Node'),
    finding(
      'tier disks',
      'mounting disks from images',
      mounts,
      'be root on Linux with a loop device, and install e2fsprogs and mount',
    ),
    finding(
      'tier toxiproxy',
      real,
      typeof toxiproxy !== 'string',
      `install Toxiproxy 2.6 or newer and name it in MUSTER_TOXIPROXY: ${why}`,
    ),
    finding('faults on the files of volumes', 'root', root, 'run it as root'),
  ];
}

function dockerFindings({ docker, baseImage }: MachineFacts): Finding[] {
  if (typeof docker === 'string') {
    return [
      finding(
        dockerRuntime,
        'Docker engine',
        false,
        `install and start one (Debian: docker.io), or name it in DOCKER_HOST: ${docker}`,
      ),
      finding(dockerRuntime, `base image ${baseImage}`, false, 'start a Docker engine first, which alone can tell'),
    ];
  }
  const { version, apiVersion, hasImage } = docker;
  return [
    finding(dockerRuntime, `Docker engine ${version}, API ${apiVersion}`, true, ''),
    finding(
      dockerRuntime,
      `base image ${baseImage}`,
      hasImage,
      `docker pull ${baseImage}, or name another with Node 24 in MUSTER_BASE_IMAGE`,
    ),
  ];
}
