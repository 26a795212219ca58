import type { MakeBehaviour } from './behaviour.ts';

/** Closes the connection when `bytes` bytes have passed. An update goes on counting. */
export const limitData: MakeBehaviour<{ bytes: number }> = (attributes) => {
  let passed = 0;
  return {
    chunk({ bytes, atMs }, around) {
      const allowed = bytes.subarray(0, Math.max(0, attributes.bytes - passed));
      passed += allowed.length;
      if (allowed.length > 0) around.pass({ bytes: allowed, atMs });
      if (passed >= attributes.bytes) around.close();
    },
  };
};
