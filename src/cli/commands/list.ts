import { readCatalogue } from '../../drill/catalogue.ts';
import { print } from '../output.ts';

export function list(options: { readonly json?: boolean }): void {
  const catalogue = readCatalogue();
  if (options.json === true) {
    print(JSON.stringify(catalogue));
    return;
  }
  const idWidth = Math.max(...catalogue.drills.map((entry) => entry.id.length));
  for (const entry of catalogue.drills) {
    const profiles = Object.entries(catalogue.profiles)
      .filter(([, ids]) => ids.includes(entry.id))
      .map(([name]) => name);
    print(
      `${entry.code.padEnd(4)} ${entry.id.padEnd(idWidth)}  ${entry.title}  (${profiles.length > 0 ? profiles.join(', ') : 'in no profile'})`,
    );
  }
}
