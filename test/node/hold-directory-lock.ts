/** A child that takes the lock of the directory it is given, says whether it got it, and holds it until its input ends. */
import { lockDirectory } from '../../src/node/directory-lock.ts';

const lock = await lockDirectory(process.argv[2] ?? '');
process.stdout.write(lock === null ? 'refused\n' : 'locked\n');
if (lock !== null) {
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once('end', resolve));
  lock.release();
}
