import { connect, type Socket } from 'node:net'

const fakeInput = 2
const press = { button: 4, motion: 6 }

/** The pointer of the person who sits at a display: a few requests of the X Window System Protocol, and of its extension XTEST. */
export class Hand {
  private received = Buffer.alloc(0)
  private wanted: { bytes: number; done: (bytes: Buffer) => void } | undefined
  private opcode = 0
  private root = 0

  private constructor(private readonly socket: Socket) {
    socket.on('data', piece => {
      this.received = Buffer.concat([this.received, piece])
      this.give()
    })
  }

  /** @param root of the machine whose display it is */
  static async at(display: string, root = ''): Promise<Hand> {
    const hand = new Hand(connect(`${root}/tmp/.X11-unix/X${display.slice(1)}`))
    hand.socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
    const head = await hand.take(8)
    const setup = await hand.take(head.readUInt16LE(6) * 4)
    // after 32 bytes: the vendor's name, padded, and 8 bytes for each pixmap format; then the first screen, which begins with its root
    hand.root = setup.readUInt32LE(32 + ((setup.readUInt16LE(16) + 3) & ~3) + 8 * setup.readUInt8(21))
    // QueryExtension
    hand.socket.write(Buffer.concat([Buffer.from([98, 0, 4, 0, 5, 0, 0, 0]), Buffer.from('XTEST\0\0\0')]))
    hand.opcode = (await hand.take(32))[9] ?? 0
    return hand
  }

  /** Presses and lets go of the left button there. */
  async click(x: number, y: number) {
    this.fake(press.motion, 0, x, y)
    this.fake(press.button, 1)
    this.fake(press.button + 1, 1)
    // GetInputFocus: when it is answered, all before it was done
    this.socket.write(Buffer.from([43, 0, 1, 0]))
    await this.take(32)
  }

  /** What is seen there: GetImage of the root window, one pixel. */
  async colourAt(x: number, y: number): Promise<number> {
    const request = Buffer.alloc(20)
    request.writeUInt8(73, 0)
    request.writeUInt8(2, 1)
    request.writeUInt16LE(5, 2)
    request.writeUInt32LE(this.root, 4)
    request.writeInt16LE(x, 8)
    request.writeInt16LE(y, 10)
    request.writeUInt16LE(1, 12)
    request.writeUInt16LE(1, 14)
    request.writeUInt32LE(0xffffffff, 16)
    this.socket.write(request)
    await this.take(32)
    return (await this.take(4)).readUInt32LE(0) & 0xffffff
  }

  stop() {
    this.socket.destroy()
  }

  private fake(type: number, detail: number, x = 0, y = 0) {
    const request = Buffer.alloc(36)
    request.writeUInt8(this.opcode, 0)
    request.writeUInt8(fakeInput, 1)
    request.writeUInt16LE(9, 2)
    request.writeUInt8(type, 4)
    request.writeUInt8(detail, 5)
    request.writeInt16LE(x, 24)
    request.writeInt16LE(y, 26)
    this.socket.write(request)
  }

  private take(bytes: number): Promise<Buffer> {
    return new Promise(done => {
      this.wanted = { bytes, done }
      this.give()
    })
  }

  private give() {
    if (!this.wanted || this.received.length < this.wanted.bytes) return
    const { bytes, done } = this.wanted
    this.wanted = undefined
    const taken = this.received.subarray(0, bytes)
    this.received = this.received.subarray(bytes)
    done(taken)
  }
}
