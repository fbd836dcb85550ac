import { once } from 'node:events'
import { connect, type Socket } from 'node:net'


/** Draws on the root window of a display, over the X protocol itself (X Window System Protocol, 8: connection setup; 9: requests), little-endian. */
export class Painter {
  private constructor(
    private readonly socket: Socket,
    private readonly root: number,
    private readonly base: number,
    readonly width: number,
    readonly height: number,
  ) {}

  /** @param display its name, `:7`; it asks for no cookie. */
  static async on(display: string): Promise<Painter> {
    const socket = connect(`/tmp/.X11-unix/X${display.slice(1)}`)
    await once(socket, 'connect')
    // byte order "l", protocol 11.0, no authorization
    socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
    let setup = Buffer.alloc(0)
    const whole = () => setup.length >= 8 && setup.length >= 8 + setup.readUInt16LE(6) * 4
    while (!whole()) setup = Buffer.concat([setup, (await once(socket, 'data'))[0]])
    if (setup[0] !== 1) throw new Error('the display refuses')
    // the first screen stands after the vendor's name (padded) and the pixmap formats
    const screen = 40 + Math.ceil(setup.readUInt16LE(24) / 4) * 4 + setup[29]! * 8
    const painter = new Painter(socket, setup.readUInt32LE(screen), setup.readUInt32LE(12), setup.readUInt16LE(screen + 20), setup.readUInt16LE(screen + 22))
    socket.on('data', answer => {
      if (answer[0] === 0) throw new Error(`the display answers with error ${answer[1]} to request ${answer[10]}`)
    })
    painter.send(55, 0, [painter.pen, painter.root, 0])
    return painter
  }

  /** Keeps a picture (4 bytes each pixel: blue, green, red, none) on the display. */
  keep(number: number, pixels: Buffer) {
    const [id, row] = [this.base + 16 + number, this.width * 4]
    this.send(53, 24, [id, this.root, this.size(this.width, this.height)])
    // a request may have 65,535 words
    const rows = Math.floor((65_535 * 4 - 24) / row)
    for (let y = 0; y < this.height; y += rows) {
      const some = Math.min(rows, this.height - y)
      this.send(72, 2, [id, this.pen, this.size(this.width, some), this.size(0, y), 24 << 8], pixels.subarray(y * row, (y + some) * row))
    }
  }

  /** The whole screen becomes this picture. */
  show(number: number) {
    this.send(62, 0, [this.base + 16 + number, this.root, this.pen, 0, 0, this.size(this.width, this.height)])
  }

  /** @param colour 0xRRGGBB */
  fill(x: number, y: number, width: number, height: number, colour: number) {
    this.send(56, 0, [this.pen, 4, colour])
    this.send(70, 0, [this.root, this.pen, this.size(x, y), this.size(width, height)])
  }

  stop() {
    this.socket.destroy()
  }

  private get pen() {
    return this.base + 1
  }

  /** Two numbers of 16 bits in one word. */
  private size(width: number, height: number) {
    return width + height * 0x10000
  }

  private send(opcode: number, detail: number, words: number[], data = Buffer.alloc(0)) {
    const head = Buffer.alloc(4 + words.length * 4)
    head.writeUInt8(opcode, 0)
    head.writeUInt8(detail, 1)
    head.writeUInt16LE((head.length + data.length) / 4, 2)
    words.forEach((word, i) => head.writeUInt32LE(word, 4 + i * 4))
    this.socket.write(head)
    if (data.length > 0) this.socket.write(data)
  }
}
