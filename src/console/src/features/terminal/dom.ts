type Attributes = Record<string, string | number | boolean | null | undefined>

/** Makes an element. Attributes are set as text, children are elements or text: nothing is parsed as HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children)
  return element
}

/** A button with words, or with a sign and a name. */
export function button(words: string, onClick: () => void, sign?: string): HTMLButtonElement {
  const element = make(
    'button',
    { type: 'button', 'aria-label': sign ? words : null, title: sign ? words : null },
    sign ?? words,
  )
  element.addEventListener('click', onClick)
  return element
}

/** A labelled choice. */
export function choice(
  label: string,
  options: readonly { value: string; words: string }[],
  value: string,
  onChange: (value: string) => void,
): HTMLSelectElement {
  const element = make(
    'select',
    { 'aria-label': label, title: label },
    ...options.map((option) =>
      make('option', { value: option.value, selected: option.value === value }, option.words),
    ),
  )
  element.addEventListener('change', () => onChange(element.value))
  return element
}
