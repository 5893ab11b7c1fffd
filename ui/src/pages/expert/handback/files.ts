// Names and sizes of written files, as people read them.

/** The last part of a path, of either kind of separator. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** The folder a file lies in; the path itself when it names none. */
export function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return cut <= 0 ? path : path.slice(0, cut);
}

/** `812 B`, `96 KB`, `1.4 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`;
}
