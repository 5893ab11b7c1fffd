// Every word on the screen comes from the one file of texts that the command line and the papers use too.
import zh from "../../../assets/locale/zh-CN.json";

export type TextKey = keyof typeof zh;

/**
 * The text of a key with its places filled: `{version}` takes `params.version`.  A place without a value is our mistake
 * and must be seen in a test, so it throws instead of showing braces to a reader.
 */
export function text(key: TextKey, params: Record<string, string | number> = {}): string {
  return zh[key].replace(/\{(\w+)\}/g, (_place, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`text ${key}: nothing given for {${name}}`);
    return String(value);
  });
}
