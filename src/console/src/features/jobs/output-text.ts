import type { RunPage } from '../../api/types'

export interface OutputPart {
  error: boolean
  text: string
}

/* Escape sequences (ECMA-48: CSI, OSC and two-letter ones) mean nothing on a page; the other control characters become visible. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const sequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g

export const plain = (text: string) =>
  text
    .replace(/\r\n/g, '\n')
    .replace(sequences, '')
    .replace(controls, (one) => (one === '\u007f' ? '␡' : String.fromCharCode(0x2400 + one.charCodeAt(0))))

/** Joins pieces to text: both outputs in the order of writing, a letter that is cut between two pieces whole. */
export class OutputText {
  readonly #decoders = { out: new TextDecoder(), err: new TextDecoder() }
  readonly parts: OutputPart[] = []

  add(piece: RunPage['pieces'][number]): void {
    const raw = Uint8Array.from(atob(piece.bytes), (letter) => letter.charCodeAt(0))
    const text = this.#decoders[piece.error ? 'err' : 'out'].decode(raw, { stream: true })
    const last = this.parts.at(-1)
    if (last && last.error === piece.error) last.text += text
    else this.parts.push({ error: piece.error, text })
  }
}
