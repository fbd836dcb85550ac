/** Numbers of desktop packets (`spec/desktop-protocol.md` 1); big-endian: u16 command, u16 size with these four bytes, body. */
const command = {
  key: 1,
  mouse: 2,
  picture: 3,
  compression: 5,
  refresh: 6,
  screen: 7,
  pause: 8,
  ctrlAltDel: 10,
  displays: 11,
  setDisplay: 12,
  keyState: 18,
  jumbo: 27,
  alert: 65,
  displayInfo: 82,
  character: 85,
  cursor: 88,
} as const

export const allDisplays = 0xffff

/** Where a display lies on the whole screen, and its size, in pixels. */
export type PlaceOfDisplay = {
  id: number
  x: number
  y: number
  width: number
  height: number
}

/** What the device sends. Packets this page has no use for are left out. */
export type Packet =
  | { type: 'picture'; x: number; y: number; image: Uint8Array<ArrayBuffer> }
  | { type: 'screen'; width: number; height: number }
  | { type: 'displays'; ids: number[]; selected: number }
  | { type: 'places'; places: PlaceOfDisplay[] }
  | { type: 'locks'; num: boolean; caps: boolean }
  | { type: 'cursor'; shape: number }
  | { type: 'alert'; text: string }

/** Longest text shown, in bytes, and most displays listed: both come from the device. */
const longestText = 2000
const mostDisplays = 64

/** Cuts a binary message into its packets. Throws a `RangeError` when it holds none. */
export function readPackets(message: Uint8Array<ArrayBuffer>): Packet[] {
  const packets: Packet[] = []
  for (let at = 0; at < message.length; ) {
    const view = new DataView(message.buffer, message.byteOffset + at, message.length - at)
    const jumbo = view.getUint16(0) === command.jumbo
    const head = jumbo ? 12 : 4
    const size = jumbo ? 8 + view.getUint32(4) : view.getUint16(2)
    if (size < head || size > view.byteLength) throw new RangeError('a packet is longer than its message')
    const packet = read(view.getUint16(jumbo ? 8 : 0), message.subarray(at + head, at + size))
    if (packet) packets.push(packet)
    at += size
  }
  return packets
}

function read(number: number, body: Uint8Array<ArrayBuffer>): Packet | null {
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  switch (number) {
    case command.picture:
      return { type: 'picture', x: view.getUint16(0), y: view.getUint16(2), image: body.subarray(4) }
    case command.screen:
      return { type: 'screen', width: view.getUint16(0), height: view.getUint16(2) }
    case command.displays: {
      const count = Math.min(view.getUint16(0), mostDisplays)
      const ids = Array.from({ length: count }, (_, index) => view.getUint16(2 + 2 * index))
      return { type: 'displays', ids, selected: view.getUint16(body.length - 2) }
    }
    case command.displayInfo: {
      const count = Math.min(Math.floor(body.length / 10), mostDisplays)
      const places = Array.from({ length: count }, (_, index) => {
        const of = (part: number) => view.getUint16(10 * index + 2 * part)
        return { id: of(0), x: of(1), y: of(2), width: of(3), height: of(4) }
      })
      return { type: 'places', places }
    }
    case command.keyState:
      return { type: 'locks', num: (view.getUint8(0) & 1) !== 0, caps: (view.getUint8(0) & 4) !== 0 }
    case command.cursor:
      return { type: 'cursor', shape: view.getUint8(0) }
    case command.alert: {
      const text = new TextDecoder().decode(body.subarray(0, longestText))
      // A leading full stop marks what is only for those who look for faults.
      return text.startsWith('.') ? null : { type: 'alert', text }
    }
    default:
      return null
  }
}

export type Bytes = Uint8Array<ArrayBuffer>

function packet(number: number, size: number, fill: (view: DataView) => void = () => undefined): Bytes {
  const view = new DataView(new ArrayBuffer(size))
  view.setUint16(0, number)
  view.setUint16(2, size)
  fill(view)
  return new Uint8Array(view.buffer)
}

/** A key by its virtual-key code; extended marks the newer one of two equal keys. */
export const key = (code: number, down: boolean, extended: boolean): Bytes =>
  packet(command.key, 6, (view) => {
    view.setUint8(4, extended ? (down ? 4 : 3) : down ? 0 : 1)
    view.setUint8(5, code)
  })

/** Text as characters, whatever the layouts: down and up for each UTF-16 unit. */
export function text(words: string): Bytes {
  const all = new Uint8Array(words.length * 14)
  for (let index = 0; index < words.length; index++) {
    for (const up of [0, 1]) {
      const one = packet(command.character, 7, (view) => {
        view.setUint8(4, up)
        view.setUint16(5, words.charCodeAt(index))
      })
      all.set(one, (index * 2 + up) * 7)
    }
  }
  return all
}

/** The pointer; `action` is the button byte, `wheel` 120 for one notch, positive up. */
export const mouse = (action: number, x: number, y: number, wheel = 0): Bytes =>
  packet(command.mouse, wheel === 0 ? 10 : 12, (view) => {
    view.setUint8(5, action)
    view.setUint16(6, x)
    view.setUint16(8, y)
    if (wheel !== 0) view.setInt16(10, wheel)
  })

const jpeg = 1
/** Our own agent's: brightness alone. */
const greyJpeg = 0x81
const fullScale = 1024

/** How pictures are wanted; `timer` is the time between two of them (ms). */
export const compression = (quality: number, timer: number, grey: boolean): Bytes =>
  packet(command.compression, 10, (view) => {
    view.setUint8(4, grey ? greyJpeg : jpeg)
    view.setUint8(5, quality)
    view.setUint16(6, fullScale)
    view.setUint16(8, timer)
  })

export const refresh = (): Bytes => packet(command.refresh, 4)
export const pause = (on: boolean): Bytes => packet(command.pause, 5, (view) => view.setUint8(4, on ? 1 : 0))
export const ctrlAltDel = (): Bytes => packet(command.ctrlAltDel, 4)
export const setDisplay = (id: number): Bytes =>
  packet(command.setDisplay, 6, (view) => view.setUint16(4, id))
