/**
 * Where a part listens, and which addresses are ours. On a machine that is loopback and nothing else. In a container of
 * ours (`MUSTER_LISTEN=container`, set by the image) a part listens on the container's networks, and the hosts listed in
 * `MUSTER_NETWORK_HOSTS` are ours too: names without a dot or addresses of the private ranges, so that no list can make a
 * real exchange one of them.
 */
import { isLoopback } from './loopback.ts';
import { usageError } from './muster-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws MusterError (exit 3) for a value that is neither. */
function inContainer(environment: Environment): boolean {
  const text = environment['MUSTER_LISTEN'] ?? '';
  if (text !== '' && text !== 'container')
    throw usageError('bad-environment', `Expected MUSTER_LISTEN to be \`container\` or nothing, got \`${text}\``);
  return text === 'container';
}

/** What a part's servers bind. */
export function listeningHost(environment: Environment = process.env): '127.0.0.1' | '0.0.0.0' {
  return inContainer(environment) ? '0.0.0.0' : '127.0.0.1';
}

/** Whether a proxy may listen on this host: on one of ours, and in a container on all of its networks at once (0.0.0.0). */
export function mayListenOn(hostname: string, environment: Environment = process.env): boolean {
  return hostname === listeningHost(environment) || isOwnHost(hostname, environment);
}

/** Whether a part may call, or a proxy listen on, this host. @throws MusterError (exit 3) for a list that names a host no network of ours has. */
export function isOwnHost(hostname: string, environment: Environment = process.env): boolean {
  if (isLoopback(hostname)) return true;
  return inContainer(environment) && networkHosts(environment).includes(hostname);
}

function networkHosts(environment: Environment): readonly string[] {
  const hosts = (environment['MUSTER_NETWORK_HOSTS'] ?? '').split(',').filter((host) => host !== '');
  const foreign = hosts.find((host) => !isPrivate(host));
  if (foreign !== undefined)
    throw usageError(
      'bad-environment',
      `Expected MUSTER_NETWORK_HOSTS to list names without a dot and private addresses, got \`${foreign}\``,
    );
  return hosts;
}

const isPrivate = (host: string) =>
  /^[a-z][a-z0-9-]*$/i.test(host) || /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d{1,3}){2,3}$/.test(host);
