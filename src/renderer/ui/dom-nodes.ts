/** Elements made without React, for the libraries that own their places. Trust: every text is set as text, never as markup. */

const SVG = 'http://www.w3.org/2000/svg';

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string | undefined,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== undefined && className !== '') made.className = className;
  made.append(...children);
  return made;
}

/** A picture from a `<symbol>` of this page, for the eye alone. */
export function symbol(id: string, className: string): SVGSVGElement {
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('class', className);
  picture.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#${id}`);
  picture.append(use);
  return picture;
}
