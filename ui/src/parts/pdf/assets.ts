// The character maps and symbol faces that PDF files count on, out of the bundle: the page may not ask any network for
// them.  Each is a module of its own, loaded when a file needs it.

type Load = () => Promise<string>;

const character_maps = import.meta.glob<string>("../../../node_modules/pdfjs-dist/cmaps/*.bcmap", {
  query: "?inline",
  import: "default",
  exhaustive: true,
});
// All other standard faces come from the system; those that the engine brings along are partly under the GPL.
const faces = import.meta.glob<string>("../../../node_modules/pdfjs-dist/standard_fonts/Foxit{Symbol,Dingbats}.pfb", {
  query: "?inline",
  import: "default",
  exhaustive: true,
});

const byName = (modules: Record<string, Load>) =>
  new Map(Object.entries(modules).map(([path, load]) => [path.slice(path.lastIndexOf("/") + 1), load]));

const KINDS: Record<string, Map<string, Load>> = {
  cMapUrl: byName(character_maps),
  standardFontDataUrl: byName(faces),
};

/** The bytes of a `data:` address. */
function bytesOfAddress(address: string): Uint8Array {
  const plain = atob(address.slice(address.indexOf(",") + 1));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

/** What the engine asks when it needs a character map or a face; names it does not know are refused. */
export class BundledData {
  // Written as a property because the house forbids calls of the browser's function of that name.
  fetch = async ({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> => {
    const load = KINDS[kind]?.get(filename);
    if (load === undefined) throw new Error(`${kind} ${filename} is not in the bundle`);
    return bytesOfAddress(await load());
  };
}
