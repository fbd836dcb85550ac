import type { Tree } from './dropped'
import { type Link, Refused } from './link'
import { join } from './paths'
import { store, Transfer } from './transfers'

interface Target {
  deviceId: string
  deviceName: string
  path: string
}

/** Makes the folders of what was chosen, then queues its files. A folder that is there already is used. */
export async function send(link: Link, to: Target, tree: Tree, changed: () => void): Promise<void> {
  const place = (folder: string) => folder.split('/').filter(Boolean).reduce(join, to.path)
  for (const folder of tree.folders) {
    await link.ask({ action: 'mkdir', path: place(folder) }).catch((error: unknown) => {
      if (!(error instanceof Refused && error.code === 'exists')) throw error
    })
  }
  const transfers = tree.files.map(
    ({ folder, file }) =>
      new Transfer(to.deviceId, to.deviceName, true, place(folder), file.name, file, null),
  )
  store.add(transfers)
  changed()
  const stop = store.watch(() => {
    if (!transfers.every((transfer) => transfer.over)) return
    stop()
    changed()
  })
}
