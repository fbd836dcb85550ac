/** A file with the folder it lies in, relative to what was chosen: '' or 'photos/2026'. */
export interface Chosen {
  folder: string
  file: File
}

export interface Tree {
  /** Folders to make, the outer ones first. */
  folders: string[]
  files: Chosen[]
}

/** Files of an input; with `webkitdirectory` their paths come too. */
export function fromInput(list: FileList): Tree {
  const files = [...list].map((file) => ({
    file,
    folder: file.webkitRelativePath.split('/').slice(0, -1).join('/'),
  }))
  return { files, folders: foldersOf(files.map(({ folder }) => folder)) }
}

/** Files and folders dropped onto the page. To be called while the drop is handled: later the browser no longer tells. */
export async function fromDrop(transfer: DataTransfer): Promise<Tree> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const tree: Tree = { folders: [], files: [] }
  for (const entry of entries) await walk(entry, '', tree)
  return tree
}

async function walk(entry: FileSystemEntry, folder: string, tree: Tree): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed))
    tree.files.push({ folder, file })
    return
  }
  const own = folder ? `${folder}/${entry.name}` : entry.name
  tree.folders.push(own)
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // A browser gives them in portions, and an empty one at the end.
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed))
    if (some.length === 0) return
    for (const inner of some) await walk(inner, own, tree)
  }
}

/** All folders on the way to these, each once, the outer ones first. */
export function foldersOf(paths: readonly string[]): string[] {
  const found = new Set<string>()
  for (const path of paths) {
    const parts = path.split('/').filter(Boolean)
    for (let i = 1; i <= parts.length; i++) found.add(parts.slice(0, i).join('/'))
  }
  return [...found].sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
}
