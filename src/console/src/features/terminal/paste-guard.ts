/** What a paste would do. */
export interface Paste {
  /** The text as it will be sent. */
  text: string
  /** Lines in it; a line break at the end belongs to the last line. */
  lines: number
  /** Control characters that were taken out: they could end a bracketed paste and run what follows. */
  removed: number
  /** Whether to ask before sending. */
  ask: boolean
}

// Everything below blank but tab and line ends, and the C1 controls.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/** Judges a paste: several lines, or one that would run at once, are asked about. */
export function judgePaste(raw: string): Paste {
  const text = raw.replace(controls, '').replace(/\r\n?/g, '\n')
  const breaks = text.split('\n').length - 1
  const lines = text === '' ? 0 : breaks + (text.endsWith('\n') ? 0 : 1)
  return { text, lines, removed: raw.length - raw.replace(controls, '').length, ask: breaks > 0 }
}
