import { connect, createServer, type Server, type Socket } from 'node:net'

/** Stands between the browser and the server, passes bytes on, and can break every connection that goes through it. */
export class CuttingProxy {
  /** Bytes both ways. */
  passed = 0
  private readonly open = new Set<Socket>()

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static start(target: number): Promise<CuttingProxy> {
    return new Promise((done, failed) => {
      const server = createServer({ noDelay: true }, near => proxy.join(near, connect({ port: target, host: '127.0.0.1', noDelay: true })))
      let proxy: CuttingProxy
      server.once('error', failed)
      server.listen(0, '127.0.0.1', () => {
        proxy = new CuttingProxy(server, (server.address() as { port: number }).port)
        done(proxy)
      })
    })
  }

  get base() {
    return `https://localhost:${this.port}`
  }

  /** A reset, not a goodbye. */
  cut() {
    for (const socket of this.open) socket.resetAndDestroy()
    this.open.clear()
  }

  stop(): Promise<void> {
    this.cut()
    return new Promise(done => this.server.close(() => done()))
  }

  private join(near: Socket, far: Socket) {
    for (const [from, to] of [[near, far], [far, near]] as const) {
      this.open.add(from)
      from.on('data', piece => {
        this.passed += piece.length
      })
      from.pipe(to)
      // a broken end is no error here: it is what this is for, and the other end learns it
      from.on('error', () => to.resetAndDestroy())
      from.on('close', () => {
        this.open.delete(from)
        to.end()
      })
    }
  }
}
