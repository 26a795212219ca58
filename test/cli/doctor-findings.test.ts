import { expect, it } from 'vitest';
import { findingsOf, isReady, type MachineFacts } from '../../src/cli/doctor-findings.ts';

const complete: MachineFacts = {
  node: 'v24.21.0',
  platform: 'linux',
  root: true,
  startTimes: true,
  portsMissing: null,
  setpriv: true,
  npm: true,
  mounts: true,
  toxiproxy: { version: '2.12.0' },
  docker: { version: '27.1.0', apiVersion: '1.46', hasImage: true },
  baseImage: 'node:24',
};
const missing = (changes: Partial<MachineFacts>) => {
  const findings = findingsOf({ ...complete, ...changes });
  const lacking = findings.filter(({ ok }) => !ok);
  return { ready: isReady(findings), lacking: lacking.map(({ neededFor, remedy }) => `${neededFor}: ${remedy}`) };
};

it('a machine with everything lacks nothing, and its versions are named', () => {
  expect(missing({})).toEqual({ ready: true, lacking: [] });
  expect(findingsOf(complete).map(({ what }) => what)).toEqual(
    expect.arrayContaining(['Node v24.21.0', 'real Toxiproxy 2.12.0', 'Docker engine 27.1.0, API 1.46']),
  );
});

it.each<[Partial<MachineFacts>, RegExp]>([
  [{ node: 'v22.4.0' }, /^process runtime: install Node 24/],
  [{ platform: 'win32' }, /^process runtime: run it on Linux or macOS/],
  [{ startTimes: false }, /^process runtime: mount \/proc/],
  [{ portsMissing: 'found 3' }, /^process runtime: .*found 3/],
])('without what drills as processes need (%j) it is not ready', (changes, remedy) => {
  expect(missing(changes)).toEqual({ ready: false, lacking: [expect.stringMatching(remedy)] });
});

it.each<[Partial<MachineFacts>, RegExp[]]>([
  [{ setpriv: false }, [/hung engine.*util-linux/]],
  [{ npm: false }, [/^tier package: install npm/]],
  [{ mounts: false }, [/^tier disks: be root/]],
  [{ toxiproxy: 'nothing there' }, [/^tier toxiproxy: .*MUSTER_TOXIPROXY: nothing there/]],
  [{ root: false }, [/volumes: run it as root/]],
  [{ docker: 'refused' }, [/^docker runtime: .*DOCKER_HOST: refused/, /^docker runtime: start a Docker engine first/]],
  [
    { docker: { version: '27.1.0', apiVersion: '1.46', hasImage: false } },
    [/^docker runtime: docker pull node:24, .*MUSTER_BASE_IMAGE/],
  ],
])('what only a tier or another runtime lacks (%j) is named, and drills run all the same', (changes, remedies) => {
  expect(missing(changes)).toEqual({
    ready: true,
    lacking: remedies.map((remedy) => expect.stringMatching(remedy)),
  });
});
