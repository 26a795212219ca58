import { connect } from 'node:net';

export type ConnectResult = 'accepted' | 'refused' | 'timed out' | (string & {});

/** Tries one TCP connection to `HOST:PORT` and closes it. Any other failure is given by its code. */
export function tryConnect(address: string, timeoutMs = 1000): Promise<ConnectResult> {
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at).replace(/^\[(.*)\]$/, '$1');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(address.slice(at + 1)), timeout: timeoutMs });
    const end = (result: ConnectResult) => {
      resolve(result);
      socket.destroy();
    };
    socket.once('connect', () => end('accepted'));
    socket.once('timeout', () => end('timed out'));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ECONNREFUSED' ? 'refused' : (error.code ?? error.message)),
    );
  });
}
