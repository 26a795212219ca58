/**
 * HTML by tagged template. Every slot is escaped unless it is markup already, so text from a record can never become
 * markup: the only way past the escaping is {@link trusted}, which this folder uses for its own style and plots alone.
 */
export type Markup = { readonly markup: string };
export type Slot = string | number | Markup | readonly Slot[];

export const nothing: Markup = { markup: '' };

export function html(parts: TemplateStringsArray, ...slots: readonly Slot[]): Markup {
  let markup = parts[0] ?? '';
  slots.forEach((slot, index) => {
    markup += render(slot) + (parts[index + 1] ?? '');
  });
  return { markup };
}

export function trusted(markup: string): Markup {
  return { markup };
}

function render(slot: Slot): string {
  if (typeof slot === 'string') return escaped(slot);
  if (typeof slot === 'number') return escaped(String(slot));
  return 'markup' in slot ? slot.markup : slot.map(render).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  // Control characters (a terminal's colours in a log line, say) have no place in a document.
  const printable = text.replace(/(?![\t\n\r])\p{Cc}/gu, '\ufffd');
  return printable.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
