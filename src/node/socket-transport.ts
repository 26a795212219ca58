import type { SocketTransport } from '../ports/transport.ts';

/**
 * The global WebSocket behind the port. Its closing handshake on a half-open connection never finishes, so `abandon`
 * drops the handlers first and leaves the close to itself.
 */
export const webSocketTransport: SocketTransport = (url, handlers) => {
  const socket = new WebSocket(url);
  let live = true;
  const end = (reason: string): void => {
    if (!live) return;
    live = false;
    handlers.closed(reason);
  };
  socket.addEventListener('open', () => {
    if (live) handlers.opened();
  });
  socket.addEventListener('message', (event) => {
    if (live) handlers.message(String(event.data));
  });
  socket.addEventListener('error', () => end('connection error'));
  socket.addEventListener('close', (event) => end(`closed with code ${event.code}`));
  return {
    send: (text) => {
      if (live) socket.send(text);
    },
    abandon: () => {
      live = false;
      socket.close();
    },
  };
};
