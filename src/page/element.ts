type Child = Node | string | null | false;
type Attributes = Record<string, string | number | boolean | null | ((event: Event) => void)>;

/**
 * An element with its attributes and children. Strings become text and never markup; a function is a listener for the
 * event of that name; what is null or false is left out.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== null && child !== false) made.append(child);
  return made;
}

/** A link to somewhere else, that tells it nothing of this page; only the text where there is no address. */
export const link = (address: string | null, text: string, label?: string): Node =>
  address === null
    ? document.createTextNode(text)
    : element('a', { href: address, rel: 'noreferrer', 'aria-label': label ?? null }, text);

/** The element of the page that has this id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}
