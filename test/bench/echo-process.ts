/** An echo server as a process of its own, so that it shares no event loop with what is measured: prints its port. */
import { createServer } from 'node:net';

const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.pipe(socket);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify(server.address())}\n`));
process.stdin.resume().once('end', () => process.exit());
