import { expect, it } from 'vitest';
import { isSupported } from '../../src/topology/toxiproxy-version.ts';

it.each(['2.6.0', '2.12.0', 'v2.9.0', '2.6', '2.12.0+muster', '2.7.0-rc1'])('Toxiproxy %s can serve links', (version) =>
  expect(isSupported(version)).toBe(true),
);

it.each(['2.5.9', '1.2.1', '3.0.0', 'git', '', '2', '2.x', 'not 2.12.0'])('Toxiproxy %j cannot', (version) =>
  expect(isSupported(version)).toBe(false),
);
