// What was dropped or chosen to be uploaded: all files beneath, by their paths.

/** A file to be uploaded, or a folder to be made. */
export type Source = { path: string; size?: number; file(): Promise<File> } | { path: string; folder: true };

/** Everything that a drop brings. Call it while the drop is handled: later the browser forgets what it was. */
export async function gather(data: DataTransfer): Promise<Source[]> {
  const tops = [...data.items]
    .filter((each) => each.kind === "file")
    .map((each) => each.webkitGetAsEntry() ?? each.getAsFile());
  const found: Source[] = [];
  for (const top of tops) {
    if (top instanceof File) found.push({ path: top.name, size: top.size, file: async () => top });
    else if (top) await walk(top, found);
  }
  return found;
}

async function walk(entry: FileSystemEntry, found: Source[]): Promise<void> {
  const path = entry.fullPath.replace(/^\/+/, "");
  if (entry.isFile) {
    found.push({
      path,
      file: () => new Promise((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
    });
    return;
  }
  found.push({ path, folder: true });
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const some = () => new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
  for (let entries = await some(); entries.length; entries = await some()) {
    for (const each of entries) await walk(each, found);
  }
}

/** What somebody chose in a file dialogue, with the folders that are named by the paths. */
export function chosen(files: Iterable<File>): Source[] {
  const found: Source[] = [];
  const folders = new Set<string>();
  for (const file of files) {
    const path = file.webkitRelativePath || file.name;
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) folders.add(path.slice(0, at));
    found.push({ path, size: file.size, file: async () => file });
  }
  return [...[...folders].map((path) => ({ path, folder: true as const })), ...found];
}
