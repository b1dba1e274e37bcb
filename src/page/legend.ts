import type { Look } from './appearance.ts';
import { element } from './element.ts';
import { nameText } from './words.ts';

const mostNamed = 12;

/** Which line is which model. For the eye alone: in words, every point names its model. */
export function legendOf(models: readonly string[], looks: ReadonlyMap<string, Look>): HTMLElement[] {
  const named = models
    .slice(0, mostNamed)
    .map((model) =>
      element(
        'span',
        {},
        element('span', { class: `swatch ${looks.get(model)!.classes}` }),
        element('span', { class: 'id' }, nameText(model)),
      ),
    );
  const rest = models.length - named.length;
  return rest > 0 ? [...named, element('span', {}, `and ${rest} more`)] : named;
}
