import { describe, expect, it } from "vitest";
import { bytesOf, CHUNK, chunksOf, kindOfHead, kindOfName, type PdfSource, pictureType, sourceOfBytes } from "./source";

const bytes = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

describe("ranges", () => {
  it("are cut into pieces that meet without a gap", () => {
    expect(chunksOf(10, 35, 10)).toEqual([
      { from: 10, length: 10 },
      { from: 20, length: 10 },
      { from: 30, length: 5 },
    ]);
    expect(chunksOf(7, 7)).toEqual([]);
    expect(chunksOf(0, CHUNK)).toHaveLength(1);
    expect(chunksOf(0, CHUNK + 1)).toHaveLength(2);
  });

  it("read back as the bytes they are", async () => {
    const whole = Uint8Array.from({ length: CHUNK * 2 + 100 }, (_one, at) => at % 251);
    const asked: number[] = [];
    const plain = sourceOfBytes("k", "n.pdf", whole);
    const source: PdfSource = { ...plain, piece: (from, length) => (asked.push(length), plain.piece(from, length)) };
    const read = await bytesOf(source, 50, whole.length);
    expect(read.length).toBe(whole.length - 50);
    expect(read.every((byte, at) => byte === whole[at + 50])).toBe(true);
    expect(Math.max(...asked)).toBeLessThanOrEqual(CHUNK);
  });

  it("of a file cut short are an error, never silently filled up", async () => {
    const short: PdfSource = { ...sourceOfBytes("k", "n.pdf", new Uint8Array(10)), size: 40 };
    await expect(bytesOf(short, 0, 40)).rejects.toThrow("40");
  });
});

describe("kinds of files", () => {
  it.each([
    ["a.pdf", bytes("%PDF-1.7\n"), "pdf"],
    ["没有后缀", bytes("\n\n junk %PDF-1.4"), "pdf"],
    ["其实是.docx", bytes("%PDF-1.4"), "pdf"],
    ["报告.docx", bytes("PK\u0003\u0004"), "word"],
    ["报告.doc", Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0), "word"],
    ["明细.XLSX", bytes("PK\u0003\u0004"), "sheet"],
    ["汇报.pptx", bytes("PK\u0003\u0004"), "slides"],
    ["压缩.zip", bytes("PK\u0003\u0004"), "unknown"],
    ["假的.pdf", bytes("PK\u0003\u0004"), "unknown"],
    ["坏的.pdf", bytes("not at all"), "pdf"],
    ["照片.dat", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), "picture"],
    ["图.png", Uint8Array.of(0x89, 0x50, 0x4e, 0x47), "picture"],
    ["空.pdf", new Uint8Array(0), "empty"],
    ["说明.txt", bytes("abc"), "text"],
    ["无", bytes("abc"), "unknown"],
  ])("%s", (name, head, expected) => {
    expect(kindOfHead(name, head)).toBe(expected);
  });

  it("by name alone", () => {
    expect(kindOfName("a.b.PDF")).toBe("pdf");
    expect(kindOfName("pdf")).toBe("unknown");
  });

  it("tells the two kinds of pictures apart", () => {
    expect(pictureType(Uint8Array.of(0x89, 0x50))).toBe("image/png");
    expect(pictureType(Uint8Array.of(0xff, 0xd8))).toBe("image/jpeg");
  });
});
