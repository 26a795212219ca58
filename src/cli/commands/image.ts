import { handName, musterImage } from '../../topology/docker/image.ts';
import { print, printError } from '../output.ts';

/** Builds the image of all roles, or finds it, and names it. */
export async function image(options: { readonly json?: boolean }): Promise<void> {
  const built = await musterImage(printError);
  if (options.json === true) print(JSON.stringify(built));
  else print(`${built.name} (${built.id}, ${built.platform}), also known as ${handName}`);
}
