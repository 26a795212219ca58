/** Faults on containers against a container engine that lies, or a container that does not behave. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifyProcess } from '../../src/common/process-liveness.ts';
import type { ContainerControl } from '../../src/faults/container-control.ts';
import { disconnectContainer } from '../../src/faults/disconnect-container.ts';
import { killContainer } from '../../src/faults/kill-container.ts';
import { pauseContainer } from '../../src/faults/pause-container.ts';
import { systemClock as clock } from '../../src/node/clock.ts';

let server: Server;
let frozen: boolean;
beforeEach(async () => {
  frozen = false;
  server = createServer((_request, response) => {
    if (!frozen) response.setHeader('content-length', 2).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function container(changes: Partial<ContainerControl> = {}): ContainerControl {
  let [paused, connected] = [false, true];
  return {
    name: 'venue-A',
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    firstProcess: async () => identifyProcess(process.pid),
    isPaused: async () => paused,
    async pause() {
      [paused, frozen] = [true, true];
    },
    async unpause() {
      [paused, frozen] = [false, false];
    },
    isConnected: async () => connected,
    async disconnect() {
      connected = false;
    },
    async connect() {
      connected = true;
    },
    ...changes,
  };
}

describe('pausing a container', () => {
  it('is proven by silence and undone until it answers', async () => {
    const fault = pauseContainer({ id: 'f', container: container(), clock });
    expect(await fault.unavailable()).toBeNull();
    const { effect, provenMonoNs } = await fault.inject();
    expect(effect?.statement).toBe('container venue-A is paused, a request to it: silent for 250 ms');
    expect(provenMonoNs).not.toBeNull();
    expect(await fault.undo()).toMatchObject({ holds: true, statement: expect.stringContaining('no longer paused') });
  });

  it('is not proven while the container still answers, whatever its engine says', async () => {
    let paused = false;
    const lying = container({
      pause: async () => {
        paused = true;
      },
      isPaused: async () => paused,
    });
    const { effect, provenMonoNs } = await pauseContainer({ id: 'f', container: lying, clock }).inject();
    expect(effect).toMatchObject({ holds: false, statement: expect.stringContaining('answered') });
    expect(provenMonoNs).toBeNull();
  });

  it('is not proven when the container is silent and its engine does not call it paused', async () => {
    const { effect } = await pauseContainer({
      id: 'f',
      container: container({ isPaused: async () => false }),
      clock,
    }).inject();
    expect(effect).toMatchObject({ holds: false, statement: expect.stringContaining('not paused') });
  });

  it('strikes nothing that did not answer before', async () => {
    frozen = true;
    const { effect } = await pauseContainer({ id: 'f', container: container(), clock }).inject();
    expect(effect).toMatchObject({ holds: false, statement: 'a request before the fault was silent' });
  });

  it('does not hold as undone while the container stays silent', async () => {
    const fault = pauseContainer({ id: 'f', container: container({ unpause: async () => {} }), clock });
    await fault.inject();
    expect(await fault.undo()).toMatchObject({ holds: false });
  });
});

describe('disconnecting a container', () => {
  it('is not proven while it still accepts a connection, whatever its engine says', async () => {
    const { effect } = await disconnectContainer({ id: 'f', container: container(), clock }).inject();
    expect(effect).toMatchObject({
      holds: false,
      statement: expect.stringMatching(/no longer on its network.*accepted$/),
    });
  });

  it('is not proven by a refused connection: something answered', async () => {
    const closing = container({ disconnect: async () => void server.close() });
    const { effect } = await disconnectContainer({ id: 'f', container: closing, clock }).inject();
    expect(effect?.holds).toBe(false);
  });

  it('puts it back once and waits for its answer', async () => {
    let connects = 0;
    const counted = container();
    const fault = disconnectContainer({
      id: 'f',
      container: {
        ...counted,
        async connect() {
          connects += 1;
          await counted.connect();
        },
      },
      clock,
    });
    await fault.inject();
    expect(await fault.undo()).toMatchObject({ holds: true });
    expect(await fault.undo()).toMatchObject({ holds: true });
    expect(connects).toBe(1);
  });
});

describe('a container that does not run, or none at all', () => {
  const find = async () => null;

  it('cannot be struck', async () => {
    const absent = container({ firstProcess: async () => null });
    expect(await killContainer({ id: 'f', container: absent, find, clock }).unavailable()).toBe(
      'container venue-A is not running',
    );
    expect(await killContainer({ id: 'f', container: container(), find, clock }).unavailable()).toBe(
      'no engine is running in container venue-A',
    );
    expect(await pauseContainer({ id: 'f', container: absent, clock }).unavailable()).toMatch(/not running/);
    expect(await disconnectContainer({ id: 'f', container: absent, clock }).unavailable()).toMatch(/not running/);
  });

  it('is told where the runtime has no containers, and injecting all the same proves nothing', async () => {
    for (const fault of [
      killContainer({ id: 'f', container: null, find, clock }),
      pauseContainer({ id: 'f', container: null, clock }),
      disconnectContainer({ id: 'f', container: null, clock }),
    ]) {
      expect(await fault.unavailable()).toBe('this runtime has no containers');
      expect((await fault.inject()).effect?.holds).toBe(false);
      expect((await fault.undo()).holds).toBe(true);
    }
  });
});
