/** Physical keys (`KeyboardEvent.code`) as Windows virtual-key codes of a US keyboard: the place counts, not what is printed on it. */
const codes: Record<string, number> = {
  Backspace: 0x08,
  Tab: 0x09,
  Enter: 0x0d,
  NumpadEnter: 0x0d,
  ShiftLeft: 0xa0,
  ShiftRight: 0xa1,
  ControlLeft: 0xa2,
  ControlRight: 0xa3,
  AltLeft: 0xa4,
  AltRight: 0xa5,
  Pause: 0x13,
  CapsLock: 0x14,
  Escape: 0x1b,
  Space: 0x20,
  PageUp: 0x21,
  PageDown: 0x22,
  End: 0x23,
  Home: 0x24,
  ArrowLeft: 0x25,
  ArrowUp: 0x26,
  ArrowRight: 0x27,
  ArrowDown: 0x28,
  PrintScreen: 0x2c,
  Insert: 0x2d,
  Delete: 0x2e,
  MetaLeft: 0x5b,
  MetaRight: 0x5c,
  ContextMenu: 0x5d,
  NumpadMultiply: 0x6a,
  NumpadAdd: 0x6b,
  NumpadSubtract: 0x6d,
  NumpadDecimal: 0x6e,
  NumpadDivide: 0x6f,
  NumLock: 0x90,
  ScrollLock: 0x91,
  Semicolon: 0xba,
  Equal: 0xbb,
  Comma: 0xbc,
  Minus: 0xbd,
  Period: 0xbe,
  Slash: 0xbf,
  Backquote: 0xc0,
  BracketLeft: 0xdb,
  Backslash: 0xdc,
  BracketRight: 0xdd,
  Quote: 0xde,
  IntlBackslash: 0xe2,
}

const extended = new Set([
  'ArrowLeft',
  'ArrowUp',
  'ArrowRight',
  'ArrowDown',
  'PageUp',
  'PageDown',
  'End',
  'Home',
  'Insert',
  'Delete',
  'NumpadEnter',
  'NumpadDivide',
  'ControlRight',
  'AltRight',
  'MetaLeft',
  'MetaRight',
  'ContextMenu',
])

export interface Key {
  code: number
  extended: boolean
}

/** The key at this place; null for keys that Windows has no code for. */
export function keyOf(place: string): Key | null {
  const code =
    codes[place] ??
    match(place, /^Key([A-Z])$/, (letter) => letter.charCodeAt(0)) ??
    match(place, /^Digit(\d)$/, (digit) => 0x30 + Number(digit)) ??
    match(place, /^Numpad(\d)$/, (digit) => 0x60 + Number(digit)) ??
    match(place, /^F(\d{1,2})$/, (number) =>
      Number(number) >= 1 && Number(number) <= 24 ? 0x6f + Number(number) : null,
    )
  return code === null ? null : { code, extended: extended.has(place) }
}

function match(place: string, form: RegExp, code: (part: string) => number | null): number | null {
  const part = form.exec(place)?.[1]
  return part === undefined ? null : code(part)
}

/** Keys of the menu, in the order in which they are pressed. */
export const combinations = {
  windows: ['MetaLeft'],
  altTab: ['AltLeft', 'Tab'],
  altF4: ['AltLeft', 'F4'],
  ctrlEscape: ['ControlLeft', 'Escape'],
  ctrlAltT: ['ControlLeft', 'AltLeft', 'KeyT'],
  print: ['PrintScreen'],
  escape: ['Escape'],
  f5: ['F5'],
  f11: ['F11'],
} as const

export type Combination = keyof typeof combinations
