/** Uploads that were not finished, kept over a reload: the same file chosen again goes on where it stopped. Parts live a day. */
const store = 'mesh-uploads'
const day = 24 * 60 * 60 * 1000
const most = 200

interface Kept {
  key: string
  of: string
  at: number
}

interface Named {
  key: string
  deviceId: string
  folder: string
  name: string
}

function load(): Kept[] {
  try {
    const kept = JSON.parse(localStorage.getItem(store) ?? '[]') as Kept[]
    return Array.isArray(kept) ? kept.filter((one) => Date.now() - one.at < day) : []
  } catch {
    return []
  }
}

const keep = (kept: Kept[]) => localStorage.setItem(store, JSON.stringify(kept.slice(-most)))

export const remembered = {
  /** The key of an earlier try with this file, or the one given. */
  key(transfer: Named, file: { size: number; lastModified: number }): string {
    const of = JSON.stringify([
      transfer.deviceId,
      transfer.folder,
      transfer.name,
      file.size,
      file.lastModified,
    ])
    const kept = load()
    const before = kept.find((one) => one.of === of)
    if (before) return before.key
    keep([...kept, { key: transfer.key, of, at: Date.now() }])
    return transfer.key
  },
  forget(transfer: Named): void {
    keep(load().filter((one) => one.key !== transfer.key))
  },
}
