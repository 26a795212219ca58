/** Which Toxiproxy serves the links: what every runtime asks of one, and what the record says of it. */

/** The first whose API takes PATCH for updates. */
export const oldestSupported = '2.6';

/** Whether `version` names a release with the API that links need. What is no release number is none. */
export function isSupported(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)(?:\.\d+)?(?:[-+].*)?$/.exec(version) ?? [];
  return major === '2' && Number(minor) >= 6;
}
